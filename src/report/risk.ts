import { type Html, html } from './html.ts';
import { term } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPercent } from './number-format.ts';

/** The deepest dips, each with its dates. */
export function dipsPart({ dips, times, data }: Model): Html {
  const { deepest } = dips;
  if (deepest.length === 0) {
    return html`<section aria-labelledby="h-risk"><h2 id="h-risk">Dips</h2><p>Equity never closed below its high.</p></section>`;
  }
  const rows = deepest.map((dip, index) => {
    const recovered = dip.recoveredTime === undefined ? 'not yet' : times.label(dip.recoveredTime);
    const depth = dip.depth < 0.00005 ? 'below 0.01 %' : formatPercent(dip.depth);
    return html`<tr><th scope="row" class="r">${index + 1}</th><td class="r">${depth}</td><td class="d">${times.label(dip.highTime)}</td>
<td class="d">${times.label(dip.lowTime)}</td><td class="d">${recovered}</td><td class="r">${formatNumber(dip.days, 0)}</td></tr>`;
  });
  const share = data.metrics.metrics['time_under_water'];
  const under = typeof share === 'number' ? ` ${formatPercent(share, 1)} of all bars closed below the high.` : '';
  return html`<section aria-labelledby="h-risk"><h2 id="h-risk">Deepest dips</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Table of dips"><table class="num narrow"><caption><span>${term('dip', 'From a high, down, and back to it')}, at bar closes; the worst ten.${under}</span></caption>
<thead><tr><th scope="col" class="r">#</th><th scope="col" class="r">Depth</th><th scope="col">High</th><th scope="col">Low</th>
<th scope="col">Back at the high</th><th scope="col" class="r">Days</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
