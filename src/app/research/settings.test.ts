import { expect, test } from 'vitest';
import { runIn, walkProject } from './research.testkit.ts';

/** The section as it is where nothing else is said; keys of a variant come first and so stand alone. */
const BASE: Readonly<Record<string, string>> = {
  labels: '{ horizon: 2, threshold: { vol_mult: 0.4, span: 20 } }',
  model: '{ family: logistic }',
  evaluation: '{ folds: 2 }',
};

function section(change: Readonly<Record<string, string>>): string {
  const parts = Object.entries({ ...BASE, ...change }).map(([key, value]) => `${key}: ${value}`);
  return `{ ${parts.join(', ')} }`;
}

/** What a run stores as numbers: scores, metrics and the bytes of its models. */
async function numbersOf(change: Readonly<Record<string, string>>): Promise<string> {
  const { read } = await runIn(walkProject(section(change), ['WAA']));
  const { models } = JSON.parse(read('evidence.json')) as { models: readonly { sha256: string }[] };
  const { metrics } = JSON.parse(read('metrics.json')) as { metrics: unknown };
  const { units, cpcv } = JSON.parse(read('folds.json')) as { units: unknown; cpcv: unknown };
  return JSON.stringify({ models: models.map(({ sha256 }) => sha256), metrics, units, cpcv });
}

const VARIANTS: readonly (readonly [key: string, change: Readonly<Record<string, string>>])[] = [
  ['seed', { seed: '9', model: '{ family: gbdt, params: { rounds: 5 } }' }],
  ['features', { features: '[rsi_14, roc_5]' }],
  ['labels.horizon', { labels: '{ horizon: 3, threshold: { vol_mult: 0.4, span: 20 } }' }],
  ['labels.buy_threshold', { labels: '{ horizon: 2, buy_threshold: 0.004, sell_threshold: -0.006 }' }],
  ['labels.threshold.vol_mult', { labels: '{ horizon: 2, threshold: { vol_mult: 0.5, span: 20 } }' }],
  ['preprocess.winsorise', { preprocess: '{ winsorise: null }' }],
  ['preprocess.scale', { preprocess: '{ scale: robust }' }],
  ['preprocess.select', { preprocess: '{ select: { n: 1 } }' }],
  ['preprocess.missing', { preprocess: '{ missing: median }' }],
  ['weights.uniqueness', { weights: '{ uniqueness: off }' }],
  ['weights.decay', { weights: '{ decay: 0.2 }' }],
  ['weights.class', { weights: '{ class: balanced }' }],
  ['model.params', { model: '{ family: logistic, params: { l2: 1 } }' }],
  ['model.family', { model: '{ family: ridge, kind: regressor }' }],
  ['model.calibration', { model: '{ family: logistic, calibration: none }' }],
  ['model.tuning', { model: '{ family: logistic, tuning: { enabled: true, trials: 2 } }' }],
  ['evaluation.folds', { evaluation: '{ folds: 3 }' }],
  ['evaluation.scheme', { evaluation: '{ folds: 2, scheme: rolling }' }],
  ['evaluation.train_bars', { evaluation: '{ folds: 2, scheme: rolling, train_bars: 120 }' }],
  ['evaluation.use_configured_test_window', { evaluation: '{ folds: 2, use_configured_test_window: false }' }],
  ['evaluation.cpcv', { evaluation: '{ folds: 2, cpcv: { groups: 4, test: 2 } }' }],
  ['evaluation.embargo_bars', { evaluation: '{ folds: 2, cpcv: { groups: 4, test: 2 }, embargo_bars: 40 }' }],
  ['backtest.costs', { backtest: '{ costs: { bps: 50 } }' }],
  ['backtest.allow_short', { backtest: '{ allow_short: true }' }],
  ['backtest.hold', { backtest: '{ hold: overlap }' }],
];

test('every key changes a stored number', { timeout: 300_000 }, async () => {
  const seen = new Map<string, string>([[await numbersOf({}), 'the base']]);
  const same: string[] = [];
  for (const [key, change] of VARIANTS) {
    const numbers = await numbersOf(change);
    const before = seen.get(numbers);
    if (before !== undefined) same.push(`${key} gives the numbers of ${before}`);
    seen.set(numbers, key);
  }
  expect(same).toEqual([]);
});
