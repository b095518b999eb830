import { linearScale, logScale, rangeOf } from './axes.ts';
import { type Candles, candlesOf, drawCandles } from './candles.ts';
import { type Axis, axisData, chart, type Line, legendOf, marker } from './chart.ts';
import type { ReportData, ReportPrices, ReportTrade } from './data.ts';
import { type Html, html, raw } from './html.ts';
import { axisOf, barAt, type Model } from './model.ts';
import { formatNumber } from './number-format.ts';
import { tradePlace } from './trade-facts.ts';

/** Price charts in one report. */
const MOST_CHARTS = 6;
/** Candles of an overview. */
const MOST_CANDLES = 260;
/** More of them hide the price. */
const MOST_MARKED = 150;
/** A price that rose or fell by more than this factor is drawn on a log scale. */
const LOG_FROM = 3;

/** Candles of each symbol over the whole run with its trades. */
export function priceCharts(model: Model): Html | undefined {
  const { data } = model;
  if (data.prices.length === 0) return undefined;
  const drawn = symbolsToDraw(data);
  const charts = drawn.map((prices, index) => priceChart(model, prices, index));
  const left = data.prices.length - drawn.length;
  const note =
    left > 0
      ? html`<p class="muted">Drawn are the ${drawn.length} symbols with the largest results; ${left} others are in the table.</p>`
      : undefined;
  return html`<section aria-labelledby="h-prices"><h2 id="h-prices">Trades on the price</h2>${charts}${note}</section>`;
}

/** The symbols whose trades moved the result most, in the order of the data. */
function symbolsToDraw({ prices, trades }: ReportData): readonly ReportPrices[] {
  if (prices.length <= MOST_CHARTS) return prices;
  const results = new Map<string, number>();
  for (const { symbol, netPnl } of trades) results.set(symbol, (results.get(symbol) ?? 0) + netPnl);
  const size = ({ symbol }: ReportPrices): number => Math.abs(results.get(symbol) ?? 0);
  const largest = new Set([...prices].sort((a, b) => size(b) - size(a)).slice(0, MOST_CHARTS));
  return prices.filter((one) => largest.has(one));
}

/** An axis with a point in the middle of each candle. */
export function candleAxis(
  { id, prices, candles }: { readonly id: string; readonly prices: ReportPrices; readonly candles: Candles },
  { data, times }: Model,
): Axis {
  const n = candles.open.length;
  const from = candles.starts[0]!;
  const to = candles.ends[n - 1]!;
  const axis = axisOf({ id, rows: candles.starts, from, to, time: prices.time, times, spans: data.spans });
  const positions = Array.from(candles.starts, (_, i) => Math.round(((i + 0.5) / n) * 10_000));
  // Ticks stand where a bar begins; a bar's mark stands in its middle.
  const ticks = axis.ticks.map((tick) => ({ ...tick, at: (tick.at * (to - from - 1) + 0.5) / (n * candles.barsEach) }));
  return { ...axis, positions, ticks };
}

/** Open, high, low and close as the readout names them. */
export function candleLines(candles: Candles): readonly Line[] {
  const line = (name: string, values: Float64Array): Line => ({ name, values, style: 'one' });
  return [line('Open', candles.open), line('High', candles.high), line('Low', candles.low), line('Close', candles.close)];
}

/** Place of a row from left to right, 0 … 1. */
export function candlePlace(candles: Candles, row: number): number {
  const n = candles.open.length;
  return (row - candles.starts[0]! + 0.5) / (n * candles.barsEach);
}

function priceChart(model: Model, prices: ReportPrices, index: number): Html {
  const { data } = model;
  const from = barAt(prices.time, data.curve.time[data.curve.evaluateFrom]!);
  const candles = candlesOf(prices, { from, to: prices.time.length, most: MOST_CANDLES });
  const axis = candleAxis({ id: `price-${index}`, prices, candles }, model);
  const own = data.trades.filter(({ symbol }) => symbol === prices.symbol);
  const shown = largest(own);
  const range = rangeOf([candles.low, candles.high]);
  const isLog = range.high > LOG_FROM * range.low;
  const log = isLog ? logScale(range) : undefined;
  const scale = log ?? linearScale({ ...range, percent: false });
  const markers = shown.flatMap((trade) => {
    const place = tradePlace(prices, trade);
    const entry = marker({
      kind: trade.side === 'long' ? 'up' : 'down',
      x: Math.max(0, candlePlace(candles, place.entryRow)),
      y: scale.y(place.entryPrice) / 1000,
    });
    if (place.exitRow === undefined || place.exitPrice === undefined) return [entry];
    return [entry, marker({ kind: 'exit', x: candlePlace(candles, place.exitRow), y: scale.y(place.exitPrice) / 1000 })];
  });
  const left = own.length - shown.length;
  const notes = [
    candles.barsEach > 1
      ? `Each candle holds ${formatNumber(candles.barsEach, 0)} bars, with their highest high and lowest low.`
      : '',
    left > 0 ? `Only the ${MOST_MARKED} trades with the largest results are marked, of ${formatNumber(own.length, 0)}.` : '',
  ].filter((text) => text !== '');
  return html`${axisData(axis)}${chart({
    id: `price-${index}`,
    title: `${prices.symbol} and its trades`,
    unit: log === undefined ? 'price' : 'price, log scale',
    axis,
    lines: candleLines(candles),
    legend: legendFor(own),
    draw: (on) => drawCandles(candles, on),
    scale,
    kind: 'price',
    size: 'tall',
    summary: `Price of ${prices.symbol} with ${own.length} trades.`,
    markers,
    note: notes.length === 0 ? undefined : html`<p class="muted">${notes.join(' ')}</p>`,
  })}`;
}

/** What the candles and the marks in use mean. */
function legendFor(trades: readonly ReportTrade[]): Html {
  const signs = [
    { name: 'Rose', sign: raw('<rect class="body rise" x="9" y="1" width="8" height="8"/>'), used: true },
    { name: 'Fell', sign: raw('<rect class="body fall" x="9" y="1" width="8" height="8"/>'), used: true },
    { name: 'Bought to open', sign: raw('<use href="#m-up" x="13" y="6"/>'), used: trades.some(({ side }) => side === 'long') },
    {
      name: 'Sold short to open',
      sign: raw('<use href="#m-down" x="13" y="5"/>'),
      used: trades.some(({ side }) => side === 'short'),
    },
    {
      name: 'Closed',
      sign: raw('<use href="#m-exit" x="13" y="5"/>'),
      used: trades.some(({ exitTime }) => exitTime !== undefined),
    },
  ];
  return legendOf(signs.filter(({ used }) => used));
}

function largest(trades: readonly ReportTrade[]): readonly ReportTrade[] {
  if (trades.length <= MOST_MARKED) return trades;
  return [...trades].sort((a, b) => Math.abs(b.netPnl) - Math.abs(a.netPnl)).slice(0, MOST_MARKED);
}
