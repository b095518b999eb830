import { linearScale, rangeOf } from './axes.ts';
import { barChart } from './bar-chart.ts';
import type { ReportData } from './data.ts';
import { type Html, html } from './html.ts';
import { metricText, term, toneOf } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatSigned } from './number-format.ts';

/** Most bars of the picture; the table has all symbols. */
const MOST_BARS = 40;

const BY_SYMBOL = [
  'net_pnl',
  'gross_pnl',
  'total_costs',
  'closed_trades',
  'win_rate',
  'profit_factor',
  'ambiguous_trades',
  'break_even_cost_bps',
] as const;

/** What each symbol added: a picture when there are several, and a table. */
export function symbolsPart({ data }: Model): Html | undefined {
  const entries = Object.entries(data.metrics.by_symbol);
  if (entries.length === 0) return undefined;
  const heads = BY_SYMBOL.map((key) => html`<th scope="col" class="r">${term(key)}</th>`);
  const rows = entries.map(([symbol, values]) => {
    const cells = BY_SYMBOL.map((key) => html`<td class="r ${toneOf(key, values[key])}">${metricText(key, values[key])}</td>`);
    return html`<tr><th scope="row">${symbol}</th>${cells}</tr>`;
  });
  return html`<section aria-labelledby="h-symbols"><h2 id="h-symbols">By symbol</h2>${symbolChart(data)}
<div class="scroll" tabindex="0" role="region" aria-label="Results by symbol"><table class="num"><caption><span>${data.currency}, open positions included</span></caption>
<thead><tr><th scope="col">Symbol</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function symbolChart({ metrics, currency }: ReportData): Html | undefined {
  const results = Object.entries(metrics.by_symbol).map(([symbol, values]) => ({
    symbol,
    net: Number(values['net_pnl'] ?? Number.NaN),
  }));
  const sorted = results.filter(({ net }) => Number.isFinite(net)).sort((a, b) => b.net - a.net);
  if (sorted.length < 2) return undefined;
  const cut = sorted.length > MOST_BARS;
  const half = MOST_BARS / 2;
  const shown = cut ? [...sorted.slice(0, half), ...sorted.slice(-half)] : sorted;
  const values = Float64Array.from(shown, ({ net }) => net);
  const { low, high } = rangeOf([values]);
  const best = sorted[0]!;
  const worst = sorted.at(-1)!;
  return barChart({
    id: 'by-symbol',
    title: 'Net result by symbol',
    term: 'net_pnl',
    unit: currency,
    size: 'low',
    kind: 'money',
    categories: shown.map(({ symbol }) => symbol),
    series: [{ name: 'Net result', values, look: 'sign' }],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: false, count: 4 }),
    summary: `Most came from ${best.symbol} with ${formatSigned(best.net, 2)}, least from ${worst.symbol} with ${formatSigned(worst.net, 2)}.`,
    note: cut ? html`<p class="muted">The ${half} best and the ${half} worst of ${sorted.length} symbols.</p>` : undefined,
  });
}
