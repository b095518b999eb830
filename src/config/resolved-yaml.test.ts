import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain } from './config.testkit.ts';
import { resolvedYaml } from './resolved-yaml.ts';

const DOLLAR = '$';

test('origins stand beside the values', () => {
  const text = resolvedYaml(
    { data: { symbols: ['SPX', 'A B'], none: undefined, empty: {} }, agents: [{ name: 'a', rule: { when: [{ if: 'x > 1' }] } }] },
    (path) => `at ${path}`,
  );
  expect(text).toBe(
    [
      'data:',
      '  symbols: [SPX, A B]                        # at data.symbols',
      '  empty: {}                                  # at data.empty',
      'agents:',
      '  - name: a                                  # at agents[0].name',
      '    rule:',
      '      when:',
      '        - if: "x > 1"                        # at agents[0].rule.when[0].if',
      '',
    ].join('\n'),
  );
});

test('what would be read as something else is quoted', () => {
  for (const text of [
    'true',
    'null',
    '1',
    '1e5',
    '0x1f',
    '.5',
    '~',
    '',
    ' a',
    'a ',
    '- a',
    'a: b',
    'a #b',
    '[x]',
    'no',
    '\n',
    '"',
    '*a',
    '&a',
    '!t',
    '%',
    '@',
    '`',
    '2020-01-01',
    '18:00',
    '<<',
    `${DOLLAR}{X}`,
  ]) {
    const value = { a: text, [text === '' ? 'k' : text]: [text, text] };
    const back = plain(resolvedYaml(value, () => undefined).replaceAll(`${DOLLAR}${DOLLAR}{`, `${DOLLAR}{`));
    expect(back).toEqual(value);
  }
});

const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalar, fc.array(scalar, { maxLength: 4 }), tie('map'), tie('list')),
  list: fc.array(tie('map'), { minLength: 1, maxLength: 3 }),
  map: fc.dictionary(fc.stringMatching(/^[a-z_<>0-9 #:]{1,8}$/), tie('any'), { minKeys: 1, maxKeys: 4 }),
})).map;

test('reading the text again gives the same values', () => {
  fc.assert(
    fc.property(value, (map) => {
      const record = map as Readonly<Record<string, unknown>>;
      const text = resolvedYaml(record, (path) => path);
      expect(normal(plain(text))).toEqual(normal(record));
    }),
    { numRuns: 300 },
  );
});

/** -0 is written as 0, and the literal of a reference is resolved by a later step. */
function normal(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(normal);
  if (typeof data === 'object' && data !== null)
    return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, normal(item)]));
  if (typeof data === 'string') return data.replaceAll(`${DOLLAR}${DOLLAR}{`, `${DOLLAR}{`);
  return data === 0 ? 0 : data;
}
