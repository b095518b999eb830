import type { ReportTrade } from './data.ts';
import { type Html, html, scriptJson } from './html.ts';
import { term } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPlain, formatSigned, formatSignedPercent } from './number-format.ts';
import { tradeReturn } from './trade-facts.ts';

/** Rows of the table without a script, and rows on one page with it. */
const PAGE = 25;
/** More trades than this are left to trades.csv. */
export const MOST_TRADES = 3_000;

/** Numbers stand right, dates and sides on one line. */
const COLUMNS: readonly { readonly name: string; readonly number: boolean; readonly line?: boolean; readonly term?: string }[] = [
  { name: '#', number: true },
  { name: 'Symbol', number: false },
  { name: 'Side', number: false, line: true },
  { name: 'Opened', number: false, line: true },
  { name: 'Closed', number: false, line: true },
  { name: 'Quantity', number: true },
  { name: 'Entry', number: true },
  { name: 'Exit', number: true },
  { name: 'Net result', number: true, term: 'trade_result' },
  { name: 'Return', number: true, term: 'trade_return' },
  { name: 'Costs', number: true, term: 'total_costs' },
  { name: 'Bars', number: true, term: 'holding_time' },
  { name: 'Exit reason', number: false, term: 'exit_reason' },
];

/** All trades, page by page; `zoomable`: numbers of those that have a picture of their own. */
export function tradeTable(model: Model, zoomable: readonly number[]): Html {
  const { trades, currency } = model.data;
  const rows = trades.slice(0, MOST_TRADES).map((trade, index) => rowOf(model, trade, index + 1));
  const heads = COLUMNS.map(
    ({ name, term: key }, column) =>
      html`<th scope="col" class="${columnClass(column)}">${key === undefined ? name : term(key, name)}</th>`,
  );
  const first = rows.slice(0, PAGE).map((row) => {
    const cells = row.map((cell, column) => html`<td class="${cellClass(column, cell)}">${cell}</td>`);
    return html`<tr>${cells}</tr>`;
  });
  const reasons = [...new Set(trades.map(reasonOf))].sort();
  const hidden = trades.length - PAGE;
  const rest = hidden > 0 ? `The first ${PAGE} of ${formatNumber(trades.length, 0)} trades; trades.csv has all.` : '';
  const cut =
    trades.length > MOST_TRADES
      ? html`<p class="muted">The table holds the first ${formatNumber(MOST_TRADES, 0)} of ${formatNumber(trades.length, 0)} trades; trades.csv has all.</p>`
      : undefined;
  const data = { numbers: COLUMNS.map(({ number }) => number), zoom: zoomable, rows };
  return html`<section aria-labelledby="h-all-trades"><h2 id="h-all-trades">All trades <small>${currency}, after costs</small></h2>
<div class="tools"><label>Find a symbol, date or side<input type="search" id="trade-find" autocomplete="off"></label>
<label>Exit reason<select id="trade-reason"><option value="">all</option>${reasons.map((reason) => html`<option>${reason}</option>`)}</select></label>
<label>Result<select id="trade-result"><option value="">all</option><option value="+">gains</option><option value="-">losses</option></select></label></div>
<div class="scroll" tabindex="0" role="region" aria-label="Table of trades"><table class="num" id="trade-table" data-page="${PAGE}">
<thead><tr>${heads}</tr></thead><tbody>${first}</tbody></table></div>
<p class="muted" id="trade-count" role="status">${rest}</p>
<div class="pager"><button type="button" id="trade-before">Earlier rows</button><button type="button" id="trade-after">Later rows</button></div>
${cut}<script type="application/json" id="trade-data">${scriptJson(data)}</script></section>`;
}

function reasonOf({ exitReason, ambiguous }: ReportTrade): string {
  const words = exitReason === undefined ? 'still open' : exitReason.replaceAll('_', ' ');
  return ambiguous ? `${words}, ambiguous` : words;
}

function rowOf({ times }: Model, trade: ReportTrade, number: number): readonly string[] {
  const { exitPrice } = trade;
  const gain = tradeReturn(trade);
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
    gain === undefined ? '–' : formatSignedPercent(gain),
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
