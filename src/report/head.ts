import type { Warning } from '../base/index.ts';
import type { ReportData } from './data.ts';
import { type Html, html, raw } from './html.ts';

const ICONS = {
  valid: '<circle cx="12" cy="12" r="10"/><path d="M7 12.5l3.4 3.4L17.5 8.5"/>',
  invalid: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8 8l8 8M16 8l-8 8"/>',
  pending: '<circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/>',
} as const;

/** What stands above all tabs of a page. */
export type HeadData = Pick<
  ReportData,
  | 'name'
  | 'project'
  | 'kind'
  | 'mode'
  | 'symbols'
  | 'timeframe'
  | 'window'
  | 'verdict'
  | 'verdictLine'
  | 'status'
  | 'stamps'
  | 'warnings'
  | 'identity'
>;

/** Title, verdict (and what belongs below it), stamps, warnings and what the run is made of: what must be read before any number. */
export function head(data: HeadData, below?: Html): Html {
  const { window, timeframe } = data;
  const span = window.evaluatedFrom === '' ? '' : `${window.evaluatedFrom} to ${window.end}`;
  const facts = [data.kind, data.mode, data.symbols.join(', '), timeframe, span].filter((fact) => fact !== '');
  return html`<header class="top"><div class="title"><div><h1>${data.name}</h1>
<p class="muted">${data.project} · ${facts.join(' · ')}</p></div>
<div class="buttons"><button type="button" class="js" id="theme" aria-pressed="false">Dark</button><button type="button" class="js" id="palette" aria-pressed="false">Blue and orange</button></div></div>
${verdict(data)}${below}${stamps(data.stamps)}${warnings(data.warnings)}${made(data)}</header>`;
}

/** What makes this run this run. */
function made({ identity }: HeadData): Html {
  const facts = [
    ['Config', shortHash(identity.configHash)],
    ['Data', shortHash(identity.dataFingerprint)],
    ['Code', shortHash(identity.codeVersion)],
    ['Seed', identity.seed === undefined ? '' : String(identity.seed)],
    ['Costs', identity.costModel],
    ['Repeat', identity.reproduce],
  ] as const;
  const items = facts
    .filter(([, value]) => value !== '')
    .map(
      ([name, value]) =>
        html`<div><dt>${name}</dt><dd>${name === 'Costs' ? html`${value}` : html`<code>${value}</code>`}</dd></div>`,
    );
  return html`<dl class="made num">${items}</dl>`;
}

/** `sha256:20dfef8e2a9b`; the whole is under Data lineage. */
function shortHash(hash: string): string {
  return hash.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1');
}

function verdict({ verdict: kind, verdictLine, status }: HeadData): Html {
  const icon = raw(
    `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[kind]}</svg>`,
  );
  const state = status === 'success' ? '' : ` · RUN ${status.toUpperCase()}`;
  return html`<div class="verdict ${kind}" role="note" aria-label="Verdict">${icon}<b>${kind.toUpperCase()}${state}</b><span>${verdictLine}</span></div>`;
}

function stamps(list: readonly string[]): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<ul class="stamps" aria-label="Stamps">${list.map((stamp) => html`<li>${stamp}</li>`)}</ul>`;
}

function warnings(list: readonly Warning[]): Html | undefined {
  if (list.length === 0) return undefined;
  const items = list.map(
    ({ code, message, path }) =>
      html`<li>${message} <code>${code}</code>${path === undefined ? undefined : html` at <code>${path}</code>`}</li>`,
  );
  const title = list.length === 1 ? '1 warning' : `${list.length} warnings`;
  return html`<details class="warnings" open><summary>${title}</summary><ul>${items}</ul></details>`;
}
