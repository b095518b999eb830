import type { Warning } from '../base/index.ts';
import type { MetricValue } from '../metrics/index.ts';
import type { ReportData } from './data.ts';
import { type Html, html, raw } from './html.ts';
import { metricText, missingReason, term, toneOf } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPercent } from './number-format.ts';

const ICONS = {
  valid: '<circle cx="12" cy="12" r="10"/><path d="M7 12.5l3.4 3.4L17.5 8.5"/>',
  invalid: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="M8 8l8 8M16 8l-8 8"/>',
  pending: '<circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/>',
} as const;

/** Title, verdict, stamps and warnings: what must be read before any number. */
export function head(data: ReportData): Html {
  const { window, timeframe } = data;
  const facts = [data.kind, data.mode, data.symbols.join(', '), timeframe, `${window.evaluatedFrom} to ${window.end}`];
  return html`<header class="top"><div class="title"><div><h1>${data.name}</h1>
<p class="muted">${data.project} · ${facts.join(' · ')}</p></div>
<button type="button" class="js" id="theme" aria-pressed="false">Dark colours</button></div>
${verdict(data)}${stamps(data.stamps)}${warnings(data.warnings)}</header>`;
}

function verdict({ verdict: kind, verdictLine, status }: ReportData): Html {
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

const TILES = [
  'total_return',
  'annual_return',
  'sharpe',
  'max_drawdown',
  'net_pnl',
  'total_costs',
  'volatility',
  'sortino',
  'calmar',
  'win_rate',
  'profit_factor',
  'closed_trades',
  'exposure',
  'turnover',
  'break_even_cost_bps',
  'beta',
] as const;

/** The sixteen numbers looked at first. */
export function tiles(model: Model): Html {
  const { metrics } = model.data.metrics;
  const items = TILES.map((key) => {
    const value = metrics[key];
    const reason = missingReason(model.data.metrics, key);
    const tone = value === null || value === undefined ? 'na' : toneOf(key, value);
    const unit = key === 'break_even_cost_bps' && value !== null ? ' bps' : '';
    const sub = reason ?? subText(model, key, metrics);
    const text = `${metricText(key, value)}${unit}`;
    const size = text.length > 12 ? ' longer' : text.length > 9 ? ' long' : '';
    return html`<div class="tile"><dd class="num ${tone}${size}">${text}<span class="sub">${sub}</span></dd><dt>${term(key)}</dt></div>`;
  });
  return html`<dl class="tiles" id="tiles">${items}</dl>`;
}

/** The second line of a tile. */
function subText({ data, dips }: Model, key: string, metrics: Readonly<Record<string, MetricValue>>): string {
  const { currency } = data;
  switch (key) {
    case 'total_return':
      return benchmarkText(data);
    case 'net_pnl':
      return `${currency}, on ${metricText('total_costs', data.capital.toFixed(2))}`;
    case 'total_costs':
      return `${currency}, ${metricText('cost_2x_net_pnl', metrics['cost_2x_net_pnl'])} left at twice the costs`;
    case 'max_drawdown': {
      const deepest = dips.deepest[0];
      if (deepest === undefined) return 'never below the high';
      return `${formatNumber(deepest.days, 0)} days${deepest.recoveredTime === undefined ? ', not recovered' : ' to recover'}`;
    }
    case 'sharpe':
      return `before costs ${metricText('gross_sharpe', metrics['gross_sharpe'])}`;
    case 'closed_trades':
      return `${metricText('ambiguous_trades', metrics['ambiguous_trades'])} ambiguous`;
    case 'exposure':
      return 'of equity, on average';
    case 'turnover':
      return 'of equity a year';
    case 'break_even_cost_bps':
      return 'of traded value';
    case 'beta':
      return 'to buy and hold';
    default:
      return '';
  }
}

function benchmarkText({ curve, capital }: ReportData): string {
  const { benchmark } = curve;
  if (benchmark === undefined) return '';
  const growth = benchmark[benchmark.length - 1]! / capital - 1;
  return `buy and hold ${growth > 0 ? '+' : ''}${formatPercent(growth)}`;
}
