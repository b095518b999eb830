import { definitionOf, glossaryEntry, type MetricsDocument, type MetricValue, probabilityText } from '../metrics/index.ts';
import { type Html, html } from './html.ts';
import { formatMoneyText, formatNumber, formatPercent, formatSignedMoneyText, formatSignedPercent } from './number-format.ts';

/** Keys whose sign is the message. */
const SIGNED = new Set(['total_return', 'annual_return', 'net_pnl', 'gross_pnl', 'cost_2x_net_pnl']);

/** Probabilities that have to reach a bound: rounded down. */
const BOUNDED = new Set(['psr', 'dsr']);

/** Keys that differ in their third digit. */
const FINE = new Set(['ic', 'rank_ic', 'icir', 'log_loss', 'brier', 'mcc']);

/** A metric as text in its unit; `n/a` for null. */
export function metricText(key: string, value: MetricValue | undefined): string {
  if (value === null || value === undefined) return 'n/a';
  if (typeof value === 'string') return SIGNED.has(key) ? formatSignedMoneyText(value) : formatMoneyText(value);
  switch (glossaryEntry(key)?.unit) {
    case 'fraction':
    case 'fraction a year':
      return SIGNED.has(key) ? formatSignedPercent(value) : formatPercent(value);
    case 'probability':
      return formatPercent(BOUNDED.has(key) ? Number(probabilityText(value, 4)) : value);
    case 'days':
    case 'count':
      return formatNumber(value, 0);
    case 'bps':
      return formatNumber(value, 1);
    case 'times a year':
      return `${formatNumber(value, 2)}\u00d7`;
    default:
      return formatNumber(value, FINE.has(key) ? 3 : 2);
  }
}

/** Gain or loss by the sign of metrics whose sign is the message, else nothing. */
export function toneOf(key: string, value: MetricValue | undefined): 'gain' | 'loss' | '' {
  if (value === null || value === undefined || !SIGNED.has(key)) return '';
  const number = Number(value);
  return number > 0 ? 'gain' : number < 0 ? 'loss' : '';
}

/** The name of a metric or of a term of the charts, with its definition on hover, focus or tap; without a script a link to it. */
export function term(key: string, name?: string): Html {
  const entry = definitionOf(key);
  const shown = name ?? entry?.name ?? key;
  if (entry === undefined) return html`${shown}`;
  return html`<a class="term" href="#d-${key}" data-term="${key}" aria-describedby="d-${key}">${shown}</a>`;
}

/** Why a metric has no value. */
export function missingReason(document: MetricsDocument, key: string): string | undefined {
  return document.not_available[key];
}
