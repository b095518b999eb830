import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressions, invariant } from '../../base/index.ts';
import { ACTION, type ActionCode } from '../../ports/index.ts';
import { type RowLine, RuleRows } from './rows.ts';

function line(text: string, action: ActionCode, { readsPosition = false, side = 0 } = {}): RowLine {
  const parsed = expressions.parseExpression(text);
  invariant(parsed.ok, `${text} is an expression`);
  return { condition: parsed.expression, readsPosition, side, action };
}

function rowsOf(lines: readonly RowLine[], close: readonly number[], decisionRows?: Uint8Array): RuleRows {
  return new RuleRows({
    lines,
    // Memory of an earlier run: nothing may be read before it is written.
    run: { rows: close.length, allocate: (length) => new Float64Array(length).fill(NaN) },
    columnOf: () => Float64Array.from(close),
    decisionRows,
  });
}

const LINES = [line('close > 7', ACTION.sell), line('close == 5 or close == 8', ACTION.hold), line('close >= 4', ACTION.buy)];

/** The first line that is true, read off the rule. */
function actionAt(close: number): number {
  if (close > 7) return ACTION.sell;
  if (close === 5) return ACTION.hold;
  return close >= 4 ? ACTION.buy : ACTION.hold;
}

describe('actions', () => {
  test('the first true line wins, missing is not true', () => {
    const rows = rowsOf(LINES, [8, 5, 4, 3, NaN, 7]);
    rows.fill(0, 6);
    expect([...(rows.actions ?? [])]).toEqual([2, 0, 1, 0, 0, 1]);
    expect(rows.holds.map((flags) => [...(flags ?? [])])).toEqual([
      [1, 0, 0, 0, 0, 0],
      [1, 1, 0, 0, 0, 0],
      [1, 1, 1, 0, 0, 1],
    ]);
  });

  test('hold before the first row, on rows that are not decided, and while the first row is not known', () => {
    const rows = rowsOf(LINES, [8, 8, 8, 8, 8, 8, 8], Uint8Array.of(1, 1, 1, 0, 1, 1, 0));
    rows.fill(Infinity, 5);
    expect([...(rows.actions ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    rows.fill(2, 7);
    expect([...(rows.actions ?? [])]).toEqual([0, 0, 2, 0, 2, 2, 0]);
  });

  test('none where they depend on the position; the other lines are known all the same', () => {
    for (const last of [line('true', ACTION.close, { readsPosition: true }), line('close > 1', ACTION.close, { side: 1 })]) {
      const rows = rowsOf([line('close > 7', ACTION.buy), last], [8, 7]);
      rows.fill(0, 2);
      expect(rows.actions).toBeUndefined();
      expect([...(rows.holds[0] ?? [])]).toEqual([1, 0]);
    }
    expect(rowsOf([], [8, 7]).actions).toBeUndefined();
  });

  test('at any cuts and first row they are those of the rule', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 50 }),
        fc.constantFrom(1, 50),
        fc.array(fc.nat(50), { maxLength: 8 }),
        fc.nat(30),
        (values, repeats, cuts, first) => {
          const close = Array.from({ length: repeats }, () => values).flat();
          const expected = close.map((value, row) => (row < first ? ACTION.hold : actionAt(value)));
          const rows = rowsOf(LINES, close);
          for (const cut of cuts.sort((a, b) => a - b)) rows.fill(first, Math.min(cut * repeats, close.length));
          rows.fill(first, close.length);
          expect([...(rows.actions ?? [])]).toEqual(expected);
        },
      ),
    );
  });
});
