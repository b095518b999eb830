import { excursionsPart } from './excursions.ts';
import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { priceCharts } from './price-charts.ts';
import { symbolsPart } from './symbols.ts';
import { tradeTable } from './trade-table.ts';
import { tradeWindows } from './trade-windows.ts';

/** Everything about trades: by symbol, on the price, one by one, on their way, and in a table. */
export function tradesPart(model: Model): Html {
  if (model.data.trades.length === 0) {
    return html`<section aria-labelledby="h-trades"><h2 id="h-trades">Trades</h2>
<p>No position was opened in this window. decisions.jsonl says what was decided at each close.</p></section>`;
  }
  const windows = tradeWindows(model);
  return html`${symbolsPart(model)}${priceCharts(model)}${windows.part}${excursionsPart(model)}${tradeTable(model, windows.numbers)}`;
}
