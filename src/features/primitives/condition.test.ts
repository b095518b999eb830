import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expressions, invariant } from '../../base/index.ts';
import { compileCondition, conditionParts, RowBytes } from './condition.ts';
import { compileProgram } from './program.ts';

type Columns = Readonly<Record<'a' | 'b', Float64Array>>;

function parse(text: string): expressions.Expression {
  const parsed = expressions.parseExpression(text);
  invariant(parsed.ok, `${text} is an expression`);
  return parsed.expression;
}

/** The value of a number or condition at every row, by the primitives of float columns. */
function valuesOf(node: expressions.Expression, columns: Columns, rows: number): Float64Array {
  const result = new Float64Array(rows);
  const program = compileProgram(node, (name) => (name === 'a' ? columns.a : columns.b), result);
  for (let from = 0; from < rows; from += 1024)
    program.run(from, Math.min(from + 1024, rows), new Float64Array(program.stateSize));
  return result;
}

/** The flags of a condition, filled up to each cut; memory that was used before. */
function flagsOf(text: string, columns: Columns, rows: number, cuts: readonly number[] = []): number[] {
  const condition = parse(text);
  const parts = new Map(
    conditionParts(condition).map((part) => [expressions.printExpression(part), valuesOf(part, columns, rows)]),
  );
  const columnOf = (part: expressions.Expression): Float64Array => {
    if (part.kind === 'name') return part.name === 'a' ? columns.a : columns.b;
    const column = parts.get(expressions.printExpression(part));
    invariant(column !== undefined, 'every part that is read was announced');
    return column;
  };
  const flags = new RowBytes(rows, (length) => new Float64Array(length).fill(NaN));
  const program = compileCondition(condition, columnOf, flags);
  let done = 0;
  for (const cut of [...cuts, rows]) {
    program(done - (done % 4), cut);
    done = cut;
  }
  return [...flags.bytes];
}

const COLUMNS: Columns = { a: Float64Array.of(1, 2, 3, NaN, 2), b: Float64Array.of(2, 2, 2, 2, NaN) };

// By hand: rows 1 < 2, 2 = 2, 3 > 2, then a missing value on either side, which makes no comparison true.
test.each([
  ['a < b', [1, 0, 0, 0, 0]],
  ['a <= b', [1, 1, 0, 0, 0]],
  ['a > b', [0, 0, 1, 0, 0]],
  ['a >= b', [0, 1, 1, 0, 0]],
  ['a == b', [0, 1, 0, 0, 0]],
  ['a != b', [1, 0, 1, 0, 0]],
  ['not (a < b)', [0, 1, 1, 0, 0]],
  ['not (a == b)', [1, 0, 1, 0, 0]],
  ['not (a != b)', [0, 1, 0, 0, 0]],
  ['a < 2', [1, 0, 0, 0, 0]],
  ['2 < a', [0, 0, 1, 0, 0]],
  ['a > -1', [1, 1, 1, 0, 1]],
  ['1 < 2', [1, 1, 1, 1, 1]],
  ['a < b or b == 2', [1, 1, 1, 1, 0]],
  ['not (a < b or b == 3)', [0, 1, 1, 0, 0]],
  ['not (a < b and b == 2)', [0, 1, 1, 0, 0]],
  ['between(a, 2, b)', [0, 1, 0, 0, 0]],
  ['not between(a, 2, b)', [1, 0, 1, 0, 0]],
  ['true and a + 1 > b', [0, 1, 1, 0, 0]],
  ['false or a < b', [1, 0, 0, 0, 0]],
  ['crosses_above(a, b)', [0, 0, 1, 0, 0]],
])('%s', (text, expected) => expect(flagsOf(text, COLUMNS, 5)).toEqual(expected));

const number = fc.constantFrom('a', 'b', '2', '-1', 'a + b', 'lag(a, 2)', 'a / b');
const conditionText: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(
        fc
          .tuple(number, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), number)
          .map(([left, operator, right]) => `${left} ${operator} ${right}`),
        fc.tuple(number, number, number).map(([x, low, high]) => `between(${x}, ${low}, ${high})`),
        fc.constantFrom('true', 'false', 'crosses_above(a, b)', 'crosses_below(a, 2)'),
      )
    : fc.oneof(
        fc
          .tuple(conditionText(depth - 1), fc.constantFrom('and', 'or'), conditionText(depth - 1))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        conditionText(depth - 1).map((inner) => `not (${inner})`),
      ),
);

test('flags are the rows at which the float column is 1, in one pass and at any cuts', () => {
  const value = fc.constantFrom(-2, -1, 0, 1, 2, 3, NaN);
  const row = fc.tuple(value, value);
  fc.assert(
    fc.property(
      conditionText(3),
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(40), { maxLength: 6 }),
      fc.constantFrom(1, 60),
      (text, values, cuts, repeats) => {
        const all = Array.from({ length: repeats }, () => values).flat();
        const columns = { a: Float64Array.from(all, ([a]) => a), b: Float64Array.from(all, ([, b]) => b) };
        const rows = all.length;
        const expected = Array.from(valuesOf(parse(text), columns, rows), (flag) => (flag === 1 ? 1 : 0));
        expect(flagsOf(text, columns, rows)).toEqual(expected);
        const inside = cuts.map((cut) => Math.min(cut * repeats, rows)).sort((a, b) => a - b);
        expect(flagsOf(text, columns, rows, inside)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('codes: put everywhere, put where a flag is set, looked for', () => {
  const bytes = (values: readonly number[]): RowBytes => {
    const made = new RowBytes(values.length, (length) => new Float64Array(length));
    made.bytes.set(values);
    return made;
  };
  const codes = bytes([9, 9, 9, 9, 9, 9]);
  codes.put(bytes([1, 0, 1, 0, 0, 1]), 4, 0, 6);
  expect([...codes.bytes]).toEqual([4, 0, 4, 0, 0, 4]);
  codes.putWhere(bytes([0, 0, 1, 1, 0, 0]), 3, 0, 6);
  expect([...codes.bytes]).toEqual([4, 0, 3, 3, 0, 4]);
  codes.putWhere(bytes([1, 1, 1, 1, 0, 1]), 255, 4, 6);
  expect([...codes.bytes]).toEqual([4, 0, 3, 3, 0, 255]);
});
