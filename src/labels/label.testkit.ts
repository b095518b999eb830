import { describe, expect, test } from 'vitest';
import { walk } from './bars.testkit.ts';
import { labelsSection } from './config.ts';
import type { LabelBars, LabelColumns, LabelInput, LabelKind } from './contract.ts';
import { makeLabels } from './make.ts';
import { checkLabelReach } from './reach.ts';

/** Settings of the section, with their defaults. */
export const settingsOf = (settings: object): ReturnType<typeof labelsSection.parse> => labelsSection.parse(settings);

const columnsOf = ({ t1, value, labelReturn, touched, ambiguous }: LabelColumns): readonly ArrayLike<number>[] => [
  t1,
  value,
  labelReturn,
  touched,
  ambiguous,
];

/** What every label type owes: complete rows only, t1 ahead, nothing read after t1, no dependence on other symbols' places. */
export function labelContract(
  name: string,
  settings: object,
  options: { readonly kind: LabelKind; readonly rest?: (symbols: readonly LabelBars[]) => Partial<LabelInput> },
): void {
  const symbols = Array.from({ length: 12 }, (_, k) => walk(160 + k, k + 1, `S${String(k).padStart(2, '0')}`));
  const make = (some: readonly LabelBars[]): readonly LabelColumns[] =>
    makeLabels({ settings: settingsOf(settings), kind: options.kind, symbols: some, ...options.rest?.(some) });

  describe(`${name}, ${options.kind}`, () => {
    const made = make(symbols);
    test('labels some bars, each with a value, a return and an end ahead of it inside the data', () => {
      for (const [k, { t1, value, labelReturn }] of made.entries()) {
        const n = symbols[k]!.time.length;
        expect([t1.length, value.length, labelReturn.length]).toEqual([n, n, n]);
        expect(t1.some((end) => end >= 0)).toBe(true);
        for (let t = 0; t < n; t += 1) {
          if (t1[t]! < 0) expect([value[t], labelReturn[t]]).toEqual([NaN, NaN]);
          else {
            expect(t1[t]).toBeGreaterThan(t);
            expect(t1[t]).toBeLessThan(n);
            expect([Number.isFinite(value[t]), Number.isFinite(labelReturn[t])]).toEqual([true, true]);
          }
        }
      }
    });
    test('reads nothing after t1', () => {
      const times = [...symbols[0]!.time].filter((_, bar) => bar % 3 === 0);
      expect(checkLabelReach(make, symbols, times)).toMatchObject({ findings: [] });
    });
    test('the order of the symbols changes nothing', () => {
      const order = symbols.map((_, k) => (k * 5 + 3) % symbols.length);
      const again = make(order.map((k) => symbols[k]!));
      for (const [at, k] of order.entries()) expect(columnsOf(again[at]!)).toEqual(columnsOf(made[k]!));
    });
    test('the same bits again', () => {
      for (const [k, columns] of make(symbols).entries()) expect(columnsOf(columns)).toEqual(columnsOf(made[k]!));
    });
  });
}
