import { relative } from 'node:path';
import type { RunOutcome } from '../app/runs/index.ts';
import { metricText, NOT_AVAILABLE, withSeparators } from './number-text.ts';
import type { Style } from './style.ts';
import { factsText } from './table.ts';

/** The figures a trader looks at first, in this order. */
const SHOWN: readonly (readonly [key: string, label: string])[] = [
  ['total_return', 'total return'],
  ['annual_return', 'annual return'],
  ['volatility', 'volatility'],
  ['sharpe', 'Sharpe ratio'],
  ['max_drawdown', 'max drawdown'],
  ['exposure', 'exposure'],
  ['closed_trades', 'closed trades'],
  ['win_rate', 'win rate'],
  ['profit_factor', 'profit factor'],
  ['net_pnl', 'net P&L'],
  ['total_costs', 'costs'],
  ['break_even_cost_bps', 'break-even cost'],
];

/** The result table, what stands against it, the verdict line and where the report lies. */
export function runText(outcome: RunOutcome, cwd: string, style: Style): string {
  const parts = [`${style.bold(outcome.name)}  ${windowText(outcome)}\n`];
  if (outcome.stamps.length > 0) parts.push(`${style.yellow(outcome.stamps.join(' · '))}\n`);
  parts.push('\n', factsText([...figures(outcome), ...checks(outcome)], style), '\n');
  parts.push(warningsText(outcome.warnings, style));
  parts.push(`${style.bold('verdict')}  ${verdictText(outcome, style)}\n`);
  if (outcome.certificate !== null) parts.push(certificateText(outcome.certificate, style));
  parts.push(`${style.bold('run')}      ${outcome.run_id}\n`);
  if (outcome.report !== null) parts.push(`${style.bold('report')}   ${shortPath(outcome.report, cwd)}\n`);
  if (outcome.next_command !== null) parts.push(`${style.bold('next')}     ${outcome.next_command}\n`);
  return parts.join('');
}

/** Warnings of a kind that are told in full; a panel of symbols brings one per symbol. */
const TOLD_OF_A_KIND = 5;

function warningsText(warnings: RunOutcome['warnings'], style: Style): string {
  const seen = new Map<string, number>();
  const lines: string[] = [];
  for (const { code, message } of warnings) {
    const count = (seen.get(code) ?? 0) + 1;
    seen.set(code, count);
    if (count <= TOLD_OF_A_KIND) lines.push(`${style.yellow('warning')} ${code} ${message}\n`);
  }
  for (const [code, count] of seen) {
    if (count > TOLD_OF_A_KIND)
      lines.push(`${style.yellow('warning')} ${code} … ${count - TOLD_OF_A_KIND} more, all in summary.json\n`);
  }
  return lines.join('');
}

function windowText({ symbols, window, basis }: RunOutcome): string {
  const names = symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ');
  if (window === null) return names;
  const from = basis === null ? '' : `, evaluated ${basis.from} … ${basis.to}, ${withSeparators(String(basis.bars))} bars`;
  return `${names}  ${window.start} … ${window.end} ${window.timeframe}${from}`;
}

function figures({ metrics, not_available, currency }: RunOutcome): readonly (readonly [string, string])[] {
  return SHOWN.map(([key, label]) => {
    const value = metrics[key];
    if (value === null || value === undefined) {
      const reason = not_available[key];
      return [label, reason === undefined ? NOT_AVAILABLE : `${NOT_AVAILABLE} (${reason})`];
    }
    const text = metricText(key, value);
    if (key === 'break_even_cost_bps') return [label, `${text} bps`];
    return [label, typeof value === 'string' && currency !== null ? `${text} ${currency}` : text];
  });
}

/** How much of the result rests on costs, luck and the order of prices inside bars; only what is known. */
function checks({ robustness, intrabar, currency, ...outcome }: RunOutcome): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [...tried(outcome)];
  const money = (text: string): string => `${withSeparators(text)} ${currency ?? ''}`.trimEnd();
  const twice = robustness?.cost_ladder.rungs.find(({ multiple }) => multiple === 2)?.net_pnl;
  if (typeof twice === 'string') rows.push(['at double costs', money(twice)]);
  const random = robustness?.random_entries;
  if (random !== null && random !== undefined) {
    const { percentile, p_value } = random.total_return;
    rows.push([
      'random entries',
      `above ${(percentile * 100).toFixed(0)} % of ${random.runs} runs with entries at random times, p ${p_value.toFixed(2)}`,
    ]);
  }
  const net = intrabar?.net_pnl;
  if (intrabar !== null && intrabar.count > 0 && typeof net?.worst === 'string' && typeof net.best === 'string') {
    const trades = intrabar.count === 1 ? '1 trade' : `${intrabar.count} trades`;
    rows.push(['ambiguous bars', `${trades}, net P&L from ${money(net.worst)} to ${money(net.best)}`]);
  }
  const reduced = robustness?.budget?.reduced ?? [];
  if (reduced.length > 0) rows.push(['large run', `fewer draws: ${reduced.join(', ').replaceAll('_', ' ')}`]);
  return rows;
}

/** The Sharpe ratio after everything that was tried on the data, and how many have seen the test window. */
function tried({
  metrics,
  not_available,
  trials,
}: Pick<RunOutcome, 'metrics' | 'not_available' | 'trials'>): readonly (readonly [string, string])[] {
  if (trials === null) return [];
  const { dsr, looks } = metrics;
  const worth = trials.n_effective === null ? '' : trials.n_effective.toFixed(1).replace(/\.0$/, '');
  const related = worth === '' || worth === String(trials.n) ? '' : ` (${worth} effective)`;
  const count = `${withSeparators(String(trials.n))} ${trials.n === 1 ? 'trial' : 'trials'}${related}`;
  const value =
    typeof dsr === 'number' ? `${metricText('dsr', dsr)} after ${count}` : `${NOT_AVAILABLE} (${not_available['dsr']})`;
  const rows: (readonly [string, string])[] = [['deflated Sharpe', value]];
  if (typeof looks === 'number')
    rows.push(['test window', `seen by ${looks === 1 ? '1 configuration' : `${looks} configurations`}`]);
  return rows;
}

function verdictText({ verdict, verdict_line, status }: RunOutcome, style: Style): string {
  const line = verdict_line ?? NOT_AVAILABLE;
  if (status === 'halted') return style.red(`${line} (halted)`);
  if (verdict === 'invalid') return style.red(line);
  return verdict === 'valid' ? style.green(line) : style.yellow(line);
}

/** One line when nothing looks ahead; each leak with its facts and the way to mend it otherwise. */
function certificateText({ line, verdict, findings }: NonNullable<RunOutcome['certificate']>, style: Style): string {
  const shown = findings.map(({ code, fact, fix, blocking }) => {
    const name = blocking ? style.red(code) : style.yellow(code);
    return `${name} ${fact}\n  hint: ${fix}\n`;
  });
  return `${style.bold('checked')}  ${verdict === 'PASS' ? line : style.red(line)}\n${shown.join('')}`;
}

/** Relative where that is shorter and stays below the current folder. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
