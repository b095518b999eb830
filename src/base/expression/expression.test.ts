import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { invariant } from '../errors.ts';
import { checkExpression, type Expression, type ExpressionType, parseExpression, printExpression, warmUpOf } from './index.ts';

function parsed(text: string): Expression {
  const result = parseExpression(text);
  invariant(result.ok, `${text} is an expression`);
  return result.expression;
}

/** The tree with all parentheses, to see the precedence. */
function shape(node: Expression): string {
  switch (node.kind) {
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'name':
      return node.name;
    case 'negate':
    case 'not':
      return `(${node.kind} ${shape(node.operand)})`;
    case 'call':
      return `${node.name}(${node.args.map(shape).join(' ')})`;
    case 'and':
    case 'or':
      return `(${shape(node.left)} ${node.kind} ${shape(node.right)})`;
    default:
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
  }
}

describe('grammar', () => {
  test.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['8 / 4 / 2 % 3', '(((8 / 4) / 2) % 3)'],
    ['-a * b', '((negate a) * b)'],
    ['a - -b', '(a - (negate b))'],
    ['a + b < c * d', '((a + b) < (c * d))'],
    ['not a < b and c > d', '((not (a < b)) and (c > d))'],
    ['a < b or c < d and e < f', '((a < b) or ((c < d) and (e < f)))'],
    ['not not a < b', '(not (not (a < b)))'],
    ['(a or b) and c', '((a or b) and c)'],
    ['macd_12.signal >= 1.5e-3', '(macd_12.signal >= 0.0015)'],
    ['crosses_above(sma_20, sma_50)', 'crosses_above(sma_20 sma_50)'],
    ['if(a > 1, true, false)', 'if((a > 1) true false)'],
    ['.5 + 1.', '(0.5 + 1)'],
    ['a\n  !=\tb', '(a != b)'],
  ])('%s', (text, expected) => expect(shape(parsed(text))).toBe(expected));

  test.each([
    ['', 1, 'the expression is empty'],
    ['rsi_14 <', 9, 'expected a value, not the end'],
    ['(a + b', 7, 'expected ")" before the end'],
    ['a b', 3, 'expected an operator or the end, not "b"'],
    ['a && b', 3, 'unexpected "&"'],
    ['a = 3', 3, 'unexpected "="'],
    ['a < b < c', 7, 'comparisons cannot be chained'],
    ['sma(close)', 1, 'sma takes 2 values, not 1'],
    ['min(1)', 1, 'min takes 2 to 8 values, not 1'],
    ['smaa(close, 3)', 1, 'there is no function "smaa"'],
    ['a.3', 2, 'expected an operator or the end, not ".3"'],
    ['a.', 3, 'expected a name after "."'],
    ['1.2.3', 4, 'expected an operator or the end, not ".3"'],
    ['and a', 1, 'expected a value, not "and"'],
    ['"x"', 1, 'unexpected """'],
    ['constructor(1)', 1, 'there is no function "constructor"'],
  ])('%j is refused at column %i', (text, column, message) => {
    const result = parseExpression(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem).toMatchObject({ code: 'RULE_SYNTAX', column, message });
  });

  test('hints: the function meant, the operator meant', () => {
    const hint = (text: string): string | undefined => {
      const result = parseExpression(text);
      return result.ok ? undefined : result.problem.hint;
    };
    expect(hint('smaa(close, 3)')).toBe('did you mean "sma"?');
    expect(hint('a && b')).toBe('write "and"');
    expect(hint('a ^ 2')).toBe('there is no power operator: write x * x');
  });

  test('limits: 500 characters, 32 levels, 200 nodes', () => {
    const long = (length: number): string => `a${' '.repeat(length - 1)}`;
    expect(parseExpression(long(500)).ok).toBe(true);
    expect(parseExpression(long(501))).toMatchObject({ ok: false, problem: { column: 501 } });
    const deep = (levels: number): string => `${'('.repeat(levels)}a${')'.repeat(levels)}`;
    expect(parseExpression(deep(32)).ok).toBe(true);
    expect(parseExpression(deep(33))).toMatchObject({ ok: false, problem: { column: 33 } });
    const wide = (terms: number): string => new Array(terms).fill('a').join('+');
    expect(parseExpression(wide(100)).ok).toBe(true);
    expect(parseExpression(wide(101))).toMatchObject({ ok: false, problem: { message: 'an expression has at most 200 parts' } });
  });
});

const names = {
  has: (name: string): boolean => ['close', 'rsi_14', 'macd_12', 'macd_12.signal'].includes(name),
  known: ['close', 'rsi_14', 'macd_12', 'macd_12.signal'],
};

function check(text: string, wanted: ExpressionType): string[] {
  return checkExpression(parsed(text), wanted, names).map(
    ({ code, column, length, message }) => `${code} ${column}+${length} ${message}`,
  );
}

describe('types and names', () => {
  test.each([
    ['rsi_14 < 30', 'condition'],
    ['macd_12.signal - macd_12', 'number'],
    ['if(rsi_14 < 30, 1, 0)', 'number'],
    ['if(rsi_14 < 30, rsi_14 > 1, true)', 'condition'],
    ['lag(rsi_14 < 30, 1) and not true', 'condition'],
    ['bars_since(rsi_14 < 30, 20) > 5', 'condition'],
  ] as const)('%s is a %s', (text, wanted) => expect(check(text, wanted)).toEqual([]));

  test.each([
    ['rsi_14', 'condition', ['RULE_TYPE 1+6 rsi_14 is a number, a condition is needed here']],
    ['close > 1 + (rsi_14 < 3)', 'condition', ['RULE_TYPE 13+12 rsi_14 < 3 is a condition, a number is needed here']],
    ['not close', 'condition', ['RULE_TYPE 5+5 close is a number, a condition is needed here']],
    ['rsi14 < 30', 'condition', ['RULE_UNKNOWN_NAME 1+5 nothing is named "rsi14"']],
    ['sma(close, 2.5)', 'number', ['RULE_TYPE 12+3 the window of sma is a whole number from 1 to 1000, not 2.5']],
    ['sma(close, rsi_14)', 'number', ['RULE_TYPE 12+6 the window of sma is a whole number from 1 to 1000, not rsi_14']],
    ['lag(close, 1001)', 'number', ['RULE_TYPE 12+4 the window of lag is a whole number from 1 to 1000, not 1001']],
    ['if(true, 1, false)', 'number', ['RULE_TYPE 13+5 false is a condition, a number is needed here']],
    ['a + b', 'number', ['RULE_UNKNOWN_NAME 1+1 nothing is named "a"', 'RULE_UNKNOWN_NAME 5+1 nothing is named "b"']],
  ] as const)('%s as a %s', (text, wanted, expected) => expect(check(text, wanted)).toEqual(expected));

  test('an unknown name suggests the nearest', () => {
    expect(checkExpression(parsed('rsi14 < 30'), 'condition', names)[0]!.hint).toBe('did you mean "rsi_14"?');
  });
});

test.each([
  ['close', 0, 0],
  ['sma(close, 20)', 19, 0],
  ['sma(sma(close, 20), 5)', 23, 0],
  ['lag(rsi_14, 3)', 17, 125],
  ['rsi_14 < 30 or close > highest(close, 50)', 49, 125],
  ['crosses_above(sma(close, 20), sma(close, 50))', 50, 0],
  ['bars_since(crosses_below(close, 5), 10) > 2', 10, 0],
  ['ema(rsi_14, 20)', 33, 218],
])('%s needs %i bars and settles in %i', (text, warmup, settle) => {
  const of = (name: string) => (name === 'rsi_14' ? { warmup: 14, settle: 125 } : { warmup: 0, settle: 0 });
  expect(warmUpOf(parsed(text), of)).toEqual({ warmup, settle });
});

test('printing puts only the parentheses that are needed', () => {
  for (const text of ['(a + b) * c', 'a - (b - c)', 'not (a < b and c < d)', '-(a + b)', 'a < b or c < d and e < f']) {
    expect(printExpression(parsed(text))).toBe(text);
  }
  expect(printExpression(parsed('((a))+(b*c)<((1e-3))'))).toBe('a + b * c < 0.001');
  expect(printExpression(parsed('rsi_14 < lag(rsi_14, 1)'), (name) => `${name} 29`)).toBe('rsi_14 29 < lag(rsi_14, 1)');
});

/** Random well-typed trees as texts. */
const numberText: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.constantFrom('close', 'rsi_14', '0.5', '30', '1e3')
    : fc.oneof(
        fc
          .tuple(numberText(depth - 1), fc.constantFrom('+', '-', '*', '/', '%'), numberText(depth - 1))
          .map(([a, o, b]) => `(${a} ${o} ${b})`),
        numberText(depth - 1).map((a) => `-(${a})`),
        fc.tuple(numberText(depth - 1), numberText(depth - 1)).map(([a, b]) => `min(${a}, ${b})`),
        numberText(depth - 1).map((a) => `lag(${a}, 2)`),
      ),
);
const conditionText: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.constantFrom('close > rsi_14', 'rsi_14 < 30', 'true')
    : fc.oneof(
        fc
          .tuple(conditionText(depth - 1), fc.constantFrom('and', 'or'), conditionText(depth - 1))
          .map(([a, o, b]) => `(${a}) ${o} (${b})`),
        conditionText(depth - 1).map((a) => `not (${a})`),
        fc.tuple(numberText(2), fc.constantFrom('<', '<=', '==', '!='), numberText(2)).map(([a, o, b]) => `${a} ${o} ${b}`),
      ),
);

test('printing and reading again gives the same tree', () => {
  fc.assert(
    fc.property(fc.oneof(numberText(4), conditionText(4)), (text) => {
      const first = parseExpression(text);
      if (!first.ok) return;
      expect(shape(parsed(printExpression(first.expression)))).toBe(shape(first.expression));
    }),
  );
});

test('whatever the text, the answer is an expression or a problem inside it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const result = parseExpression(text);
      if (!result.ok) expect(result.problem.column).toBeLessThanOrEqual(text.length + 1);
    }),
  );
});
