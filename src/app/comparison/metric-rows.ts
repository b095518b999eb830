import { decimalUnits, unitsText } from '../../base/index.ts';
import { directionOf, METRIC_KEYS, type MetricValue, RESEARCH_KEYS } from '../../metrics/index.ts';
import type { MetricRow } from '../../report/index.ts';
import { SCOREBOARD_COLUMNS, type ScoredFamily } from '../runs/index.ts';
import type { ComparedRun } from './compared-run.ts';
import type { Tests } from './significance.ts';

/** What a Sharpe ratio must be read with stands beside it. */
const FIRST = ['sharpe', 'dsr', 'trials', 'pbo'];

/** Rows of every metric that a run has, those of the scoreboard first. Metrics that no run has are left out, but for what a Sharpe ratio is read with. */
export function metricRows(runs: readonly ComparedRun[], tests: Tests): readonly MetricRow[] {
  const keys = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const order = [
    ...FIRST,
    ...SCOREBOARD_COLUMNS[runs[0]!.entry.family as ScoredFamily],
    ...METRIC_KEYS,
    ...RESEARCH_KEYS,
    ...[...keys].sort(),
  ];
  const isShown = (key: string): boolean =>
    FIRST.includes(key)
      ? runs.some(({ metrics }) => 'sharpe' in metrics)
      : runs.some(({ metrics }) => (metrics[key] ?? null) !== null);
  return [...new Set(order)].filter((key) => keys.has(key) && isShown(key)).map((key) => rowOf(key, runs, tests));
}

function rowOf(key: string, runs: readonly ComparedRun[], tests: Tests): MetricRow {
  const values = runs.map(({ metrics }) => metrics[key] ?? null);
  const oneCurrency = new Set(runs.flatMap(({ currency }) => currency ?? [])).size < 2;
  const found = tests.get(key);
  const test = (index: number) => {
    const one = found?.[index];
    return one === undefined || 'missing' in one || values[index] === null || values[0] === null ? undefined : one;
  };
  const isMoney = values.some((value) => typeof value === 'string');
  // Deflated Sharpe ratios after different numbers of trials do not rank, nor do amounts of different currencies.
  const isAlike = isMoney ? oneCurrency : key !== 'dsr' || !otherTrials(runs);
  return {
    key,
    values,
    best: isAlike ? bestOf(key, values, runs) : null,
    differences: values.map((value, index) => (index === 0 || !isAlike ? null : difference(value, values[0]!))),
    p_values: values.map((_, index) => test(index)?.pValue ?? null),
    intervals: values.map((_, index) => {
      const one = test(index);
      return one === undefined ? null : [one.low, one.high];
    }),
  };
}

function otherTrials(runs: readonly ComparedRun[]): boolean {
  return new Set(runs.flatMap(({ metrics }) => metrics['trials'] ?? [])).size > 1;
}

function bestOf(key: string, values: readonly MetricValue[], runs: readonly ComparedRun[]): string | null {
  const direction = directionOf(key);
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value: Number(value), index }]));
  if (direction === 'neither' || known.length < 2) return null;
  const numbers = known.map(({ value }) => value);
  const best = direction === 'higher' ? Math.max(...numbers) : Math.min(...numbers);
  const having = known.filter(({ value }) => value === best);
  return having.length === 1 ? runs[having[0]!.index]!.entry.runId : null;
}

/** Exact for money texts. */
function difference(value: MetricValue, baseline: MetricValue): MetricValue {
  if (value === null || baseline === null) return null;
  if (typeof value === 'number' || typeof baseline === 'number') return Number(value) - Number(baseline);
  const decimals = Math.max(decimalsOf(value), decimalsOf(baseline));
  return unitsText(decimalUnits(value, decimals) - decimalUnits(baseline, decimals), decimals);
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}
