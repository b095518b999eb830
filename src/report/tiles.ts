import { type MetricValue, MIN_RETURNS, probabilityText, statistics } from '../metrics/index.ts';
import type { ReportData } from './data.ts';
import { type Html, html } from './html.ts';
import { metricText, missingReason, term, toneOf } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPercent } from './number-format.ts';

/** One number, its name and a second line. */
interface Tile {
  readonly key: string;
  readonly text: string;
  readonly sub: string;
  readonly tone: '' | 'gain' | 'loss' | 'na';
}

/** Not named before a run has them. */
const LATER = new Set<string>(['dsr', 'psr', 'pbo']);
/** The numbers looked at first. */
const FIRST = [
  'total_return',
  'volatility',
  'sharpe',
  'dsr',
  'psr',
  'pbo',
  'sortino',
  'calmar',
  'max_drawdown',
  'tail_ratio',
  'win_rate',
  'profit_factor',
  'turnover',
  'cost_share',
  'beta',
] as const;
/** They take the places of those that this run cannot have. */
const SECOND = [
  ...(['net_pnl', 'closed_trades', 'exposure', 'break_even_cost_bps', 'time_under_water', 'total_costs', 'gross_pnl'] as const),
  ...(['cost_2x_net_pnl', 'max_drawdown_days', 'ambiguous_trades', 'days'] as const),
];
const COUNT = 16;
/** Shown also without a value: a reader looks for it. */
const ALWAYS = new Set<string>(['total_return', 'sharpe']);

/** Sixteen tiles in a fixed order: what has a value first, the rest only to fill the room. */
export function tiles(model: Model): Html {
  const all = [...FIRST, ...SECOND].map((key) => tileOf(model, key));
  const able = all.filter(({ key, tone }) => tone !== 'na' || ALWAYS.has(key));
  const computed = all.filter(({ key, tone }) => tone === 'na' && !ALWAYS.has(key) && !LATER.has(key));
  return html`<dl class="tiles" id="tiles">${[...able, ...computed].slice(0, COUNT).map(draw)}</dl>`;
}

function draw({ key, text, sub, tone }: Tile): Html {
  const size = text.length > 12 ? ' longer' : text.length > 9 ? ' long' : '';
  return html`<div class="tile"><dd class="num ${tone}${size}">${text}<span class="sub">${sub}</span></dd><dt>${term(key)}</dt></div>`;
}

function tileOf(model: Model, key: string): Tile {
  if (key === 'tail_ratio') return tailTile(model);
  const { metrics } = model.data.metrics;
  if (key === 'cost_share') return costShare(metrics);
  const value = metrics[key];
  const missing = value === null || value === undefined;
  const unit = key === 'break_even_cost_bps' && !missing ? ' bps' : '';
  const sub = missingReason(model.data.metrics, key) ?? subText(model, key, metrics);
  return { key, text: `${metricText(key, value)}${unit}`, sub, tone: missing ? 'na' : toneOf(key, value) };
}

function tailTile({ returns }: Model): Tile {
  const ratio = statistics.tailRatio({ returns });
  const few = returns.length < MIN_RETURNS ? `needs ${MIN_RETURNS} returns, has ${returns.length}` : undefined;
  const reason = few ?? ('missing' in ratio ? ratio.missing : undefined);
  if (reason !== undefined || 'missing' in ratio) return { key: 'tail_ratio', text: 'n/a', sub: reason ?? '', tone: 'na' };
  return { key: 'tail_ratio', text: formatNumber(ratio.value, 2), sub: 'best 5 % against worst 5 %', tone: '' };
}

function costShare(metrics: Readonly<Record<string, MetricValue>>): Tile {
  const gross = Number(metrics['gross_pnl'] ?? Number.NaN);
  const costs = Number(metrics['total_costs'] ?? Number.NaN);
  const total = metricText('total_costs', metrics['total_costs']);
  if (!(gross > 0) || !Number.isFinite(costs))
    return { key: 'cost_share', text: 'n/a', sub: `no gain before costs of ${total}`, tone: 'na' };
  return { key: 'cost_share', text: formatPercent(costs / gross), sub: `of the gross result, ${total}`, tone: '' };
}

/** The second line of a tile. */
function subText(model: Model, key: string, metrics: Readonly<Record<string, MetricValue>>): string {
  const { data } = model;
  switch (key) {
    case 'total_return':
      return [yearly(metrics), benchmarkText(data)].filter((text) => text !== '').join(', ');
    case 'net_pnl':
      return `${data.currency}, on ${metricText('total_costs', data.capital.toFixed(2))}`;
    case 'total_costs':
      return `${data.currency}, ${metricText('cost_2x_net_pnl', metrics['cost_2x_net_pnl'])} left at twice the costs`;
    case 'max_drawdown':
      return dipText(model);
    case 'sharpe':
      return sharpeText(data);
    case 'dsr':
      return trialsText(data);
    case 'closed_trades':
      return `${metricText('ambiguous_trades', metrics['ambiguous_trades'])} ambiguous`;
    default:
      return SUB[key] ?? '';
  }
}

/** `12 trials (8.2 effective), 0.31 at 12`. */
function trialsText({ trials }: ReportData): string {
  if (trials === undefined) return '';
  const { n, effective, dsrAtN } = trials;
  const count = `${formatNumber(n, 0)} ${n === 1 ? 'trial' : 'trials'}`;
  if (effective === n) return count;
  const all = dsrAtN === undefined ? '' : `, ${probabilityText(dsrAtN)} at ${formatNumber(n, 0)}`;
  return `${count} (${formatNumber(effective, 1)} effective)${all}`;
}

const SUB: Readonly<Record<string, string>> = {
  volatility: 'a year',
  sortino: 'only losses count as risk',
  calmar: 'a year, per deepest dip',
  psr: 'that the true ratio is above 0',
  pbo: 'that the best was luck',
  win_rate: 'of closed trades',
  profit_factor: 'gains per loss',
  turnover: 'of equity a year',
  exposure: 'of equity, on average',
  break_even_cost_bps: 'of traded value',
  beta: 'to buy and hold',
  time_under_water: 'of bars below the high',
  gross_pnl: 'before costs',
  cost_2x_net_pnl: 'if costs doubled',
  max_drawdown_days: 'calendar days',
  ambiguous_trades: 'rest on the order inside a bar',
  days: 'from the first bar to the last',
};

function yearly(metrics: Readonly<Record<string, MetricValue>>): string {
  const value = metrics['annual_return'];
  return typeof value === 'number' ? `${metricText('annual_return', value)} a year` : '';
}

function sharpeText({ metrics: { metrics, intervals } }: ReportData): string {
  const range = intervals['sharpe'];
  if (range !== undefined) return `95 %: ${range.map((bound) => formatNumber(bound, 2)).join(' to ')}`;
  return `before costs ${metricText('gross_sharpe', metrics['gross_sharpe'])}`;
}

function dipText({ dips }: Model): string {
  const deepest = dips.deepest[0];
  if (deepest === undefined) return 'never below the high';
  return `${formatNumber(deepest.days, 0)} days${deepest.recoveredTime === undefined ? ', not recovered' : ' to recover'}`;
}

function benchmarkText({ curve, capital }: ReportData): string {
  const { benchmark } = curve;
  if (benchmark === undefined) return '';
  const growth = benchmark[benchmark.length - 1]! / capital - 1;
  return `buy and hold ${growth > 0 ? '+' : ''}${formatPercent(growth)}`;
}
