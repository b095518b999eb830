import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { barriersAt, firstTouch } from './barriers.ts';
import { barsOf, closes, type Quote, walk } from './bars.testkit.ts';
import type { LabelBars, LabelColumns } from './contract.ts';
import { defineLabel, isLabel } from './define.ts';
import { CustomLabelError, LabelModelMismatchError, LabelTooFewSymbolsError } from './errors.ts';
import { NO_LABEL, TOUCHED } from './index.ts';
import { labelContract, settingsOf } from './label.testkit.ts';
import { labelClasses, labelHorizon, makeLabels } from './make.ts';
import { checkLabelReach } from './reach.ts';

function one(settings: object, bars: LabelBars, rest: object = {}): LabelColumns {
  return makeLabels({ settings: settingsOf(settings), symbols: [bars], kind: 'classifier', ...rest })[0]!;
}
const list = (column: ArrayLike<number>): readonly number[] => Array.from(column);

/** Changes to the other side every 7 bars, flat in between. */
const sides = (symbols: readonly LabelBars[]) => ({
  primary: symbols.map(({ time }) => Int8Array.from(time, (_, t) => [1, 0, -1, 0][Math.floor(t / 7) % 4]!)),
  costs: { entry: 0.0005, exit: 0.0005 },
});
const nextClose = defineLabel({
  params: z.strictObject({ bars: z.int().min(1).default(2) }),
  label: ({ close }, t, { bars }) => {
    const r = close[t + bars]! / close[t]! - 1;
    return { t1: t + bars, value: Number.isNaN(r) ? 0 : Math.sign(r), label_return: Number.isNaN(r) ? 0 : r };
  },
});

labelContract('forward_return', { type: 'forward_return' }, { kind: 'classifier' });
labelContract('forward_return', { type: 'forward_return', entry: 'next_open' }, { kind: 'regressor' });
labelContract('forward_return', { type: 'forward_return', threshold: { span: 20 } }, { kind: 'classifier' });
labelContract('triple_barrier', { type: 'triple_barrier', span: 20 }, { kind: 'classifier' });
labelContract('triple_barrier', { type: 'triple_barrier', span: 20, entry: 'close', vertical: 'sign' }, { kind: 'classifier' });
labelContract('rank_return', { type: 'rank_return' }, { kind: 'regressor' });
labelContract('trend_scan', { type: 'trend_scan' }, { kind: 'classifier' });
labelContract('trend_scan', { type: 'trend_scan', window_min: 3, window_max: 9 }, { kind: 'regressor' });
labelContract('meta', { type: 'meta', span: 20 }, { kind: 'classifier', rest: sides });
labelContract('custom', { type: 'custom', params: { bars: 3 } }, { kind: 'classifier', rest: () => ({ custom: nextClose }) });

describe('forward_return', () => {
  test('each threshold holds as it is given, also when a return meets it exactly', () => {
    // Returns 0.02, 0.0199, −0.005, −0.0049 against 0.02 and −0.005.
    const ends = [102, 101.99, 99.5, 99.51];
    const classes = ends.map((end) => {
      const bars = closes([100, end, end]);
      return one({ horizon: 1, buy_threshold: 0.02, sell_threshold: -0.005 }, bars).value[0];
    });
    expect(classes).toEqual([1, 0, -1, 0]);
    // 101.5 / 100 − 1 is 0.01499…9 in floats: still at least 0.015.
    expect(one({ horizon: 1, buy_threshold: 0.015 }, closes([100, 101.5])).value[0]).toBe(1);
  });
  test('without thresholds only a gain is 1', () => {
    const { value, t1 } = one({ horizon: 1, thresholds: 'none' }, closes([100, 101, 101, 100]));
    expect(list(value)).toEqual([1, -1, -1, NaN]);
    expect(list(t1)).toEqual([1, 2, 3, NO_LABEL.incomplete]);
  });
  test('from the next open it ends at an open, one bar later', () => {
    const quotes: Quote[] = [100, 102, 104, 109].map((open) => [open, open + 5, open - 5, open + 3]);
    const { labelReturn, t1 } = one({ horizon: 2, entry: 'next_open' }, barsOf(quotes), { kind: 'regressor' });
    expect(labelReturn[0]).toBe(109 / 102 - 1);
    expect(list(t1)).toEqual([3, -1, -1, -1]);
  });
  test('thresholds in volatility are those known at the bar', () => {
    // Log returns of ± 2 %: the volatility is 0.02 from bar 3 on, the threshold 0.5 · 0.02 · √1 = 0.01.
    const up = Math.exp(0.02);
    const path = [100, 100 * up, 100, 100 * up, 101.2 * up, 101.2 * up];
    const { value, t1 } = one({ horizon: 1, threshold: { vol_mult: 0.5, span: 3 } }, closes(path));
    expect(list(t1)).toEqual([NO_LABEL.none, NO_LABEL.none, NO_LABEL.none, 4, 5, NO_LABEL.incomplete]);
    expect([value[3], value[4]]).toEqual([1, 0]);
  });
  test('the volatility is the one of the bar: later prices do not move a threshold', () => {
    const bars = walk(300, 5);
    const { findings, compared } = checkLabelReach((some) => [one({ threshold: {} }, some[0]!)], [bars], list(bars.time));
    expect([findings.length, compared > 20_000]).toEqual([0, true]);
  });
});

describe('triple_barrier', () => {
  const exitOf = (quotes: readonly Quote[]): Omit<ReturnType<typeof firstTouch>, 'bar'> & { readonly bar: number } => {
    const trade = { ...barriersAt(100, 1, { take: 1.5 * 0.02, stop: 0.02 }), first: 0, last: quotes.length - 1 };
    return firstTouch(barsOf(quotes), trade);
  };
  test('both barriers in one bar: the stop, ambiguous; an open beyond it: the open', () => {
    // Entry 100, σ 0.02: target 103, stop 98.
    const calm: Quote = [100, 102, 99, 101];
    expect(exitOf([calm, [101, 103.5, 97.5, 100]])).toEqual({ bar: 1, price: 98, touched: TOUCHED.stop_loss, ambiguous: true });
    expect(exitOf([calm, [97, 103.5, 96, 100]])).toEqual({ bar: 1, price: 97, touched: TOUCHED.stop_loss, ambiguous: false });
    expect(exitOf([calm, [104, 105, 97, 100]])).toEqual({ bar: 1, price: 104, touched: TOUCHED.take_profit, ambiguous: false });
    expect(exitOf([calm, [101, 103, 99, 100]])).toEqual({ bar: 1, price: 103, touched: TOUCHED.take_profit, ambiguous: false });
    expect(exitOf([calm, calm])).toEqual({ bar: 1, price: 101, touched: TOUCHED.vertical, ambiguous: false });
  });
  /** Four closes that give a volatility of 0.02 with span 3, then these bars. */
  const then = (quotes: readonly Quote[]): LabelBars => {
    const up = 100 * Math.exp(0.02);
    const before = [100, up, 100, up].map((price): Quote => [price, price, price, price]);
    return barsOf([...before, ...quotes]);
  };
  const settings = { type: 'triple_barrier', span: 3, max_bars: 2 };
  const found = (columns: LabelColumns): readonly (number | undefined)[] => [
    columns.t1[3],
    columns.value[3],
    columns.labelReturn[3],
    columns.touched[3],
    columns.ambiguous[3],
  ];
  test('the same trade by way of the labels', () => {
    const bars = then([
      [100, 102, 99, 101],
      [101, 103.5, 97.5, 100],
    ]);
    const [t1, value, gain, touched, ambiguous] = found(one(settings, bars));
    expect([t1, value, touched, ambiguous]).toEqual([5, -1, TOUCHED.stop_loss, 1]);
    expect(gain).toBeCloseTo(-0.02, 14);
    expect(
      found(
        one(
          settings,
          then([
            [100, 102, 99, 101],
            [97, 99, 96, 98],
          ]),
        ),
      )[2],
    ).toBeCloseTo(-0.03, 14);
  });
  test('the end of its time is 0, or the sign of the return', () => {
    const gain = then([
      [100, 102, 99, 101],
      [101, 102, 99, 101],
    ]);
    const loss = then([
      [100, 102, 99, 101],
      [101, 102, 99, 99.5],
    ]);
    const flat = then([
      [100, 102, 99, 101],
      [101, 102, 99, 100],
    ]);
    expect(found(one(settings, gain)).slice(0, 4)).toEqual([5, 0, 101 / 100 - 1, TOUCHED.vertical]);
    expect([gain, loss, flat].map((bars) => one({ ...settings, vertical: 'sign' }, bars).value[3])).toEqual([1, -1, -1]);
  });
  test('a bar with too few bars after it has no label, also when its target was touched', () => {
    const bars = then([[100, 110, 100, 110]]);
    expect(found(one(settings, bars))[0]).toBe(NO_LABEL.incomplete);
    expect(found(one({ ...settings, max_bars: 1 }, bars)).slice(0, 2)).toEqual([4, 1]);
  });
  test('no label before the volatility is known, nor without any', () => {
    const { t1 } = one(
      settings,
      then([
        [100, 110, 100, 110],
        [110, 110, 110, 110],
      ]),
    );
    expect(list(t1)).toEqual([-2, -2, -2, 4, -1, -1]);
    expect(list(one(settings, closes([5, 5, 5, 5, 5, 5])).t1)).toEqual([-2, -2, -2, -2, -1, -1]);
  });
});

describe('trend_scan', () => {
  const bars = closes([100, 101, 102, 101.5, 103, 104, 103.5]);
  test('the window with the largest t-value; all windows were read', () => {
    const settings = { type: 'trend_scan', window_min: 3, window_max: 6 };
    const { t1, value, labelReturn } = one(settings, bars, { kind: 'regressor' });
    expect([t1[0], one(settings, bars).value[0]]).toEqual([6, 1]);
    expect(value[0]).toBeCloseTo(6.378591, 6);
    expect(labelReturn[0]).toBe(104 / 100 - 1);
    // Windows 3, 4, 5, 6 each by itself.
    const each = [3, 4, 5, 6].map(
      (window) => one({ ...settings, window_min: window, window_max: window }, bars, { kind: 'regressor' }).value[0]!,
    );
    for (const [i, t] of [2.122194, 4.048768, 6.378591, 6.21048].entries()) expect(each[i]).toBeCloseTo(t, 6);
  });
  test('a perfect line ends at a million, and the longer window is taken', () => {
    const line = closes(Array.from({ length: 12 }, (_, i) => 50 * 0.99 ** i));
    const settings = { type: 'trend_scan', window_min: 3, window_max: 8 };
    const { value, labelReturn } = one(settings, line, { kind: 'regressor' });
    expect(value[0]).toBe(-1e6);
    expect(labelReturn[0]).toBeCloseTo(0.99 ** 8 - 1, 14);
    expect(one(settings, closes(new Array(12).fill(7)), { kind: 'regressor' }).value[0]).toBe(0);
  });
});

describe('rank_return', () => {
  const universe = (count: number): readonly LabelBars[] =>
    Array.from({ length: count }, (_, k) => closes([100, 100 + k, 100], `S${k}`));
  const rank = (symbols: readonly LabelBars[]) =>
    makeLabels({ settings: settingsOf({ type: 'rank_return', horizon: 1 }), symbols, kind: 'regressor' });
  test('ranks from −0.5 to 0.5, equal returns share', () => {
    const made = rank([...universe(9), closes([100, 108, 100], 'S9')]);
    // Ranks 1 … 8, then 9 and 10 share 9.5, of ten.
    expect(made.map(({ value }) => value[0])).toEqual([...[1, 2, 3, 4, 5, 6, 7, 8], 9.5, 9.5].map((r) => (r - 0.5) / 10 - 0.5));
  });
  test('fewer than ten symbols are refused with both numbers', () => {
    expect(() => rank(universe(9))).toThrow(LabelTooFewSymbolsError);
    expect(() => rank(universe(9))).toThrow('ranks 10 symbols and more at one time, and there are at most 9');
  });
  test('a symbol whose bars are missing ends later, and so does every rank that read it', () => {
    const symbols = universe(10);
    const late = { ...symbols[3]!, time: Float64Array.of(symbols[0]!.time[0]!, symbols[0]!.time[2]!, symbols[0]!.time[2]! + 1) };
    const made = rank([...symbols.slice(0, 3), late, ...symbols.slice(4)]);
    expect(made[0]!.t1[0]).toBe(2);
    expect(made[3]!.t1[0]).toBe(1);
  });
});

describe('meta', () => {
  const up: Quote = [100, 104, 100, 103];
  const quotes = (rest: readonly Quote[]): LabelBars => {
    const high = 100 * Math.exp(0.02);
    return barsOf([...[100, high, 100, high].map((price): Quote => [price, price, price, price]), ...rest]);
  };
  const settings = { type: 'meta', span: 3, max_bars: 1 };
  const label = (side: number, rest: readonly Quote[], costs?: object): LabelColumns => {
    const bars = quotes(rest);
    const primary = [Int8Array.from(bars.time, (_, t) => (t < 3 ? 0 : side))];
    return one(settings, bars, { primary, ...(costs === undefined ? {} : { costs }) });
  };
  test('the trade in the direction of the primary, after costs', () => {
    expect([label(1, [up]).value[3], label(-1, [up]).value[3]]).toEqual([1, 0]);
    expect(label(1, [up]).labelReturn[3]).toBeCloseTo(0.03, 14);
    // Short: stop at 102.
    expect(label(-1, [up]).labelReturn[3]).toBeCloseTo(-0.02, 14);
    const costs = { entry: 0.01, exit: 0.02 };
    expect(label(1, [up], costs).labelReturn[3]).toBeCloseTo(0.03 - 0.01 - 0.02 * 1.03, 14);
    expect(label(1, [up], costs).value[3]).toBe(0);
  });
  test('one label per change to a side', () => {
    const bars = walk(60, 3);
    const primary = [Int8Array.from(bars.time, (_, t) => (t < 10 ? 0 : t < 20 ? 1 : t < 30 ? -1 : t < 40 ? 0 : -1))];
    const { t1 } = one({ ...settings, max_bars: 5 }, bars, { primary });
    expect(list(t1).flatMap((end, t) => (end >= 0 ? [t] : []))).toEqual([10, 20, 40]);
  });
});

describe('custom', () => {
  const label = (made: object | undefined) =>
    defineLabel({ params: z.strictObject({}), label: () => made as { t1: number; value: number; label_return: number } });
  const make = (made: object | undefined) => one({ type: 'custom' }, closes([1, 2, 3]), { custom: label(made) });
  test('what the module says is taken, beyond the data it is incomplete', () => {
    const { t1, value } = one({ type: 'custom', params: { bars: 1 } }, closes([1, 2, 1]), { custom: nextClose });
    expect([list(t1), list(value)]).toEqual([
      [1, 2, -1],
      [1, -1, NaN],
    ]);
    expect(isLabel(nextClose)).toBe(true);
    expect(isLabel({ ...nextClose })).toBe(false);
    expect(list(make(undefined).t1)).toEqual([-2, -2, -2]);
  });
  test.each([
    [{ t1: 0, value: 1, label_return: 0 }, 'has t1 0, which is not above 0'],
    [{ t1: 1.5, value: 1, label_return: 0 }, 'has t1 1.5, which is no bar'],
    [{ t1: 2, value: NaN, label_return: 0 }, 'has the value NaN'],
    [{ t1: 2, value: 1, label_return: Infinity }, 'has the label_return Infinity'],
  ])('%j is refused with its place', (made, fact) => {
    expect(() => make(made)).toThrow(CustomLabelError);
    expect(() => make(made)).toThrow(`the label of AAA at bar 0 (1970-01-02T00:00:00.000Z) ${fact}`);
  });
  test('a classifier wants classes', () => {
    const half = defineLabel({ params: z.strictObject({}), label: (_, t) => ({ t1: t + 1, value: 0.5, label_return: 0 }) });
    const bars = closes([1, 2, 3]);
    expect(() => one({ type: 'custom' }, bars, { custom: half })).toThrow(LabelModelMismatchError);
    expect(one({ type: 'custom' }, bars, { custom: half, kind: 'regressor' }).value[0]).toBe(0.5);
  });
  test('a label that reads further than it says is found by poison', () => {
    const liar = defineLabel({
      params: z.strictObject({}),
      label: ({ close }, t) =>
        t + 3 < close.length ? { t1: t + 2, value: 1, label_return: close[t + 3]! / close[t]! } : undefined,
    });
    const bars = walk(40, 8);
    const { findings } = checkLabelReach(
      (some) => [one({ type: 'custom' }, some[0]!, { custom: liar })],
      [bars],
      [bars.time[20]!],
    );
    expect(findings).toMatchObject([{ symbol: 'AAA', bar: 18, column: 'labelReturn' }]);
  });
});

test('settings decide kinds, classes and horizon', () => {
  expect(() => one({ type: 'triple_barrier' }, closes([1]), { kind: 'regressor' })).toThrow(
    'label triple_barrier wants a classifier',
  );
  expect(() => one({ type: 'rank_return' }, closes([1]))).toThrow('label rank_return wants a regressor');
  const classes = (settings: object) => labelClasses(settingsOf(settings), []);
  expect(classes({})).toEqual([-1, 0, 1]);
  expect(classes({ thresholds: 'none' })).toEqual([-1, 1]);
  expect(classes({ type: 'meta' })).toEqual([0, 1]);
  const horizon = (settings: object) => labelHorizon(settingsOf(settings), []);
  expect([horizon({ horizon: 7 }), horizon({ type: 'meta', max_bars: 9 }), horizon({ type: 'trend_scan' })]).toEqual([7, 9, 20]);
});
