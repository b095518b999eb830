import { logitBins, probabilityText } from '../../metrics/index.ts';
import { type Html, html } from '../html.ts';
import { logitChart } from '../logit-chart.ts';
import { metricText, term, toneOf } from '../metric-text.ts';
import { formatNumber, formatPercent, formatSigned } from '../number-format.ts';
import type { ReportEvidence, ReportSelection, ResearchReportData } from './data.ts';
import { figure, firstUnits, plural } from './table.ts';

interface Tile {
  readonly key: string;
  readonly name?: string;
  readonly text: string;
  readonly sub: string;
  readonly tone?: string;
}

/** What tells the result from luck, and the result. */
export function evidenceTiles(data: ResearchReportData): Html {
  const tiles = [...(data.evidence === undefined ? [] : luckTiles(data, data.evidence)), ...resultTiles(data)];
  return html`<dl class="tiles" id="tiles">${tiles.map(draw)}</dl>`;
}

function draw({ key, name, text, sub, tone }: Tile): Html {
  const size = text.length > 12 ? ' longer' : text.length > 9 ? ' long' : '';
  const look = text === 'n/a' ? 'na' : (tone ?? '');
  return html`<div class="tile"><dd class="num ${look}${size}">${text}<span class="sub">${sub}</span></dd><dt>${term(key, name)}</dt></div>`;
}

function luckTiles({ run }: ResearchReportData, evidence: ReportEvidence): readonly Tile[] {
  const { metrics, not_available: why } = run.metrics;
  const { trials, dsrAtRaw, record, looks, luck } = evidence;
  const worst = worstOf(evidence.selections);
  const metric = (key: string, sub: string): Tile => ({
    ...{ key, text: metricText(key, metrics[key]) },
    sub: metrics[key] === null || metrics[key] === undefined ? (why[key] ?? '') : sub,
  });
  return [
    {
      ...metric('dsr', `at ${figure(trials.effective, 1)} effective trials`),
      name: 'Deflated Sharpe',
      text: figureOf(metrics['dsr']),
    },
    { key: 'dsr_at_raw', name: 'Deflated, all trials', text: figureOf(dsrAtRaw), sub: `at ${plural(trials.raw, 'trial')}` },
    { ...metric('psr', 'that the true Sharpe is above 0'), name: 'Probabilistic Sharpe', text: figureOf(metrics['psr']) },
    {
      ...{ key: 'luck_sharpe', name: 'Sharpe of luck' },
      text: luck === undefined ? 'n/a' : figure(luck * Math.sqrt(run.returnsPerYear), 2),
      sub: `a year, beside ${metricText('sharpe', metrics['sharpe'])} of the run`,
    },
    {
      ...{ key: 'mintrl', name: 'Minimum record' },
      text: record?.needed === undefined ? 'n/a' : `${formatNumber(record.needed, 1)} y`,
      sub: recordText(record),
    },
    {
      ...{ key: 'pbo', name: 'Overfitting (PBO)' },
      text: worst?.pbo === undefined ? 'n/a' : figure(worst.pbo, 2),
      sub:
        worst?.pbo === undefined
          ? (worst?.withoutPbo ?? why['pbo'] ?? 'nothing was tuned')
          : `of ${plural(worst.configurations, 'trial')}`,
    },
    {
      ...{ key: 'spa_p', name: 'SPA p-value' },
      text: worst?.spa === undefined ? 'n/a' : figure(worst.spa, 3),
      sub: worst?.spa === undefined ? (worst?.withoutSpa ?? why['spa_p'] ?? 'nothing was tuned') : 'against buy and hold',
    },
    {
      ...{ key: 'looks', name: 'Looks' },
      text: looks === undefined ? 'n/a' : String(looks),
      sub: looks === undefined ? 'no test window' : 'at the test window, 20 are allowed',
    },
  ];
}

function figureOf(value: unknown): string {
  return typeof value === 'number' ? probabilityText(value, 3) : 'n/a';
}

function recordText(record: ReportEvidence['record']): string {
  if (record === undefined) return 'not known';
  if (record.needed === undefined) return `no length is enough; there are ${formatNumber(record.years, 1)} years`;
  return `there are ${formatNumber(record.years, 1)} years`;
}

/** The unit whose selection is worth least. */
function worstOf(selections: readonly ReportSelection[]): ReportSelection | undefined {
  return [...selections].sort((a, b) => (b.pbo ?? -1) - (a.pbo ?? -1))[0];
}

function resultTiles({ run, compares }: ResearchReportData): readonly Tile[] {
  const { metrics, not_available: why } = run.metrics;
  const tile = (key: string, sub: string): Tile => {
    const value = metrics[key];
    const missing = value === null || value === undefined;
    return { key, text: metricText(key, value), sub: missing ? (why[key] ?? '') : sub, tone: toneOf(key, value) };
  };
  const { benchmark } = run.curve;
  const held =
    benchmark === undefined ? '' : `buy and hold ${formatSigned((benchmark.at(-1)! / run.capital - 1) * 100, 1)}\u00a0%`;
  return [
    tile('total_return', held),
    tile('sharpe', `a year, before costs ${metricText('gross_sharpe', metrics['gross_sharpe'])}`),
    tile('max_drawdown', `${metricText('max_drawdown_days', metrics['max_drawdown_days'])} days`),
    { ...tile('rank_ic', 'out of sample'), name: 'Rank IC' },
    compares === 'log_loss'
      ? tile('log_loss', 'lower is better')
      : { ...tile('icir', 'mean rank IC per its variation'), name: 'ICIR' },
    compares === 'log_loss'
      ? tile('balanced_accuracy', 'of the classes')
      : { ...tile('ic', 'Pearson, out of sample'), name: 'IC' },
    tile('turnover', 'of equity a year'),
    tile('closed_trades', `costs ${metricText('total_costs', metrics['total_costs'])} ${run.currency}`),
  ];
}

/** The spread of the logits of every tuning that was asked about. */
export function selectionPart({ evidence }: ResearchReportData): Html | undefined {
  const selections = evidence?.selections ?? [];
  if (selections.length === 0) return undefined;
  const { shown, rest } = firstUnits(selections, MOST_CHARTS, 'folds.json');
  const drawn = shown.map((selection, i) => histogram(selection, i));
  const charts = drawn.filter((chart) => chart !== undefined);
  const lines = selections.map(
    ({ unit, configurations, pruned, pbo, withoutPbo, spa, withoutSpa, losing }) =>
      html`<dt>${unit}</dt><dd>${plural(configurations, 'complete trial')}${pruned > 0 ? `, ${formatNumber(pruned, 0)} stopped early` : ''} · ${term('pbo', 'PBO')} ${pbo === undefined ? `n/a (${withoutPbo ?? 'not known'})` : figure(pbo, 2)}${losing === undefined ? '' : ` · the choice lost money in ${formatPercent(losing, 0)} of the splits`} · ${term('spa_p', 'SPA p')} ${spa === undefined ? `n/a (${withoutSpa ?? 'not known'})` : figure(spa, 3)}</dd>`,
  );
  return html`<section aria-labelledby="h-selection"><h2 id="h-selection">Does the choice of parameters carry over?</h2>
<dl class="facts num">${lines}</dl>${charts.length > 1 ? html`<div class="two-up">${charts}</div>` : html`${charts}`}${charts.length > 0 ? rest : undefined}</section>`;
}

/** Units whose logits are drawn; the figures of all are told. */
const MOST_CHARTS = 6;

function histogram({ unit, logits, pbo }: ReportSelection, at: number): Html | undefined {
  if (logits.length === 0 || pbo === undefined) return undefined;
  return logitChart({ id: `logits-${at}`, title: unit, bins: logitBins(logits), pbo });
}
