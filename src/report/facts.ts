import { GLOSSARY } from '../metrics/index.ts';
import type { ReportSetting, ReportSource } from './data.ts';
import { type Html, html } from './html.ts';
import { metricText, missingReason, term, toneOf } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber } from './number-format.ts';

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

/** What each symbol added. */
export function symbolsPart({ data }: Model): Html | undefined {
  const entries = Object.entries(data.metrics.by_symbol);
  if (entries.length === 0) return undefined;
  const heads = BY_SYMBOL.map((key) => html`<th scope="col" class="r">${term(key)}</th>`);
  const rows = entries.map(([symbol, values]) => {
    const cells = BY_SYMBOL.map((key) => html`<td class="r ${toneOf(key, values[key])}">${metricText(key, values[key])}</td>`);
    return html`<tr><th scope="row">${symbol}</th>${cells}</tr>`;
  });
  return html`<section id="symbols" aria-labelledby="h-symbols"><h2 id="h-symbols">By symbol</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Results by symbol"><table class="num"><caption>${data.currency}, open positions included</caption>
<thead><tr><th scope="col">Symbol</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** Every metric, in the order of metrics.json, those that are not available with their reason. */
export function metricsPart({ data }: Model): Html {
  const { metrics, basis } = data.metrics;
  const shown = GLOSSARY.filter(({ key }) => key in metrics);
  const row = ({ key, unit }: (typeof shown)[number]): Html => {
    const reason = missingReason(data.metrics, key);
    const range = data.metrics.intervals[key];
    const interval =
      range === undefined
        ? undefined
        : html` <span class="muted">${range.map((bound) => metricText(key, bound)).join(' to ')}</span>`;
    const value = html`${metricText(key, metrics[key])}${interval}`;
    return html`<tr><th scope="row">${term(key)}<br><code class="muted">${key}</code></th><td class="r ${toneOf(key, metrics[key])}">${value}</td>
<td>${unit === 'money' ? data.currency : unit}</td><td class="wrap muted">${reason}</td></tr>`;
  };
  const available = shown.filter(({ key }) => metrics[key] !== null);
  const missing = shown.filter(({ key }) => metrics[key] === null);
  const table = (
    rows: readonly Html[],
    caption: string,
  ): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="num"><caption>${caption}</caption>
<thead><tr><th scope="col">Metric</th><th scope="col" class="r">Value</th><th scope="col">Unit</th><th scope="col">Why not available</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const span = `${formatNumber(basis.bars, 0)} bars of ${basis.interval}, ${basis.from} to ${basis.to}, ${formatNumber(basis.periods_per_year, 0)} periods a year`;
  const more =
    missing.length === 0
      ? undefined
      : html`<details><summary class="more">${missing.length} metrics are not available</summary>${table(missing.map(row), 'Metrics without a value')}</details>`;
  return html`<section id="metrics" aria-labelledby="h-metrics"><h2 id="h-metrics">All metrics</h2><p class="muted">${span}. Point at a name, or tap it, for its definition.</p>
${table(available.map(row), 'Metrics with a value')}${more}${definitions(shown)}</section>`;
}

function definitions(entries: typeof GLOSSARY): Html {
  const items = entries.map(
    ({ key, name, sentence, formula, minimum }) =>
      html`<dt><b>${name}</b></dt><dd id="d-${key}" data-name="${name}" data-formula="${formula}">${sentence} <span class="muted">Formula: ${formula}. Smallest sample: ${minimum}.</span></dd>`,
  );
  return html`<details><summary class="more">Definitions</summary><dl class="facts">${items}</dl></details>`;
}

/** Where the bars come from and what was wrong with them. */
export function lineagePart({ data }: Model): Html {
  const rows = data.sources.map(sourceRow);
  const findings = data.sources.flatMap(({ symbol, findings: list }) =>
    list.map(
      ({ check, count, note }) =>
        html`<tr><th scope="row">${symbol}</th><td>${check}</td><td class="r">${formatNumber(count, 0)}</td><td class="wrap">${note}</td></tr>`,
    ),
  );
  const quality =
    findings.length === 0
      ? html`<p>The quality checks found nothing: no gap against the calendar, duplicate, disorder, impossible bar or outlier.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Quality of the data"><table class="num"><caption>What the quality checks counted</caption>
<thead><tr><th scope="col">Symbol</th><th scope="col">Check</th><th scope="col" class="r">Count</th><th scope="col">Note</th></tr></thead><tbody>${findings}</tbody></table></div>`;
  return html`<section id="data" aria-labelledby="h-data"><h2 id="h-data">Data lineage</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Sources of the data"><table class="num"><caption>Sources, as read for this run</caption>
<thead><tr><th scope="col">Symbol</th><th scope="col">Source</th><th scope="col" class="r">Bars</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Calendar</th>
<th scope="col">Prices</th><th scope="col" class="r">Rows set aside</th><th scope="col">Fingerprint</th></tr></thead><tbody>${rows}</tbody></table></div>${quality}</section>`;
}

function sourceRow(source: ReportSource): Html {
  const synthetic = source.synthetic ? html` <span class="flag">SYNTHETIC</span>` : undefined;
  const fingerprint =
    source.fingerprint === undefined
      ? html`–`
      : html`<code title="${source.fingerprint}">${shortHash(source.fingerprint)}</code>`;
  return html`<tr><th scope="row">${source.symbol}</th><td class="wrap">${source.source}${synthetic}</td><td class="r">${formatNumber(source.bars, 0)}</td>
<td>${source.from}</td><td>${source.to}</td><td>${source.calendar}</td><td>${source.adjustment}</td>
<td class="r">${formatNumber(source.quarantined, 0)}</td><td>${fingerprint}</td></tr>`;
}

function shortHash(hash: string): string {
  return hash.length > 22 ? `${hash.slice(0, 19)}…` : hash;
}

/** Every setting with its origin; what was written stands out, defaults are grey. */
export function settingsPart({ data }: Model): Html {
  const written = data.settings.filter(({ origin }) => origin !== 'default');
  const defaults = data.settings.filter(({ origin }) => origin === 'default');
  const table = (
    rows: readonly ReportSetting[],
    caption: string,
  ): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Origin</th></tr></thead><tbody>${rows.map(settingRow)}</tbody></table></div>`;
  const rest =
    defaults.length === 0
      ? undefined
      : html`<details><summary class="more">${defaults.length} defaults</summary>${table(defaults, 'Settings nobody wrote')}</details>`;
  return html`<section id="config" aria-labelledby="h-config"><h2 id="h-config">Configuration</h2>
${table(written, 'Settings that were written, and where')}${rest}</section>`;
}

function settingRow({ path, value, origin }: ReportSetting): Html {
  return html`<tr class="${origin === 'default' ? 'default' : ''}"><th scope="row"><code>${path}</code></th><td class="wrap"><code>${value}</code></td><td>${origin}</td></tr>`;
}

/** What is needed to make the same run again. */
export function identityPart({ data }: Model): Html {
  const { identity, window } = data;
  const facts = [
    ['Run', data.runId],
    ['Status', data.status],
    ['Window asked for', `${window.start} to ${window.end}`],
    ['Evaluated from', window.evaluatedFrom],
    ['Config hash', identity.configHash],
    ['Data fingerprint', identity.dataFingerprint],
    ['Code version', identity.codeVersion],
    ['Seed', identity.seed === undefined ? 'none' : String(identity.seed)],
    ['Started', identity.startedAt],
    ['Completed', identity.completedAt],
    ['Times shown in', data.timezone],
  ] as const;
  return html`<section id="run" aria-labelledby="h-run"><h2 id="h-run">This run</h2>
<dl class="facts num">${facts.map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}</dl>
<h3>Make it again</h3><pre tabindex="0">${identity.reproduce}</pre></section>`;
}
