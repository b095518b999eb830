import { CHART_TERMS, type ChartTerm, definitionOf, GLOSSARY, type GlossaryEntry, type MetricUnit } from '../metrics/index.ts';
import type { ReportData, ReportSetting, ReportSource } from './data.ts';
import { type Html, html } from './html.ts';
import { metricText, missingReason, term, toneOf } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber } from './number-format.ts';

/** Every metric, in the order of metrics.json, those that are not available with their reason. */
export function metricsPart({ data }: Pick<Model, 'data'>): Html {
  const { metrics, basis } = data.metrics;
  const shown = GLOSSARY.filter(({ key }) => key in metrics);
  const available = shown.filter(({ key }) => metrics[key] !== null);
  const missing = shown.filter(({ key }) => metrics[key] === null);
  const half = Math.ceil(available.length / 2);
  const span = `${formatNumber(basis.bars, 0)} bars of ${basis.interval}, ${basis.from} to ${basis.to}, ${formatNumber(basis.periods_per_year, 0)} periods a year`;
  const more =
    missing.length === 0
      ? undefined
      : html`<details><summary class="more">${missing.length} metrics are not available</summary>${missingTable(data.metrics, missing)}</details>`;
  return html`<section aria-labelledby="h-metrics"><h2 id="h-metrics">All metrics</h2><p class="muted">${span}. Point at a name, or tap it, for its definition.</p>
<div class="two-up">${valueTable(data, available.slice(0, half), 'Metrics')}${valueTable(data, available.slice(half), 'Metrics, continued')}</div>${more}</section>`;
}

function valueTable(data: ReportData, entries: readonly GlossaryEntry[], name: string): Html {
  const { metrics, intervals } = data.metrics;
  const rows = entries.map(({ key, unit }) => {
    const range = intervals[key];
    const interval =
      range === undefined
        ? undefined
        : html` <span class="muted">${range.map((bound) => metricText(key, bound)).join(' to ')}</span>`;
    return html`<tr><th scope="row">${term(key)}</th><td class="key"><code class="muted">${key}</code></td>
<td class="r ${toneOf(key, metrics[key])}">${metricText(key, metrics[key])}${interval}</td><td class="d">${unitText(unit, data.currency)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table class="num">
<thead><tr><th scope="col">Metric</th><th scope="col" class="key">Key</th><th scope="col" class="r">Value</th><th scope="col">Unit</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Fractions are shown as percent, multiples with ×. */
function unitText(unit: MetricUnit, currency: string): string {
  switch (unit) {
    case 'money':
      return currency;
    case 'fraction a year':
      return 'a year';
    case 'times a year':
      return 'a year';
    case 'bps':
    case 'days':
      return unit;
    case 'fraction':
    case 'probability':
    case 'ratio':
    case 'count':
      return '';
  }
}

function missingTable(document: ReportData['metrics'], entries: readonly GlossaryEntry[]): Html {
  const rows = entries.map(
    ({ key }) =>
      html`<tr><th scope="row">${term(key)}</th><td><code class="muted">${key}</code></td><td class="wrap">${missingReason(document, key)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Metrics without a value"><table>
<thead><tr><th scope="col">Metric</th><th scope="col">Key</th><th scope="col">Why not available</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What every number and picture of the report means; stands under all tabs. */
export function definitionsPart({ data }: Pick<Model, 'data'>): Html {
  return definitionList([...GLOSSARY.filter(({ key }) => key in data.metrics.metrics), ...CHART_TERMS]);
}

/** Definitions below all tabs, what the names in a page point to. */
export function definitionList(entries: readonly (GlossaryEntry | ChartTerm)[]): Html {
  const items = entries.map(definition);
  return html`<section aria-labelledby="h-definitions"><h2 id="h-definitions">Definitions</h2>
<details><summary class="more">${items.length} terms</summary><dl class="facts">${items}</dl></details></section>`;
}

/** The definitions that names on the page point to, in the order in which they come. */
export function usedTerms(parts: readonly Html[]): readonly (GlossaryEntry | ChartTerm)[] {
  const keys = new Set(parts.flatMap((part) => [...part.html.matchAll(/ data-term="(\w+)"/g)].map(([, key]) => key!)));
  return [...keys].flatMap((key) => {
    const entry = definitionOf(key);
    return entry === undefined ? [] : [entry];
  });
}

function definition(entry: GlossaryEntry | ChartTerm): Html {
  const { key, name, sentence } = entry;
  const formula = entry.formula.replaceAll('`', '');
  const minimum = 'minimum' in entry ? ` Smallest sample: ${entry.minimum}.` : '';
  return html`<dt><b>${name}</b></dt><dd id="d-${key}" data-name="${name}" data-formula="${formula}">${sentence.replaceAll('`', '')} <span class="muted">Formula: ${formula}.${minimum} Source: ${entry.source.replaceAll('`', '')}.</span></dd>`;
}

/** Where the bars come from and what was wrong with them. */
export function lineagePart({ data }: Pick<Model, 'data'>): Html {
  const rows = data.sources.map(sourceRow);
  const findings = data.sources.flatMap(({ symbol, findings: list }) =>
    list.map(
      ({ check, count, note }) =>
        html`<tr><th scope="row">${symbol}</th><td>${check}</td><td class="r">${count === 0 ? '–' : formatNumber(count, 0)}</td><td class="wrap">${note}</td></tr>`,
    ),
  );
  const quality =
    findings.length === 0
      ? html`<p>The quality checks found nothing: no gap against the calendar, duplicate, disorder, impossible bar or outlier.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Quality of the data"><table class="num"><caption><span>What the quality checks counted</span></caption>
<thead><tr><th scope="col">Symbol</th><th scope="col">Check</th><th scope="col" class="r">Count</th><th scope="col">Note</th></tr></thead><tbody>${findings}</tbody></table></div>`;
  return html`<section aria-labelledby="h-data"><h2 id="h-data">Data lineage</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Sources of the data"><table class="num"><caption><span>Sources, as read for this run</span></caption>
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
<td class="d">${source.from}</td><td class="d">${source.to}</td><td>${source.calendar}</td><td>${source.adjustment}</td>
<td class="r">${formatNumber(source.quarantined, 0)}</td><td>${fingerprint}</td></tr>`;
}

function shortHash(hash: string): string {
  return hash.length > 22 ? `${hash.slice(0, 19)}…` : hash;
}

/** Every setting with its origin; what was written stands out, defaults are grey. */
export function settingsPart({ data }: Pick<Model, 'data'>): Html {
  const written = data.settings.filter(({ origin }) => origin !== 'default');
  const defaults = data.settings.filter(({ origin }) => origin === 'default');
  const table = (
    rows: readonly ReportSetting[],
    caption: string,
  ): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption><span>${caption}</span></caption>
<thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Origin</th></tr></thead><tbody>${rows.map(settingRow)}</tbody></table></div>`;
  const rest =
    defaults.length === 0
      ? undefined
      : html`<details class="unprinted"><summary class="more">${defaults.length} defaults</summary>${table(defaults, 'Settings nobody wrote')}</details>`;
  return html`<section aria-labelledby="h-config"><h2 id="h-config">Configuration</h2>
${table(written, 'Settings that were written, and where')}${rest}</section>`;
}

function settingRow({ path, value, origin }: ReportSetting): Html {
  return html`<tr class="${origin === 'default' ? 'default' : ''}"><th scope="row"><code>${path}</code></th><td class="wrap"><code>${value}</code></td><td>${origin}</td></tr>`;
}

/** What is needed to make the same run again. */
export function identityPart({ data }: Pick<Model, 'data'>): Html {
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
  return html`<section aria-labelledby="h-run"><h2 id="h-run">This run</h2>
<dl class="facts num">${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}</dl>
<h3>Make it again</h3><pre tabindex="0">${identity.reproduce}</pre></section>`;
}
