import { describe, expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../config/index.ts';
import { HEAD, PROBLEM_CASES } from './problem-cases.testkit.ts';
import { codesOf, loadText, problemsText } from './project.testkit.ts';

/** Codes that a later capability, or reading data and modules, reports. */
const REPORTED_ELSEWHERE: readonly string[] = [
  'PLUGIN_INVALID',
  'TEST_WINDOW_EMPTY',
  'TAG_UNKNOWN',
  'FOLD_TOO_SMALL',
  'MODEL_UNKNOWN',
  'MODEL_RUNTIME_MISSING',
  'LLM_PROVIDER_NOT_INSTALLED',
  'CODE_EXPORT',
  'MODEL_FEATURE_MISMATCH',
  'DEPLOY_MODE',
  'DEPLOY_SAMPLE_DATA',
];

describe('problems', () => {
  test.each(PROBLEM_CASES.map((row) => [`${row.code}${row.what === undefined ? '' : ` (${row.what})`}`, row] as const))(
    '%s',
    (_, row) => {
      const loaded = loadText(row.whole === true ? row.yaml : HEAD + row.yaml, row);
      expect(codesOf(loaded)).toContain(row.code);
      expect(loaded.valid).toBe(loaded.problems.every((problem) => problem.severity === 'warning'));
      const severity = loaded.problems.find((problem) => problem.code === row.code)?.severity;
      expect(severity).toBe(PROBLEM_CODES[row.code].severity);
    },
  );

  test('their words and places, as people read them', async () => {
    const shown = PROBLEM_CASES.map((row) => {
      const text = problemsText(row.whole === true ? row.yaml : HEAD + row.yaml, row);
      return `===== ${row.code}${row.what === undefined ? '' : ` (${row.what})`}\n${text}`;
    });
    await expect(shown.join('\n')).toMatchFileSnapshot('./problem-cases.txt');
  });

  test('every code has a case, or is reported elsewhere', () => {
    const covered = new Set<string>([...PROBLEM_CASES.map((row) => row.code), ...REPORTED_ELSEWHERE]);
    expect(Object.keys(PROBLEM_CODES).filter((code) => !covered.has(code))).toEqual([]);
    expect(REPORTED_ELSEWHERE.filter((code) => PROBLEM_CASES.some((row) => row.code === code))).toEqual([]);
  });

  test('a fraction above 1, exactly as the reference prints it', () => {
    const filler = '#\n'.repeat(23);
    const yaml = `${HEAD}${filler}agents:\n  - name: a1\n    kind: rule\n    rule: { target: 0.1 }\n    risk:\n      max_position_pct: 5\n`;
    expect(problemsText(yaml)).toBe(
      [
        'config/project.yaml:31:25 error CONFIG_FRACTION',
        '  agents[0].risk.max_position_pct: max_position_pct is a fraction from 0 to 1',
        '  31 |       max_position_pct: 5',
        '     |                         ^',
        '  hint: 5 means 500 %; did you mean 0.05?',
        '',
      ].join('\n'),
    );
  });

  test('a loosened limit, exactly as the reference prints it', () => {
    const first = 'agents:\n  - { name: other, kind: rule, rule: { target: 0.1 } }\n';
    const yaml = `${HEAD}${first}${'#\n'.repeat(36)}  - name: rsi_reversion\n    kind: rule\n    rule: { target: 0.1 }\n    risk: { max_position_pct: 0.5 }\n`;
    expect(problemsText(yaml)).toBe(
      [
        'config/project.yaml:44:31 error LIMIT_LOOSENED',
        '  agents[1].risk.max_position_pct: agent "rsi_reversion" allows 0.5 and risk.limits allows 0.25',
        '  44 |     risk: { max_position_pct: 0.5 }',
        '     |                               ^^^',
        '  hint: risk.limits.max_position_pct is 0.25 (default); an agent may only be tighter',
        '',
      ].join('\n'),
    );
  });

  test('an entry of a list is shown with two lines before it', () => {
    const agent = 'agents:\n  - name: a1\n    kind: llm\n    llm: { provider: rules, model: r, prompt: hi }\n    context:\n';
    const yaml = `${HEAD}features: { definitions: [{ name: rsi_14, type: technical }] }\n${'#\n'.repeat(3)}${agent}      features:\n        - rsi_14\n        - rsi14\n`;
    expect(problemsText(yaml)).toBe(
      [
        'config/project.yaml:14:11 error FEATURE_UNKNOWN',
        '  agents[0].context.features[1]: no feature is named "rsi14"',
        '  12 |       features:',
        '  13 |         - rsi_14',
        '  14 |         - rsi14',
        '     |           ^^^^^',
        '  hint: did you mean "rsi_14"?',
        '',
      ].join('\n'),
    );
  });

  test('what is wrong in one entry hides nothing in the others, and places stay right', () => {
    const yaml = `${HEAD}agents:
  - name: close
    kind: rule
    rule: { target: 0.1 }
  - name: second
    kind: rule
    rule: { target: 0.1 }
    symbols: [SPY]
`;
    const loaded = loadText(yaml);
    expect(loaded.problems.map(({ code, path, line }) => [code, path, line])).toEqual([
      ['NAME_RESERVED', 'agents[0].name', 4],
      ['SYMBOL_UNKNOWN', 'agents[1].symbols[0]', 10],
    ]);
  });

  test('twenty are shown, the rest is counted', () => {
    const yaml = `${HEAD}risk:\n  limits:\n${Array.from({ length: 23 }, (_, i) => `    wrong_${i}: 1\n`).join('')}`;
    const text = problemsText(yaml);
    expect(text.match(/error CONFIG_KEY_UNKNOWN/g)).toHaveLength(20);
    expect(text.endsWith('… and 3 more problems\n')).toBe(true);
  });

  test('a secret is masked wherever its line is shown', () => {
    const secret = `sk-${'a1b2'.repeat(6)}`;
    const yaml = `${HEAD}worlds:\n  - { name: w, description: ${secret}, capitl: 3, members: [nobody] }\n`;
    const text = problemsText(yaml);
    expect(text).toContain('CONFIG_KEY_UNKNOWN');
    expect(text).toContain('WORLD_MEMBER_UNKNOWN');
    expect(text).not.toContain(secret);
    expect(JSON.stringify(loadText(yaml).problems.map(({ message, hint }) => [message, hint]))).not.toContain(secret);
  });
});
