import type { MetricValue } from '../../metrics/index.ts';
import { type Html, html } from '../html.ts';
import { logitChart } from '../logit-chart.ts';
import { metricText, term, toneOf } from '../metric-text.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import { dataTable, figure, plural } from '../research/table.ts';
import type { BatchOverfitting, BatchReportData } from './data.ts';

/** Below the verdict: what the best of so many is worth, in one line, and what became of all runs. */
export function selectionLine({ overfitting, candidates, counts, kind, objective }: BatchReportData): Html {
  const { trials, n_effective: effective, winner_dsr: dsr, winner_dsr_at_n: atN, not_available: why } = overfitting;
  const [best] = candidates;
  const others = [
    `${counts.success} of ${plural(counts.total, kind === 'sweep' ? 'variant' : 'agent')} succeeded`,
    ...(['degraded', 'halted', 'failed'] as const).flatMap((key) => (counts[key] > 0 ? [`${counts[key]} ${key}`] : [])),
  ].join(', ');
  if (best === undefined) return html`<p class="gate-line">${others}.</p>`;
  const deflated =
    dsr === null
      ? `deflated Sharpe ratio n/a (${why['winner_dsr'] ?? 'not known'})`
      : `deflated Sharpe ratio ${formatNumber(dsr, 2)} after ${plural(trials, 'trial')} (${formatNumber(effective, 1)} effective)${atN === null ? '' : `, ${formatNumber(atN, 2)} if all were independent`}`;
  return html`<p class="gate-line"><b>Best: ${best.name}</b> · ${deflated} · ${term(objective)} ${metricText(objective, best.metrics[objective])} · ${others}.</p>`;
}

interface Tile {
  readonly key: string;
  readonly name?: string;
  readonly text: string;
  readonly sub: string;
}

/** What tells the best from luck. */
export function batchTiles(data: BatchReportData): Html {
  const { overfitting, returnsPerYear } = data;
  const year = Math.sqrt(returnsPerYear);
  const { not_available: why, plateau, winner_neighbourhood: around, luck_sharpe: luck } = overfitting;
  const known = (key: keyof BatchOverfitting & string, digits: number, sub: string): Pick<Tile, 'text' | 'sub'> => {
    const value = overfitting[key];
    return typeof value === 'number' ? { text: formatNumber(value, digits), sub } : { text: 'n/a', sub: why[key] ?? 'not known' };
  };
  const tiles: readonly Tile[] = [
    {
      ...{ key: 'dsr', name: 'Deflated Sharpe' },
      ...known('winner_dsr', 3, `at ${formatNumber(overfitting.n_effective, 1)} effective trials`),
    },
    {
      key: 'dsr_at_raw',
      name: 'Deflated, all trials',
      ...known('winner_dsr_at_n', 3, `at ${plural(overfitting.trials, 'trial')}`),
    },
    {
      ...{ key: 'luck_sharpe', name: 'Sharpe of luck' },
      text: luck === null ? 'n/a' : formatNumber(luck * year, 2),
      sub: luck === null ? (why['luck_sharpe'] ?? 'not known') : `a year, beside ${sharpeText(overfitting, year)} of the best`,
    },
    { key: 'pbo', name: 'Overfitting (PBO)', ...known('pbo', 2, `of ${plural(overfitting.compared, 'variant')}`) },
    { key: 'spa_p', name: 'SPA p-value', ...known('spa_p', 3, 'best against buy and hold') },
    {
      ...{ key: 'neighbourhood_stability', name: 'Left around the best' },
      text: around?.stability === null || around === null ? 'n/a' : formatPercent(around.stability, 0),
      sub:
        around === null
          ? (why['winner_neighbourhood'] ?? 'not known')
          : around.stability === null
            ? (why['winner_neighbourhood.stability'] ?? 'not known')
            : `of its objective, ${plural(around.members - 1, 'neighbour')}`,
    },
    { key: 'plateau', name: 'Plateau', ...plateauText(data, plateau) },
    efficiencyTile(overfitting),
  ];
  return html`<dl class="tiles" id="tiles">${tiles.map(draw)}</dl>`;
}

function draw({ key, name, text, sub }: Tile): Html {
  const size = text.length > 12 ? ' longer' : text.length > 9 ? ' long' : '';
  return html`<div class="tile"><dd class="num ${text === 'n/a' ? 'na' : ''}${size}">${text}<span class="sub">${sub}</span></dd><dt>${term(key, name)}</dt></div>`;
}

function sharpeText({ winner_sharpe: sharpe }: BatchOverfitting, year: number): string {
  return sharpe === null ? 'an unknown one' : formatNumber(sharpe * year, 2);
}

function plateauText({ objective }: BatchReportData, plateau: BatchOverfitting['plateau']): Pick<Tile, 'text' | 'sub'> {
  if (plateau === null) return { text: 'n/a', sub: 'no variant stands among others' };
  return { text: metricText(objective, plateau.median), sub: `median around ${parametersOf(plateau.variant)}` };
}

/** `buy_below-25__sell_above-70` of the whole name. */
function parametersOf(variant: string): string {
  return variant.split('__').slice(2).join(', ') || variant;
}

function efficiencyTile({ walk_forward: list, not_available: why }: BatchOverfitting): Tile {
  const [best] = list;
  const name = { key: 'walkForwardEfficiency', name: 'Walk-forward efficiency' };
  if (best === undefined) return { ...name, text: 'n/a', sub: 'no test window' };
  if (best.efficiency === null) return { ...name, text: 'n/a', sub: why[`walk_forward.${best.variant}`] ?? 'not known' };
  return { ...name, text: formatNumber(best.efficiency, 2), sub: 'test window per that before' };
}

const SHOWN = ['sharpe', 'dsr', 'pbo', 'total_return', 'net_pnl', 'max_drawdown', 'win_rate', 'closed_trades'] as const;
const SHORT: Readonly<Record<string, string>> = { sharpe: 'Sharpe', dsr: 'Deflated', pbo: 'PBO', closed_trades: 'Trades' };

/** The best runs, with what deflates them beside their Sharpe ratios. */
export function candidatesPart({ candidates, objective, overfitting, kind }: BatchReportData): Html {
  if (candidates.length === 0) {
    return html`<section aria-labelledby="h-best"><h2 id="h-best">Best runs</h2><p class="muted">No run succeeded.</p></section>`;
  }
  const keys = [...new Set([objective, ...SHOWN])].filter((key) => candidates.some(({ metrics }) => has(metrics[key])));
  const efficiency = new Map(overfitting.walk_forward.map(({ variant, efficiency: own }) => [variant, own]));
  const tested = efficiency.size > 0;
  const rows = candidates.map(({ rank, name, parameters, metrics }) => {
    const cells = keys.map((key) => html`<td class="r ${toneOf(key, metrics[key])}">${valueText(key, metrics[key])}</td>`);
    const carried = tested ? html`<td class="r">${figure(efficiency.get(name) ?? undefined, 2)}</td>` : undefined;
    return html`<tr><td class="r">${rank}</td><th scope="row">${unbroken(parameters === '' ? name : parameters)}</th>${cells}${carried}</tr>`;
  });
  return html`<section aria-labelledby="h-best"><h2 id="h-best">Best runs</h2>${dataTable({
    label: 'Best runs',
    caption: 'A Sharpe ratio that was chosen among many means little without what deflates it',
    columns: [
      { name: 'Rank' },
      { name: kind === 'sweep' ? 'Parameters' : 'Agent', isText: true },
      ...keys.map((key) => ({ name: term(key, SHORT[key]) })),
      ...(tested ? [{ name: term('walkForwardEfficiency', 'Efficiency') }] : []),
    ],
    rows,
  })}</section>`;
}

/** Probabilities as everywhere beside a Sharpe ratio: 0.38. */
function valueText(key: string, value: MetricValue | undefined): string {
  return (key === 'dsr' || key === 'pbo') && typeof value === 'number' ? formatNumber(value, 2) : metricText(key, value);
}

/** A parameter and its value stay on one line. */
const unbroken = (parameters: string): string =>
  parameters
    .split(' · ')
    .map((part) => part.replaceAll(' ', '\u00a0'))
    .join(', ');

const has = (value: MetricValue | undefined): boolean => value !== null && value !== undefined;

/** Whether choosing the best carries over, and whether any beats holding. */
export function carryPart({ overfitting, kind }: BatchReportData): Html {
  const { pbo, pbo_logits: logits, pbo_losing: losing, pbo_slope: slope, pbo_blocks: blocks, not_available: why } = overfitting;
  const said = (key: 'spa_p' | 'reality_check_p'): string =>
    overfitting[key] === null ? `n/a (${why[key] ?? 'not known'})` : figure(overfitting[key], 3);
  const facts: readonly (readonly [Html, string])[] = [
    [
      term('pbo', 'PBO'),
      pbo === null
        ? `n/a (${why['pbo'] ?? 'not known'})`
        : `${figure(pbo, 2)}, ${plural(overfitting.compared, 'variant')} in ${blocks ?? 0} blocks${losing === null ? '' : ` · the choice lost money in ${formatPercent(losing, 0)} of the splits`}${slope === null ? '' : ` · slope of its Sharpe ratio out of sample on in sample ${formatNumber(slope, 2)}`}`,
    ],
    ...(kind === 'sweep'
      ? ([
          [term('superiorPredictiveAbility', 'SPA p'), said('spa_p')],
          [term('realityCheck', 'Reality check p'), said('reality_check_p')],
        ] as const)
      : []),
  ];
  const chart =
    logits === null || pbo === null
      ? undefined
      : logitChart({
          id: 'logits',
          title: 'The best of one half in the other',
          bins: { limit: logits.limit, counts: Float64Array.from(logits.counts) },
          pbo,
        });
  const pruned =
    overfitting.pruned > 0
      ? html`<p class="muted">${plural(overfitting.pruned, 'trial')} stopped early: counted, and not compared.</p>`
      : undefined;
  return html`<section aria-labelledby="h-carry"><h2 id="h-carry">Does the choice carry over?</h2>
<dl class="facts num">${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>${pruned}${chart}</section>`;
}

/** Runs that did not succeed; one does not stop the others. */
export function failuresPart({ failures, counts }: BatchReportData): Html | undefined {
  if (failures.length === 0) return undefined;
  const left = counts.failed - failures.length;
  const rows = failures.map(
    ({ name, code, message }) =>
      html`<tr><th scope="row" class="wrap">${name}</th><td><code>${code}</code></td><td class="wrap">${message}</td></tr>`,
  );
  return html`<section aria-labelledby="h-failed"><h2 id="h-failed">Failed</h2>${dataTable({
    label: 'Runs that failed',
    columns: [
      { name: 'Run', isText: true },
      { name: 'Code', isText: true },
      { name: 'Why', isText: true },
    ],
    rows,
  })}${left > 0 ? html`<p class="muted">${formatNumber(left, 0)} more: see batch.json.</p>` : undefined}</section>`;
}
