import type { ReportLogLine } from './data.ts';
import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber } from './number-format.ts';

/** More lines than this are left to the file. */
const MOST_LINES = 500;

/** What happened during the run, warnings and errors marked. */
export function logsPart({ data }: Pick<Model, 'data'>): Html {
  const { logs } = data;
  const title = html`<h2 id="h-logs">Log</h2>`;
  if (logs.length === 0)
    return html`<section aria-labelledby="h-logs">${title}<p>The run has no log: run.log.jsonl is missing or empty.</p></section>`;
  const shown = logs.slice(0, MOST_LINES).map(row);
  const left = logs.length - shown.length;
  const rest = left > 0 ? html`<p class="muted">${formatNumber(left, 0)} more lines are in run.log.jsonl.</p>` : undefined;
  return html`<section aria-labelledby="h-logs">${title}<div class="scroll" tabindex="0" role="region" aria-label="Log of the run"><table class="num"><caption><span>Until the report was written; times are UTC</span></caption>
<thead><tr><th scope="col">Time</th><th scope="col">Level</th><th scope="col">Message</th><th scope="col">Facts</th></tr></thead><tbody>${shown}</tbody></table></div>${rest}</section>`;
}

function row({ at, level, message, facts }: ReportLogLine): Html {
  const isBad = level !== 'info' && level !== 'debug';
  const name = isBad ? html`<span class="flag">${level.toUpperCase()}</span>` : html`${level}`;
  return html`<tr><td class="d">${at.replace('T', ' ').replace('Z', '')}</td><td>${name}</td><td class="wrap">${message}</td><td class="wrap muted">${facts}</td></tr>`;
}
