import { expect, test } from 'vitest';
import { schemaFields } from '../../config/index.ts';
import { INACTIVE, inactiveCapability } from './inactive.ts';
import { HEAD } from './problem-cases.testkit.ts';
import { loadText } from './project.testkit.ts';
import { projectSchema } from './schema.ts';

const paths = schemaFields(projectSchema).map((field) => field.path);

test('every line of the list is a part of the schema', () => {
  const known = (prefix: string): boolean =>
    paths.some((path) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`));
  expect(Object.keys(INACTIVE).filter((prefix) => !known(prefix))).toEqual([]);
});

test('no line lies inside another: it would say the same twice', () => {
  const inside = Object.keys(INACTIVE).filter((prefix) => {
    const at = Math.max(prefix.lastIndexOf('.'), prefix.lastIndexOf('['));
    return at > 0 && inactiveCapability(prefix.slice(0, at)) !== undefined;
  });
  expect(inside).toEqual([]);
});

test('the longest prefix decides, list indexes do not matter', () => {
  expect(inactiveCapability('agents[3].llm.params.seed')).toBe('language model agents');
  expect(inactiveCapability('agents[3].risk.max_position_pct')).toBeUndefined();
  expect(inactiveCapability('research.labels.horizon')).toBeUndefined();
  expect(inactiveCapability('research.backtest.at_open')).toBe('paper and live trading');
});

test('validate lists what was written, one line for each part, and presets of later versions', () => {
  const { inactive } = loadText(`${HEAD}features: { definitions: [{ name: kama_10, type: technical }] }
agents:
  - { name: a, kind: rule, rule: { preset: tsmom } }
  - { name: b, kind: rule, rule: { entry: "kama_10 > close" } }
deployment: { target: local, mode: paper }
`);
  expect(inactive).toEqual([
    { path: 'deployment', capability: 'deployment' },
    { path: 'agents[0].rule', capability: 'preset tsmom' },
  ]);
});
