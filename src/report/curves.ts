import { rollingBeta, rollingStatistics, sessionReturns } from '../metrics/index.ts';
import { linearScale, logScale, rangeOf } from './axes.ts';
import { axisData, type ChartSpec, chart } from './chart.ts';
import { type Html, html } from './html.ts';
import { axisOf, type Model, pick } from './model.ts';
import { formatNumber, formatPercent } from './number-format.ts';
import { thinRows } from './thin.ts';

/** Equity against its benchmark, and the dips below the high. */
export function curvesPart(model: Model): Html {
  const { withoutPrices, spans } = model.data;
  const missing =
    withoutPrices === undefined ? undefined : html`<p class="muted">No buy-and-hold line and no prices: ${withoutPrices}</p>`;
  const shaded = spans.map(({ name }) => name).join(', ');
  const said = model.axis.namesBands === true ? `Shaded in turn: ${shaded}.` : `Shaded: ${shaded}.`;
  const note = spans.length === 0 ? undefined : html`<p class="muted">${said}</p>`;
  return html`<section aria-labelledby="h-performance"><h2 id="h-performance">Performance</h2>
${axisData(model.axis)}${equityChart(model)}${underwaterChart(model)}${note}${missing}</section>`;
}

/** How risk moved along the run: rolling statistics and how much was invested. */
export function rollingPart(model: Model): Html {
  return html`<section aria-labelledby="h-rolling"><h2 id="h-rolling">Risk along the run</h2>
${rollingCharts(model)}${exposureChart(model)}</section>`;
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
    term: 'equity',
    unit: currency,
    axis,
    lines: [
      { name: data.name, values: equity, style: 'one' },
      ...(benchmark === undefined ? [] : [{ name: 'Buy and hold, same symbols', values: benchmark, style: 'two' as const }]),
    ],
    scale: linearScale({ ...range, percent: false }),
    logScale: logScale(range),
    kind: 'money',
    size: 'tall',
    baseline: capital,
    summary: `Equity from ${formatNumber(capital, 2)} to ${formatNumber(end, 2)} ${currency}${other}.`,
  });
}

function underwaterChart({ axis, rows, depth, dips, data }: Model): Html {
  const values = pick(depth, rows, data.curve.evaluateFrom).map((value) => -value);
  return chart({
    id: 'underwater',
    title: 'Underwater',
    term: 'underwater',
    unit: '% below the highest equity so far',
    axis,
    lines: [{ name: 'From the high', values, style: 'loss', fillTo: 0 }],
    scale: linearScale({ low: -Math.max(dips.maximum, 0.001), high: 0, percent: true, count: 3 }),
    kind: 'percent',
    size: 'low',
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
    term: 'exposure_path',
    unit: '% of equity',
    axis,
    lines: [
      { name: longOnly ? 'Invested' : 'Gross (long + short)', values: gross, style: 'one', fillTo: 0, steps: true },
      ...(longOnly ? [] : [{ name: 'Net (long − short)', values: net, style: 'three' as const, steps: true }]),
    ],
    scale: linearScale({ low: Math.min(0, range.low), high: Math.max(range.high, 0.01), percent: true, count: 3 }),
    kind: 'percent',
    size: 'low',
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
  const market = benchmarkReturns(model);
  const beta = market === undefined ? undefined : rollingBeta({ returns, benchmark: market, window });
  const rows = thinRows({ from: 0, to: returns.length, series: [sharpe, volatility, ...(beta === undefined ? [] : [beta])] });
  const time = Float64Array.from(ends.subarray(ends.length - returns.length), (row) => data.curve.time[row]!);
  const axis = axisOf({ id: 'sessions', rows, from: 0, to: returns.length, time, times, spans: data.spans });
  const said = `last ${window} returns`;
  return html`${axisData(axis)}${rollingChart({
    ...{ axis, id: 'rolling-sharpe', title: 'Rolling Sharpe ratio', term: 'rolling_sharpe', unit: `${said}, a year` },
    ...{ name: 'Sharpe', values: pick(sharpe, rows), kind: 'ratio' },
  })}<div class="two-up">${rollingChart({
    ...{ axis, id: 'rolling-volatility', title: 'Rolling volatility', term: 'rolling_volatility', unit: `${said}, % a year` },
    ...{ name: 'Volatility', values: pick(volatility, rows), kind: 'percent' },
  })}${
    beta === undefined
      ? undefined
      : rollingChart({
          ...{ axis, id: 'rolling-beta', title: 'Rolling beta', term: 'rolling_beta', unit: `${said}, to buy and hold` },
          ...{ name: 'Beta', values: pick(beta, rows), kind: 'ratio' },
        })
  }</div>`;
}

interface RollingSpec extends Pick<ChartSpec, 'axis' | 'id' | 'title' | 'unit'> {
  readonly term: string;
  readonly name: string;
  readonly values: Float64Array;
  readonly kind: 'ratio' | 'percent';
}

function rollingChart({ name, values, ...common }: RollingSpec): Html {
  const { low, high } = rangeOf([values]);
  const write = (value: number): string => (common.kind === 'percent' ? formatPercent(value) : formatNumber(value, 2));
  const percent = common.kind === 'percent';
  return chart({
    ...common,
    size: 'low',
    lines: [{ name, values, style: 'one' }],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent, count: 4 }),
    baseline: 0,
    summary: `${common.title} between ${write(low)} and ${write(high)}.`,
  });
}

/** Returns of buy and hold over the same sessions as those of the run. */
function benchmarkReturns({ data, ends, returns }: Model): Float64Array | undefined {
  const { benchmark, evaluateFrom } = data.curve;
  if (benchmark === undefined) return undefined;
  const all = sessionReturns({ equity: benchmark, from: evaluateFrom, capital: data.capital, ends });
  return all.length < returns.length ? undefined : all.subarray(0, returns.length);
}
