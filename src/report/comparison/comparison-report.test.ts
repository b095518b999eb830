import { expect, test } from 'vitest';
import { shortNames } from './names.ts';
import { renderComparison } from './render.ts';
import { sampleComparison } from './sample-comparison.testkit.ts';

const { comparison: sample } = sampleComparison(8);
const named = (
  runs: readonly { name: string; variant?: string }[],
  deltas: Parameters<typeof shortNames>[0]['config_deltas'] = [],
) =>
  shortNames({
    ...sample,
    runs: runs.map((run, index) => ({ ...sample.runs[index]!, variant: null, ...run })),
    config_deltas: deltas,
  });

test('runs of different names keep them, variants are told by their parameters', () => {
  expect(named([{ name: 'a' }, { name: 'b' }])).toEqual(['a', 'b']);
  const variant = (buy: number) => ({ name: 'rsi', variant: `rsi__grid__buy_below-${buy}__sell_above-70` });
  expect(named([variant(25), variant(30)])).toEqual(['buy_below-25 sell_above-70', 'buy_below-30 sell_above-70']);
});

test('runs of one name are told by the few settings that differ, else by the name', () => {
  const two = [{ name: 'a' }, { name: 'a' }];
  const delta = (path: string) => ({ path, values: ['1', null] });
  expect(named(two, [delta('agent.rule.buy_below')])).toEqual(['buy_below 1', 'buy_below not set']);
  expect(named(two, [])).toEqual(['a', 'a']);
  expect(named(two, ['a.b', 'a.c', 'a.d', 'a.e'].map(delta))).toEqual(['a', 'a']);
});

test('what stands against the comparison comes before any number', () => {
  const page = renderComparison(sampleComparison(3));
  const [head = '', rest = ''] = page.split('<main>');
  expect(head).toContain('NOT COMPARABLE');
  expect(head).toContain('The runs differ in costs and window');
  expect(head).toContain('<code>evaluate_from: 2015-02-02</code>');
  expect(head).toContain('1 warning');
  for (const part of ['h-runs', 'h-performance', 'h-metrics', 'h-differences', 'h-all', 'h-config', 'h-identity']) {
    expect(rest).toContain(`id="${part}"`);
  }
  const comparable = renderComparison(sampleComparison(3, { comparable: true, reasons: [] }));
  expect(comparable).toContain('Same data, window, costs, fills and rules of measuring.');
});

test('a Sharpe ratio stands with its deflated form, the trials and the probability of overfitting', () => {
  const page = renderComparison(sampleComparison(8));
  const order = [
    'Sharpe ratio',
    'Deflated Sharpe ratio',
    'Deflated Sharpe, all trials until now',
    'Probability of backtest overfitting',
  ];
  const table = page.slice(page.indexOf('id="h-metrics"'));
  const places = order.map((name) => table.indexOf(`>${name}<`));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(page).toContain('Choosing the best of these 8 runs: probability of backtest overfitting 40.00');
  expect(page).toContain('SPA p 0.310');
});

test('each drawn run has its own line, one without equity has none, and the page comes without a chart where no run has any', () => {
  const page = renderComparison(sampleComparison(4));
  const chart = page.slice(page.indexOf('id="equity"'), page.indexOf('id="underwater"'));
  for (const style of ['run1', 'run2', 'run4']) expect(chart).toContain(`class="line ${style}"`);
  expect(chart).not.toContain('class="line run3"');
  // Both scales start where the run starts: the second run half a year after the first.
  const paths = [...chart.matchAll(/<path class="line (run\d)" d="M(\d+)/g)].map(([, style, x]) => [style, Number(x)] as const);
  expect(paths.find(([style]) => style === 'run1')![1]).toBe(0);
  expect(paths.find(([style]) => style === 'run2')![1]).toBeCloseTo((130 / 499) * 10_000, -1);
  const data = sampleComparison(2);
  expect(renderComparison({ ...data, curves: [undefined, undefined] })).not.toContain('id="equity"');
});

test('eight runs of 20,000 bars fit into a page that opens at once', () => {
  const data = sampleComparison(8);
  const time = Float64Array.from({ length: 20_000 }, (_, bar) => Date.UTC(2000, 0, 3) + bar * 3_600_000);
  const equity = time.map((_, bar) => 100 + 10 * Math.abs(((bar * 7919) % 200) / 100 - 1));
  const page = renderComparison({ ...data, timeframe: '1h', curves: data.curves.map(() => ({ time, equity, capital: 100 })) });
  expect(page.length).toBeLessThan(1_500_000);
});
