import { expect, test } from 'vitest';
import { loadText } from './project.testkit.ts';

const HEAD = `project: { name: lab }
data: { source: csv, symbols: [AAA, BBB], start_date: 2021-01-01, end_date: 2022-12-31 }
`;
const FILES = {
  'data/AAA_1d.csv': '',
  'data/BBB_1d.csv': '',
  'prompts/buy.md': 'Buy low.',
  'prompts/copy.md': 'Buy low.',
  'prompts/sell.md': 'Sell high.',
  'own.ts': 'export default 1;',
  'moved.ts': 'export default 1;',
  'other.ts': 'export default 2;',
};

/** What decides for the first agent of a project, as text. */
function deciding(yaml: string, head = HEAD): string {
  const loaded = loadText(head + yaml, { files: FILES });
  expect(loaded.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return JSON.stringify(loaded.deciding!.agent(loaded.project!.agents[0]!.name));
}

const rule = (
  over = '',
  features = '- { name: rsi_5, type: technical, kind: rsi, params: { period: 5 } }',
  entry = 'rsi_5 < 30',
): string =>
  `features:\n  definitions:\n    ${features}\nagents:\n  - name: a\n    kind: rule\n    rule: { entry: "${entry}", exit: "close > 1" }\n${over}`;
const llm = (prompt: string, rest = ''): string =>
  `agents: [{ name: a, kind: llm, llm: { provider: rules, model: r, ${prompt} }${rest} }]\n`;

test.each<[string, string, string]>([
  ['the name of the agent', rule(), rule().replace('name: a', 'name: b')],
  [
    'descriptions, tags, author and being enabled',
    rule(),
    rule('    description: mine\n    tags: [x]\n    author: { model: m }\n    enabled: false\n'),
  ],
  ['comments', rule(), rule().replace('kind: rule', 'kind: rule  # better')],
  ['how many bars are loaded before the window', rule(), rule('    schedule: { warmup_bars: 99 }\n')],
  ['where evaluation begins', rule(), rule('    evaluate_from: 2021-06-01\n')],
  ['spaces and parentheses of a rule', rule(), rule('', undefined, '((rsi_5))  <  30')],
  [
    'the name of a feature',
    rule(),
    rule('', '- { name: quick, type: technical, kind: rsi, params: { period: 5 } }', 'quick < 30'),
  ],
  ['a feature that nobody reads', rule(), rule().replace('agents:', '    - { name: sma_9, type: technical }\nagents:')],
  ['where a module lies', custom('own.ts'), custom('moved.ts')],
  ['where a prompt lies', llm('prompt_file: prompts/buy.md'), llm('prompt_file: prompts/copy.md')],
])('%s does not decide', (_, one, other) => {
  expect(deciding(other)).toBe(deciding(one));
});

test.each<[string, string, string]>([
  ['a threshold', rule(), rule('', undefined, 'rsi_5 < 31')],
  ['a parameter of a feature', rule(), rule().replace('period: 5', 'period: 6')],
  ['a feature that another one reads', chain(5), chain(6)],
  ['the symbols', rule(), rule('    symbols: [AAA]\n')],
  ['the schedule', rule(), rule('    schedule: { every: 1w }\n')],
  ['stops', rule(), rule('    stops: { stop_loss_pct: 0.05 }\n')],
  ['the limits of the agent', rule(), rule('    risk: { max_position_pct: 0.1 }\n')],
  ['the limits of the project', rule(), `${rule()}risk: { limits: { max_open_positions: 2 } }\n`],
  ['sizing', rule(), `${rule()}position_manager: { sizing: { mode: fraction, value: 0.1 } }\n`],
  ['costs', rule(), rule('    execution: { costs: { bps: 9 } }\n')],
  ['the text of a module', custom('own.ts'), custom('other.ts')],
  ['the prompt', llm('prompt: Buy low.'), llm('prompt: Buy lower.')],
  ['the text of the prompt’s file', llm('prompt_file: prompts/buy.md'), llm('prompt_file: prompts/sell.md')],
  ['the model that is asked', llm('prompt: hello'), llm('prompt: hello').replace('model: r', 'model: s')],
])('%s decides', (_, one, other) => {
  expect(deciding(other)).not.toBe(deciding(one));
});

test('how prices are adjusted decides', () => {
  expect(deciding(rule(), HEAD.replace('start_date', 'adjustment: splits, start_date'))).not.toBe(deciding(rule()));
});

test('features of one definition under two names are two features of the agent that reads both', () => {
  const two = (second: number): string =>
    rule(
      '',
      `- { name: one, type: technical, kind: rsi, params: { period: 5 } }\n    - { name: two, type: technical, kind: rsi, params: { period: ${second} } }`,
      'one < two',
    );
  expect(deciding(two(6))).not.toBe(deciding(two(7)));
});

test('research: labels, model and columns decide, targets of a promotion do not', () => {
  const research = (over: string, features = 'rsi_5'): string => {
    const yaml = `features: { definitions: [{ name: rsi_5, type: technical }, { name: sma_9, type: technical }] }
research: { features: [${features}], evaluation: { use_configured_test_window: false }, ${over} }\n`;
    return JSON.stringify(loadText(HEAD + yaml, { files: FILES }).deciding!.research());
  };
  const base = research('labels: { horizon: 5 }');
  expect(research('labels: { horizon: 6 }')).not.toBe(base);
  expect(research('labels: { horizon: 5 }, model: { family: ridge, kind: regressor }')).not.toBe(base);
  expect(research('labels: { horizon: 5 }', 'sma_9')).not.toBe(base);
  expect(research('labels: { horizon: 5 }, seed: 9')).not.toBe(base);
  expect(research('labels: { horizon: 5 }, promotion: { targets: [{ name: m, path: models/promoted/m }] }')).toBe(base);
});

function custom(module: string): string {
  return rule('', `- { name: own, type: custom, module: ${module} }`, 'own > 0');
}

function chain(period: number): string {
  const first = `- { name: base, type: technical, kind: rsi, params: { period: ${period} } }`;
  return rule(
    '',
    `${first}\n    - { name: smooth, type: technical, kind: sma, input: base, params: { period: 3 } }`,
    'smooth < 30',
  );
}
