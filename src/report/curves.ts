import { rollingStatistics } from '../metrics/index.ts';
import { axisData, chart, linearScale, logScale, rangeOf } from './chart.ts';
import { type Html, html } from './html.ts';
import { axisOf, type Model, pick } from './model.ts';
import { formatNumber, formatPercent, formatSignedPercent } from './number-format.ts';
import { thinRows } from './thin.ts';

/** Equity against its benchmark, the dips below the high, and how much was invested. */
export function curves(model: Model): Html {
  return html`<section id="performance" aria-labelledby="h-performance"><h2 id="h-performance">Performance</h2>
${axisData(model.axis)}${equityChart(model)}${underwaterChart(model)}${exposureChart(model)}${rollingCharts(model)}</section>`;
}

function equityChart({ data, axis, rows }: Model): Html {
  const { curve, currency, capital } = data;
  const equity = pick(curve.equity, rows);
  const benchmark = curve.benchmark === undefined ? undefined : pick(curve.benchmark, rows);
  const range = rangeOf(benchmark === undefined ? [equity] : [equity, benchmark]);
  const end = curve.equity.at(-1)!;
  const other =
    benchmark === undefined ? '' : `; buy-and-hold of the same symbols ended at ${formatNumber(benchmark.at(-1)!, 2)}`;
  return chart({
    id: 'equity',
    title: 'Equity',
    unit: currency,
    axis,
    lines: [
      { name: data.name, values: equity, style: 'one' },
      ...(benchmark === undefined ? [] : [{ name: 'Buy and hold, same symbols', values: benchmark, style: 'two' as const }]),
    ],
    scale: linearScale({ ...range, percent: false }),
    logScale: logScale(range),
    kind: 'money',
    tall: true,
    baseline: capital,
    summary: `Equity from ${formatNumber(capital, 2)} to ${formatNumber(end, 2)} ${currency}${other}.`,
  });
}

function underwaterChart({ axis, rows, depth, dips, data }: Model): Html {
  const values = pick(depth, rows, data.curve.evaluateFrom).map((value) => -value);
  return chart({
    id: 'underwater',
    title: 'Underwater',
    unit: '% below the highest equity so far',
    axis,
    lines: [{ name: 'From the high', values, style: 'loss', fillTo: 0 }],
    scale: linearScale({ low: -Math.max(dips.maximum, 0.001), high: 0, percent: true, count: 3 }),
    kind: 'percent',
    tall: false,
    baseline: 0,
    summary: `The deepest dip was ${formatPercent(dips.maximum)} below the high.`,
  });
}

function exposureChart({ data, axis, rows }: Model): Html | undefined {
  const { grossExposure, netExposure } = data.curve;
  if (grossExposure === undefined) return undefined;
  const gross = pick(grossExposure, rows);
  const net = netExposure === undefined ? undefined : pick(netExposure, rows);
  const longOnly = net === undefined || net.every((value, i) => !(Math.abs(value - gross[i]!) > 1e-9));
  const range = rangeOf(longOnly ? [gross] : [gross, net]);
  return chart({
    id: 'exposure',
    title: 'Exposure',
    unit: '% of equity',
    axis,
    lines: [
      { name: longOnly ? 'Invested' : 'Gross (long + short)', values: gross, style: 'one', fillTo: 0, steps: true },
      ...(longOnly ? [] : [{ name: 'Net (long − short)', values: net, style: 'three' as const, steps: true }]),
    ],
    scale: linearScale({ low: Math.min(0, range.low), high: Math.max(range.high, 0.01), percent: true, count: 3 }),
    kind: 'percent',
    tall: false,
    baseline: 0,
    summary: `Gross exposure was at most ${formatPercent(range.high)} of equity.`,
  });
}

/** Half a year of sessions. */
const WINDOW_YEARS = 0.5;
const LEAST_WINDOW = 20;

function rollingCharts(model: Model): Html {
  const { data, returns, ends, times } = model;
  const window = Math.max(LEAST_WINDOW, Math.round(data.returnsPerYear * WINDOW_YEARS));
  if (returns.length < window * 2) {
    const note = `Rolling statistics need ${window * 2} returns; this run has ${returns.length}.`;
    return html`<p class="muted">${note}</p>`;
  }
  const { sharpe, volatility } = rollingStatistics({ returns, window, perYear: data.returnsPerYear });
  const rows = thinRows({ from: 0, to: returns.length, series: [sharpe, volatility] });
  const time = Float64Array.from(ends.subarray(ends.length - returns.length), (row) => data.curve.time[row]!);
  const axis = axisOf({ id: 'sessions', rows, from: 0, to: returns.length, time, times });
  const common = { axis, tall: false, kind: 'ratio' as const };
  const sharpes = pick(sharpe, rows);
  const range = rangeOf([sharpes]);
  const vol = pick(volatility, rows);
  return html`${axisData(axis)}<div class="two-up">${chart({
    ...common,
    id: 'rolling-sharpe',
    title: 'Rolling Sharpe ratio',
    unit: `last ${window} returns, a year`,
    lines: [{ name: 'Sharpe', values: sharpes, style: 'one' }],
    scale: linearScale({ low: Math.min(0, range.low), high: Math.max(0, range.high), percent: false, count: 4 }),
    baseline: 0,
    summary: `Rolling Sharpe ratio between ${formatNumber(range.low, 2)} and ${formatNumber(range.high, 2)}.`,
  })}${chart({
    ...common,
    kind: 'percent',
    id: 'rolling-volatility',
    title: 'Rolling volatility',
    unit: `last ${window} returns, % a year`,
    lines: [{ name: 'Volatility', values: vol, style: 'one' }],
    scale: linearScale({ low: 0, high: rangeOf([vol]).high, percent: true, count: 4 }),
    summary: `Rolling volatility was at most ${formatSignedPercent(rangeOf([vol]).high)} a year.`,
  })}</div>`;
}
