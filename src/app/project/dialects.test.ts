import { describe, expect, test } from 'vitest';
import { leaves, pathText } from '../../config/index.ts';
import { DIALECTS, isDialect } from './dialects.ts';
import { loadText } from './project.testkit.ts';

const HEAD = `project: { name: lab }
data: { source: sample, symbols: [SPX], start_date: 2010-01-04, end_date: 2012-12-31, timeframe: 1d }
`;
const AGENT = `features: { definitions: [{ name: ema_5, type: technical }] }
agents: [{ name: one, kind: rule, rule: { entry: "close > ema_5" } }]
`;

/** A value at a path as YAML in one line, JSON being YAML. */
function sections(parts: Readonly<Record<string, unknown>>): string {
  return Object.entries(parts)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

function nested(path: readonly (string | number)[], value: unknown): Record<string, unknown> {
  const [first, ...rest] = path;
  return { [String(first)]: rest.length === 0 ? value : nested(rest, value) };
}

describe.each(Object.keys(DIALECTS).filter(isDialect))('%s', (like) => {
  const { execution, sizing, metrics, emaSeed } = DIALECTS[like];
  const cells = [...leaves({ position_manager: { execution, sizing }, metrics })]
    // A section that it leaves alone is no cell.
    .filter(({ value }) => typeof value !== 'object')
    .map(({ path, value }) => ({ path, name: pathText(path), value }));
  const dialect = loadText(`${HEAD}${sections({ position_manager: { execution: { like } } })}${AGENT}`);
  const ours = loadText(`${HEAD}${AGENT}`);

  test.each(cells.map((cell) => [cell.name, cell] as const))(
    '%s alone is what like makes it, and nothing else changes',
    (_, cell) => {
      expect(dialect.resolved.get(cell.name)).toEqual({ value: cell.value, origin: `like ${like}` });
      // A fixed quantity has no meaning without its value.
      const tree = nested(cell.path, cell.value);
      const needsValue = cell.name.endsWith('sizing.mode') && cell.value === 'quantity';
      if (needsValue) ((tree['position_manager'] as Record<string, unknown>)['sizing'] as Record<string, unknown>)['value'] = 1;
      const alone = loadText(`${HEAD}${sections(tree)}${AGENT}`);
      expect(alone.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(alone.resolved.get(cell.name)?.value).toEqual(cell.value);
      expect(alone.origins.get(cell.name)).toMatch(/^config\/project\.yaml:/);
      const changed = [...alone.resolved]
        .filter(([path, { value }]) => JSON.stringify(value) !== JSON.stringify(ours.resolved.get(path)?.value))
        .map(([path]) => path)
        // An agent's execution shows the project's, and a fixed quantity its value.
        .filter(
          (path) => path !== cell.name && !path.endsWith('.sizing.value') && !path.endsWith(`.${cell.path.slice(1).join('.')}`),
        );
      expect(changed).toEqual([]);
    },
  );

  test('the seed of exponential means is a default too', () => {
    const path = 'features.definitions[0].params.seed';
    expect(dialect.resolved.get(path)).toEqual({ value: emaSeed, origin: `like ${like}` });
    const written = `${HEAD}${sections({ position_manager: { execution: { like } } })}${AGENT.replace('technical }', 'technical, params: { seed: first } }')}`;
    expect(loadText(written).resolved.get(path)).toMatchObject({ value: 'first' });
    expect(loadText(written).origins.get(path)).toMatch(/^config\/project\.yaml:/);
  });

  test('what is written wins', () => {
    const written = {
      execution: { like, fill: 'next_close', close_at_end: 'no' },
      sizing: { mode: 'fraction', value: 0.3, reserve: 0.5 },
    };
    const loaded = loadText(`${HEAD}${sections({ position_manager: written, metrics: { sharpe: 'sessions' } })}${AGENT}`);
    const { project } = loaded;
    expect(project!.position_manager.execution).toMatchObject({ fill: 'next_close', close_at_end: 'no' });
    expect(project!.position_manager.sizing).toMatchObject({ mode: 'fraction', value: 0.3, reserve: 0.5 });
    expect(project!.metrics.sharpe).toBe('sessions');
  });
});

test('the size of a dialect does not survive another mode', () => {
  const load = (sizing: object): ReturnType<typeof loadText> =>
    loadText(`${HEAD}${sections({ position_manager: { execution: { like: 'backtrader' }, sizing } })}${AGENT}`);
  expect(load({}).project!.position_manager.sizing).toMatchObject({ mode: 'quantity', value: 1 });
  expect(load({ mode: 'target_weight' }).project!.position_manager.sizing.value).toBeUndefined();
  expect(load({ mode: 'target_weight' }).problems.map(({ code }) => code)).not.toContain('SETTING_UNUSED');
  expect(load({ mode: 'fraction' }).problems.map(({ code }) => code)).toContain('CONFIG_KEY_MISSING');
});
