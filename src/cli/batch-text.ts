import type { BatchOutcome } from '../app/batch/index.ts';
import { metricText, NOT_AVAILABLE, withSeparators } from './number-text.ts';
import type { Style } from './style.ts';
import { factsText, tableText } from './table.ts';

/** Rows of the table; results.json and scoreboard.json have all. */
const ROWS = 10;
/** Failures that are told in full. */
const FAILURES = 5;

/** The winner with what its luck is worth first, then the ranking, the failures and where everything lies. */
export function batchText(outcome: BatchOutcome, style: Style): string {
  const parts = [`${style.bold(outcome.sweep ?? outcome.project)}  ${headText(outcome)}\n`];
  if (outcome.stamps.length > 0) parts.push(`${style.yellow(outcome.stamps.join(' · '))}\n`);
  parts.push('\n', factsText([...winnerFacts(outcome), ...overfittingFacts(outcome)], style), '\n');
  if (outcome.scoreboard.length > 0) parts.push(rankingText(outcome, style), '\n');
  for (const { code, message } of outcome.warnings) parts.push(`${style.yellow('warning')} ${code} ${message}\n`);
  for (const { variant, code, message } of outcome.failures.slice(0, FAILURES))
    parts.push(`${style.red('failed')}  ${variant}: ${code} ${message}\n`);
  const more = outcome.failures.length - FAILURES;
  if (more > 0) parts.push(`${style.red('failed')}  … ${more} more, all in batch.json\n`);
  parts.push(`${style.bold('batch')}   ${outcome.batch_id} ${outcome.status}\n`);
  if (outcome.next_command !== null) parts.push(`${style.bold('next')}    ${outcome.next_command}\n`);
  return parts.join('');
}

function headText({ kind, counts, children, symbols, window }: BatchOutcome): string {
  const total = counts['total'] ?? 0;
  const what = kind === 'all' ? plural(total, 'agent') : `${plural(total, 'variant')} of ${children[0]?.agent ?? ''}`;
  const names = symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ');
  const days = window === null ? '' : `  ${window.start} … ${window.end} ${window.timeframe}`;
  return `${what}  ${names}${days}`;
}

function winnerFacts({ winner, winner_metrics, parameters, children }: BatchOutcome): readonly (readonly [string, string])[] {
  if (winner === null) return [['winner', 'none: no run has a value to rank by']];
  const agent = children.find(({ run_id }) => run_id !== null && run_id === winner.run_id)?.agent;
  const set = Object.entries(parameters).map(([path, value]) => `${path} ${JSON.stringify(value)}`);
  const shown = winner.metric === 'sharpe' ? [] : [[winner.metric, metricText(winner.metric, winner.value)] as const];
  return [
    ['winner', winner.variant ?? agent ?? NOT_AVAILABLE],
    ...(set.length === 0 ? [] : [['', set.join(', ')] as const]),
    ...shown,
    ['Sharpe ratio', metricText('sharpe', winner_metrics?.['sharpe'])],
  ];
}

function overfittingFacts({ overfitting }: BatchOutcome): readonly (readonly [string, string])[] {
  const { trials, n_effective, winner_dsr, winner_dsr_at_n, pbo, spa_p, plateau, not_available } = overfitting;
  const known = (key: string, value: number | null, digits = 2): string =>
    value === null ? `${NOT_AVAILABLE} (${not_available[key] ?? 'not known'})` : value.toFixed(digits);
  const related = n_effective === trials ? '' : ` (${n_effective.toFixed(1)} effective)`;
  const whole = winner_dsr_at_n === null ? '' : `; ${winner_dsr_at_n.toFixed(2)} if each counts whole`;
  const centre =
    plateau === null ? known('plateau', null) : `${plateau.variant}, median ${plateau.median.toFixed(2)} of ${plateau.members}`;
  return [
    ['deflated Sharpe', `${known('winner_dsr', winner_dsr)} after ${plural(trials, 'trial')}${related}${whole}`],
    ['PBO', known('pbo', pbo)],
    ['SPA p', known('spa_p', spa_p)],
    ...(plateau === null ? [] : [['plateau', centre] as const]),
    ...overfitting.walk_forward
      .slice(0, 1)
      .map(
        ({ variant, efficiency }) =>
          ['test window', `efficiency ${known(`walk_forward.${variant}`, efficiency)} (Sharpe there / before)`] as const,
      ),
  ];
}

function rankingText({ scoreboard, kind, winner }: BatchOutcome, style: Style): string {
  const keys = [...new Set([winner?.metric ?? 'sharpe', 'sharpe', 'dsr', 'net_pnl', 'max_drawdown', 'closed_trades'])];
  const columns = [
    { title: '', align: 'right' as const },
    { title: kind === 'all' ? 'agent' : 'variant' },
    ...keys.map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = scoreboard
    .slice(0, ROWS)
    .map(({ rank, name, variant, metrics }) => [
      String(rank),
      variant ?? name,
      ...keys.map((key) => metricText(key, metrics[key])),
    ]);
  const more = scoreboard.length - ROWS;
  return `${tableText(columns, rows, style)}${more > 0 ? `… ${withSeparators(String(more))} more, all in scoreboard.json\n` : ''}`;
}

function plural(count: number, word: string): string {
  return `${withSeparators(String(count))} ${word}${count === 1 ? '' : 's'}`;
}
