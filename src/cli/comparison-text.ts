import type { Comparison, MetricRow } from '../app/comparison/index.ts';
import { metricText, NOT_AVAILABLE } from './number-text.ts';
import type { Style } from './style.ts';
import { tableText } from './table.ts';

/** Metrics of the text, where runs have them; the rest is in the JSON and on the page. */
const SHOWN = new Set(
  (
    'sharpe dsr trials pbo total_return annual_return volatility sortino calmar max_drawdown net_pnl total_costs turnover exposure win_rate ' +
    'profit_factor closed_trades accuracy f1 log_loss brier rank_ic total_pnl decision_count execution_count rejected_count'
  ).split(' '),
);
/** Changed settings of the text. */
const SETTINGS = 20;
/** Values of settings longer than this are cut. */
const VALUE_WIDTH = 40;

/** Reasons first, then runs, metrics, differences and settings. */
export function comparisonText(comparison: Comparison, style: Style): string {
  const { runs, family } = comparison;
  const parts = [`${style.bold(`comparison of ${runs.length} runs of ${family}`)}\n`];
  parts.push(...comparison.reasons.map((reason) => `${style.red('not comparable')}: ${reason}\n`));
  parts.push(...comparison.warnings.map((warning) => `${style.yellow('warning')} ${warning}\n`));
  parts.push('\n', runsText(comparison, style), '\n', metricsText(comparison, style), '\n', differencesText(comparison, style));
  parts.push(selectionText(comparison), '\n', settingsText(comparison, style));
  return parts.join('');
}

function runsText({ runs }: Comparison, style: Style): string {
  const columns = ['', 'run_id', 'status', 'verdict', 'evaluated', 'trials', 'stamps'].map((title) => ({ title }));
  const rows = runs.map((run, index) => [
    run.label,
    index === 0 ? `${run.run_id} (baseline)` : run.run_id,
    run.status,
    run.verdict ?? NOT_AVAILABLE,
    run.evaluated === null ? NOT_AVAILABLE : `${run.evaluated.from} … ${run.evaluated.to}`,
    trialsText(run),
    run.stamps.join(', '),
  ]);
  const verdicts = runs.filter(({ verdict_line }) => verdict_line !== null);
  return `${tableText(columns, rows, style)}${verdicts.map(({ label, verdict_line }) => `${label}  ${verdict_line}\n`).join('')}`;
}

function trialsText({ trials, trials_now }: Comparison['runs'][number]): string {
  if (trials === null) return NOT_AVAILABLE;
  return trials_now === null || trials_now.n === trials.n ? String(trials.n) : `${trials.n}, now ${trials_now.n}`;
}

function metricsText({ runs, metrics }: Comparison, style: Style): string {
  const grown = runs.some(({ trials, trials_now: now }) => trials !== null && now !== null && now.n > trials.n);
  const columns = [{ title: 'metric' }, ...runs.map(({ label }) => ({ title: label, align: 'right' as const }))];
  const rows = metrics
    .filter(({ key }) => SHOWN.has(key))
    .flatMap((row) => [
      metricCells(row, runs, style),
      ...(row.key === 'dsr' && grown
        ? [['dsr, all trials now', ...runs.map(({ trials_now: now }) => metricText('dsr', now?.dsr))]]
        : []),
    ]);
  return `${tableText(columns, rows, style)}* best\n`;
}

function metricCells(row: MetricRow, runs: Comparison['runs'], style: Style): readonly string[] {
  return [
    row.key,
    ...row.values.map((value, index) => {
      const text = metricText(row.key, value);
      return row.best === runs[index]!.run_id ? style.green(`* ${text}`) : text;
    }),
  ];
}

/** Differences that were tested, each with its p-value. */
function differencesText({ runs, metrics, significance }: Comparison, style: Style): string {
  const tested = metrics.filter(({ p_values }) => p_values.some((value) => value !== null));
  if (tested.length === 0) return `${significance.method}\n`;
  const others = runs.slice(1);
  const columns = [
    { title: 'difference' },
    ...others.flatMap(({ label }) => [
      { title: `${label} − ${runs[0]!.label}`, align: 'right' as const },
      { title: 'p', align: 'right' as const },
    ]),
  ];
  const rows = tested.map((row) => [row.key, ...others.flatMap((_, index) => cells(row, index + 1))]);
  return `${tableText(columns, rows, style)}p: ${significance.method}\n`;
}

function cells({ key, differences, p_values }: MetricRow, index: number): readonly [string, string] {
  const difference = differences[index] ?? null;
  const p = p_values[index] ?? null;
  const sign = typeof difference === 'number' && difference > 0 ? '+' : '';
  return [`${sign}${metricText(key, difference)}`, p === null ? NOT_AVAILABLE : chanceText(p)];
}

/** A p-value: draws cannot show less than one in some thousand. */
function chanceText(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** What choosing the best of the runs does to it. */
function selectionText({ runs, selection }: Comparison): string {
  const lines: string[] = [];
  if (selection.spa_p !== null)
    lines.push(`best of ${runs.length - 1} against ${runs[0]!.label}: SPA p ${chanceText(selection.spa_p)}`);
  const pbo = selection.pbo === null ? `${NOT_AVAILABLE} (${selection.not_available['pbo']})` : selection.pbo.toFixed(2);
  lines.push(`choosing the best of ${runs.length}: PBO ${pbo}`);
  return lines.map((line) => `${line}\n`).join('');
}

function settingsText({ runs, config_deltas }: Comparison, style: Style): string {
  if (config_deltas.length === 0) return 'no setting differs\n';
  const columns = [{ title: 'setting' }, ...runs.map(({ label }) => ({ title: label }))];
  const rows = config_deltas.slice(0, SETTINGS).map(({ path, values }) => [path, ...values.map(valueText)]);
  const left = config_deltas.length - SETTINGS;
  const rest = left > 0 ? `… ${left} more settings differ: see --json or --html\n` : '';
  return `${tableText(columns, rows, style)}${rest}`;
}

function valueText(value: string | null): string {
  if (value === null) return '–';
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length > VALUE_WIDTH ? `${line.slice(0, VALUE_WIDTH - 1)}…` : line;
}
