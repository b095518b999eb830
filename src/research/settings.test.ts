import { expect, test } from 'vitest';
import { z } from 'zod';
import { Random } from '../base/index.ts';
import { type LabelBars, type LabelKind, labelHorizon, makeLabels } from '../labels/index.ts';
import { researchSection, rows, splits, weights } from './index.ts';

const DAY = 86_400_000;
const N = 360;

/** Twelve symbols that walk at random. */
const BARS: readonly LabelBars[] = Array.from({ length: 12 }, (_, k) => {
  const random = new Random(k, 'settings');
  let last = 100;
  const quotes = Array.from({ length: N }, () => {
    const open = last * (1 + random.normal() / 300);
    const close = open * (1 + random.normal() / 100);
    last = close;
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    return [open, top * (1 + random.uniform() / 200), bottom * (1 - random.uniform() / 200), close] as const;
  });
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(quotes, (quote) => quote[at]);
  const time = Float64Array.from({ length: N }, (_, i) => (i + 1) * DAY);
  return { symbol: `S${String(k).padStart(2, '0')}`, time, open: column(0), high: column(1), low: column(2), close: column(3) };
});
const SIDES = BARS.map((_, k) => Int8Array.from({ length: N }, (_, t) => [1, 0, -1][Math.floor(t / (3 + k)) % 3]!));
const FEATURE = BARS.map(({ close }) => close.map((price, i) => (i < 20 || i % 11 === 0 ? NaN : price)));
const section = researchSection(z.strictObject({}));

/** Every number that the labels, rows, folds and weights of a project store. */
function stored(written: object, kind: LabelKind): string {
  const { labels: settings, evaluation, weights: weighting, preprocess } = section.parse(written);
  const labels = makeLabels({ settings, symbols: BARS, kind, primary: SIDES, costs: { entry: 0.001, exit: 0.001 } });
  const symbols = BARS.map(({ symbol }, k) => ({ symbol, columns: [FEATURE[k]!], labels: labels[k]! }));
  const bars = BARS[0]!.time;
  const { table, account } = rows.buildRows({ time: bars, names: ['f'], symbols, missing: preprocess.missing });
  const window = evaluation.use_configured_test_window ? { from: 280 * DAY, to: 320 * DAY } : 'last_fifth';
  const { development, test: tested } = splits.cutSegments(table, window);
  const forward = splits.walkForward({
    ...{ spans: table, rows: development, folds: evaluation.folds, scheme: evaluation.scheme },
    ...{ trainBars: evaluation.train_bars, minTrainRows: 1 },
  });
  const horizon = labelHorizon(settings, labels);
  const embargoBars = splits.embargoOf({
    configured: evaluation.embargo_bars,
    horizon,
    developmentBars: development.length / 12,
  });
  const { cpcv } = evaluation;
  const combined =
    cpcv && splits.combinatorialFolds({ spans: table, rows: development, bars, embargoBars, minTrainRows: 1, ...cpcv });
  const weighted = forward.map(({ train }) => weights.sampleWeights(table, train, { ...weighting, kind }));
  return JSON.stringify([table, account, tested, forward, combined, weighted], (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
}

const TRIPLE = { type: 'triple_barrier' };
const SCALED = { threshold: { vol_mult: 0.5, span: 50 } };
const TREND = { type: 'trend_scan' };
test.each<[string, object, object, LabelKind?]>([
  ['labels.horizon', {}, { labels: { horizon: 6 } }],
  ['labels.horizon of ranks', { labels: { type: 'rank_return' } }, { labels: { type: 'rank_return', horizon: 6 } }, 'regressor'],
  ['labels.entry', {}, { labels: { entry: 'next_open' } }],
  ['labels.entry of barriers', { labels: TRIPLE }, { labels: { ...TRIPLE, entry: 'close' } }],
  ['labels.buy_threshold', {}, { labels: { buy_threshold: 0.012 } }],
  ['labels.sell_threshold', {}, { labels: { sell_threshold: -0.012 } }],
  ['labels.thresholds', {}, { labels: { thresholds: 'none' } }],
  ['labels.threshold', {}, { labels: SCALED }],
  ['labels.threshold.vol_mult', { labels: SCALED }, { labels: { threshold: { vol_mult: 0.6 } } }],
  ['labels.threshold.span', { labels: SCALED }, { labels: { threshold: { span: 40 } } }],
  ['labels.take_profit_sigma', { labels: TRIPLE }, { labels: { ...TRIPLE, take_profit_sigma: 1.6 } }],
  ['labels.stop_loss_sigma', { labels: TRIPLE }, { labels: { ...TRIPLE, stop_loss_sigma: 1.1 } }],
  ['labels.max_bars', { labels: TRIPLE }, { labels: { ...TRIPLE, max_bars: 9 } }],
  ['labels.span', { labels: TRIPLE }, { labels: { ...TRIPLE, span: 51 } }],
  ['labels.vertical', { labels: TRIPLE }, { labels: { ...TRIPLE, vertical: 'sign' } }],
  ['labels.max_bars of meta', { labels: { type: 'meta' } }, { labels: { type: 'meta', max_bars: 9 } }],
  ['labels.window_min', { labels: TREND }, { labels: { ...TREND, window_min: 4 } }, 'regressor'],
  ['labels.window_max', { labels: TREND }, { labels: { ...TREND, window_max: 21 } }],
  ['preprocess.missing', {}, { preprocess: { missing: 'median' } }],
  ['evaluation.folds', {}, { evaluation: { folds: 4 } }],
  ['evaluation.scheme', {}, { evaluation: { scheme: 'rolling' } }],
  ['evaluation.train_bars', { evaluation: { scheme: 'rolling' } }, { evaluation: { scheme: 'rolling', train_bars: 200 } }],
  ['evaluation.use_configured_test_window', {}, { evaluation: { use_configured_test_window: false } }],
  ['evaluation.embargo_bars', { evaluation: { cpcv: {} } }, { evaluation: { cpcv: {}, embargo_bars: 9 } }],
  ['evaluation.cpcv.groups', { evaluation: { cpcv: {} } }, { evaluation: { cpcv: { groups: 7 } } }],
  ['evaluation.cpcv.test', { evaluation: { cpcv: {} } }, { evaluation: { cpcv: { test: 3 } } }],
  ['weights.uniqueness', {}, { weights: { uniqueness: 'off' } }],
  ['weights.decay', {}, { weights: { decay: 0.9 } }],
  ['weights.class', {}, { weights: { class: 'balanced' } }],
])('changing %s changes a stored number', (_, before, after, kind = 'classifier') => {
  const first = stored(before, kind);
  expect(stored(before, kind) === first).toBe(true);
  expect(stored(after, kind) === first).toBe(false);
});
