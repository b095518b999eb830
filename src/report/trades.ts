import { axisData, chart, linearScale, marker, rangeOf } from './chart.ts';
import type { ReportData, ReportPrices, ReportTrade } from './data.ts';
import { type Html, html, scriptJson } from './html.ts';
import { axisOf, type Model, pick } from './model.ts';
import { formatNumber, formatPlain, formatSigned, formatSignedPercent } from './number-format.ts';
import { thinRows } from './thin.ts';

/** Rows of the table without a script, and rows on one page with it. */
const PAGE = 25;
/** Price charts in one report. */
const MOST_CHARTS = 6;
/** More trades than this are left to ledger.csv. */
const MOST_TRADES = 5_000;
/** More of them hide the price. */
const MOST_MARKED = 150;

/** Trades on the price of each symbol, and all of them in a table. */
export function tradesPart(model: Model): Html {
  const { data } = model;
  if (data.trades.length === 0) {
    return html`<section id="trades" aria-labelledby="h-trades"><h2 id="h-trades">Trades</h2>
<p>No position was opened in this window. decisions.jsonl says what was decided at each close.</p></section>`;
  }
  const drawn = symbolsToDraw(data);
  const charts = drawn.map((prices, index) => priceChart(model, prices, index));
  const left = data.prices.length - drawn.length;
  const note =
    left > 0
      ? html`<p class="muted">Drawn are the ${drawn.length} symbols with the largest results; ${left} others are in the table.</p>`
      : undefined;
  return html`<section id="trades" aria-labelledby="h-trades"><h2 id="h-trades">Trades</h2>${charts}${note}${tradeTable(model)}</section>`;
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

/** First bar that closes at or after a time; the last bar after all of them. */
function barAt(time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function priceChart({ data, times }: Model, prices: ReportPrices, index: number): Html {
  const start = data.curve.time[data.curve.evaluateFrom]!;
  const from = barAt(prices.time, start);
  const to = prices.time.length;
  const rows = thinRows({ from, to, series: [prices.close] });
  const axis = axisOf({ id: `price-${index}`, rows, from, to, time: prices.time, times });
  const close = pick(prices.close, rows);
  const own = data.trades.filter(({ symbol }) => symbol === prices.symbol);
  const shownPrice = (time: number, price: number): number => price * (prices.scale?.[barAt(prices.time, time)] ?? 1);
  const levels = own.flatMap(({ entryTime, entryPrice, exitTime, exitPrice }) => [
    shownPrice(entryTime, entryPrice),
    exitTime === undefined || exitPrice === undefined ? Number.NaN : shownPrice(exitTime, exitPrice),
  ]);
  const scale = linearScale({ ...rangeOf([close, Float64Array.from(levels)]), percent: false });
  const span = Math.max(1, to - from - 1);
  const place = (time: number, price: number): { readonly x: number; readonly y: number } => ({
    x: Math.max(0, (barAt(prices.time, time) - from) / span),
    y: scale.y(shownPrice(time, price)) / 1000,
  });
  const shown = largest(own);
  const markers = shown.flatMap((trade) => {
    const entry = marker({ kind: trade.side === 'long' ? 'up' : 'down', ...place(trade.entryTime, trade.entryPrice) });
    if (trade.exitTime === undefined || trade.exitPrice === undefined) return [entry];
    return [entry, marker({ kind: 'exit', ...place(trade.exitTime, trade.exitPrice) })];
  });
  const left = own.length - shown.length;
  const note =
    left > 0 ? ` Only the ${MOST_MARKED} trades with the largest results are marked, of ${formatNumber(own.length, 0)}.` : '';
  const legend = html`<p class="muted">▲ bought to open · ▼ sold short to open · ◇ closed.${note}</p>`;
  return html`${axisData(axis)}${chart({
    id: `price-${index}`,
    title: `${prices.symbol} and its trades`,
    unit: 'close',
    axis,
    lines: [{ name: 'Close', values: close, style: 'one' }],
    scale,
    kind: 'price',
    tall: true,
    summary: `Closing price of ${prices.symbol} with ${own.length} trades.`,
    markers,
    note: legend,
  })}`;
}

function largest(trades: readonly ReportTrade[]): readonly ReportTrade[] {
  if (trades.length <= MOST_MARKED) return trades;
  return [...trades].sort((a, b) => Math.abs(b.netPnl) - Math.abs(a.netPnl)).slice(0, MOST_MARKED);
}

/** Numbers stand right, dates and sides on one line. */
const COLUMNS: readonly { readonly name: string; readonly number: boolean; readonly line?: boolean }[] = [
  { name: '#', number: true },
  { name: 'Symbol', number: false },
  { name: 'Side', number: false, line: true },
  { name: 'Opened', number: false, line: true },
  { name: 'Closed', number: false, line: true },
  { name: 'Quantity', number: true },
  { name: 'Entry', number: true },
  { name: 'Exit', number: true },
  { name: 'Net result', number: true },
  { name: 'Return', number: true },
  { name: 'Costs', number: true },
  { name: 'Bars', number: true },
  { name: 'Exit reason', number: false },
];

function tradeTable(model: Model): Html {
  const { trades, currency } = model.data;
  const rows = trades.slice(0, MOST_TRADES).map((trade, index) => rowOf(model, trade, index + 1));
  const heads = COLUMNS.map(({ name }, column) => html`<th scope="col" class="${columnClass(column)}">${name}</th>`);
  const first = rows.slice(0, PAGE).map((row) => {
    const cells = row.map((cell, column) => html`<td class="${cellClass(column, cell)}">${cell}</td>`);
    return html`<tr>${cells}</tr>`;
  });
  const reasons = [...new Set(trades.map(reasonOf))].sort();
  const hidden = trades.length - PAGE;
  const rest = hidden > 0 ? `The first ${PAGE} of ${formatNumber(trades.length, 0)} trades; ledger.csv has all.` : '';
  return html`<h3>All trades <small>${currency}, after costs</small></h3>
<div class="tools"><label>Find a symbol, date or side<input type="search" id="trade-find" autocomplete="off"></label>
<label>Exit reason<select id="trade-reason"><option value="">all</option>${reasons.map((reason) => html`<option>${reason}</option>`)}</select></label>
<label>Result<select id="trade-result"><option value="">all</option><option value="+">gains</option><option value="-">losses</option></select></label></div>
<div class="scroll" tabindex="0" role="region" aria-label="Table of trades"><table class="num" id="trade-table" data-page="${PAGE}">
<thead><tr>${heads}</tr></thead><tbody>${first}</tbody></table></div>
<p class="muted" id="trade-count" role="status">${rest}</p>
<div class="pager"><button type="button" id="trade-before">Earlier rows</button><button type="button" id="trade-after">Later rows</button></div>
<script type="application/json" id="trade-data">${scriptJson({ numbers: COLUMNS.map(({ number }) => number), rows })}</script>`;
}

function reasonOf({ exitReason, ambiguous }: ReportTrade): string {
  const words = exitReason === undefined ? 'still open' : exitReason.replaceAll('_', ' ');
  return ambiguous ? `${words}, ambiguous` : words;
}

function rowOf({ times }: Model, trade: ReportTrade, number: number): readonly string[] {
  const { exitPrice } = trade;
  const stake = Math.abs(trade.quantity * trade.entryPrice);
  return [
    String(number),
    trade.symbol,
    trade.side === 'long' ? '▲ long' : '▼ short',
    times.label(trade.entryTime),
    trade.exitTime === undefined ? '–' : times.label(trade.exitTime),
    formatPlain(Math.abs(trade.quantity)),
    formatPlain(trade.entryPrice, 2),
    exitPrice === undefined ? '–' : formatPlain(exitPrice, 2),
    formatSigned(trade.netPnl, 2),
    stake > 0 ? formatSignedPercent(trade.netPnl / stake) : '–',
    formatNumber(trade.costs, 2),
    String(trade.barsHeld),
    reasonOf(trade),
  ];
}

/** Right for numbers; results also say gain or loss by colour beside their sign. */
function cellClass(column: number, cell: string): string {
  const side = column !== 8 && column !== 9 ? '' : cell.startsWith('+') ? ' gain' : cell.startsWith('\u2212') ? ' loss' : '';
  return `${columnClass(column)}${side}`;
}

function columnClass(column: number): string {
  const { number, line } = COLUMNS[column]!;
  return number ? 'r' : line === true ? 'd' : '';
}
