import { percentText } from './axes.ts';
import type { AmbiguousBand } from './data.ts';
import { type Html, html, raw } from './html.ts';
import { metricText, term } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatSigned } from './number-format.ts';

const PARTS = ['transaction_costs', 'slippage_costs', 'impact_costs', 'borrow_costs', 'total_costs'] as const;

/** What trading cost, what is left if it costs more, and what the bars leave open. */
export function costsPart(model: Model): Html {
  return html`<section aria-labelledby="h-costs"><h2 id="h-costs">Costs</h2><div class="two-up">${costTable(model)}${ladder(model)}</div>
${ambiguous(model)}</section>`;
}

/** What trading cost, by kind. */
export function costTable({ data }: Pick<Model, 'data'>): Html {
  const { metrics } = data.metrics;
  const gross = Number(metrics['gross_pnl'] ?? Number.NaN);
  const share = (key: string): string => {
    const cost = Number(metrics[key] ?? Number.NaN);
    return gross > 0 && Number.isFinite(cost) ? `${formatSigned((cost / gross) * 100, 1).replace('+', '')}\u00a0%` : 'n/a';
  };
  const rows = PARTS.map(
    (key) =>
      html`<tr><th scope="row">${term(key)}</th><td class="r">${metricText(key, metrics[key])}</td><td class="r">${share(key)}</td></tr>`,
  );
  const even = metricText('break_even_cost_bps', metrics['break_even_cost_bps']);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Costs by kind"><table class="num"><caption><span>${data.currency}, and share of the result before costs</span></caption>
<thead><tr><th scope="col">Cost</th><th scope="col" class="r">Amount</th><th scope="col" class="r">Share</th></tr></thead><tbody>${rows}
<tr><th scope="row">${term('break_even_cost_bps')}</th><td class="r">${even} bps</td><td></td></tr></tbody></table></div>`;
}

function ladder({ data }: Model): Html {
  const rungs = data.costLadder ?? [];
  if (rungs.length === 0) return html`<p class="muted">The cost ladder is not available.</p>`;
  const most = Math.max(...rungs.map(({ netPnl }) => Math.abs(netPnl)), 1e-9);
  const rows = rungs.map(({ times, netPnl: left }) => {
    const width = Math.round((Math.abs(left) / most) * 1000) / 10;
    const bar = `<svg width="100%" height="14" aria-hidden="true"><rect class="bar ${left < 0 ? 'loss' : 'gain'}" width="${width}%" height="14" rx="2"/></svg>`;
    return html`<tr><th scope="row">${times}× costs</th><td class="r ${left < 0 ? 'loss' : 'gain'}">${formatSigned(left, 2)}</td><td class="bars">${raw(bar)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cost ladder"><table class="num ladder"><caption><span>${term('cost_ladder', 'Net result')} of the run made again with its costs so many times as high, ${data.currency}</span></caption>
<thead><tr><th scope="col">Costs</th><th scope="col" class="r">Net result</th><th scope="col" class="bars">Size</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function ambiguous({ data }: Model): Html {
  const band = data.ambiguous;
  if (band === undefined || band.count === 0) {
    return html`<h3>${term('ambiguous_band')}</h3><p>No closed trade depends on it: no bar held both a stop and a target, or an entry and its exit.</p>`;
  }
  const { count, worst, chosen, best, path } = band;
  const trades = count === 1 ? '1 trade depends' : `${count} trades depend`;
  return html`<h3>${term('ambiguous_band')}</h3>
<p>${trades} on what happened first inside a bar, which bars do not tell. In use: <code>${path}</code>.</p>${bandChart(band)}
<div class="scroll" tabindex="0" role="region" aria-label="Readings of ambiguous bars"><table class="num"><caption><span>Net result of the run under each reading, ${data.currency}</span></caption>
<thead><tr><th scope="col" class="r">Worst reading</th><th scope="col" class="r">In use</th><th scope="col" class="r">Best reading</th><th scope="col" class="r">Width</th></tr></thead>
<tbody><tr><td class="r">${formatSigned(worst, 2)}</td><td class="r">${formatSigned(chosen, 2)}</td><td class="r">${formatSigned(best, 2)}</td>
<td class="r">${formatSigned(best - worst, 2)}</td></tr></tbody></table></div>`;
}

function bandChart({ worst, chosen, best }: AmbiguousBand): Html | undefined {
  if (!(best > worst)) return undefined;
  const at = percentText(0.04 + 0.92 * Math.min(1, Math.max(0, (chosen - worst) / (best - worst))));
  const label = `Worst ${formatSigned(worst, 2)}, in use ${formatSigned(chosen, 2)}, best ${formatSigned(best, 2)}`;
  return html`<svg class="range num" role="img" aria-label="${label}"><line class="line one" x1="4%" x2="96%" y1="34" y2="34" stroke-width="6"/>
<line class="base" x1="4%" x2="4%" y1="24" y2="44"/><line class="base" x1="96%" x2="96%" y1="24" y2="44"/><use href="#m-exit" x="${at}" y="34"/>
<text x="4%" y="60">worst</text><text x="96%" y="60" text-anchor="end">best</text><text x="${at}" y="18" text-anchor="middle">in use</text></svg>`;
}
