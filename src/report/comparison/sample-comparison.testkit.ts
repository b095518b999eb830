import { Random } from '../../base/index.ts';
import type { Comparison, ComparisonReportData, MetricRow, RunIdentity } from './data.ts';

const START = Date.UTC(2015, 0, 2, 21);
const DAY = 86_400_000;
const LONG = 'a_strategy_with_a_rather_long_name';

/** A comparison of 2 to 8 runs with everything that a page can show: reasons, warnings, a failed run, missing figures. */
export function sampleComparison(count: number, change: Partial<Comparison> = {}): ComparisonReportData {
  const labels = [...'ABCDEFGH'].slice(0, count);
  const runs = labels.map(runOf);
  const others = <T>(first: T, make: (index: number) => T): T[] => labels.map((_, index) => (index === 0 ? first : make(index)));
  const row = (key: string, values: MetricRow['values'], tested = false): MetricRow => ({
    key,
    values,
    best: runs[1]!.run_id,
    differences: values.map((value, index) => (index === 0 || typeof value !== 'number' ? null : value - Number(values[0]))),
    p_values: others<number | null>(null, (index) => (tested ? index / 10 : null)),
    intervals: others<readonly [number, number] | null>(null, () => (tested ? [-0.4, 0.9] : null)),
  });
  const comparison: Comparison = {
    schema_version: 1,
    family: 'agent/backtest',
    baseline: runs[0]!.run_id,
    runs,
    metrics: [
      row(
        'sharpe',
        others<number | null>(0.4, (index) => index / 5),
        true,
      ),
      row(
        'dsr',
        others<number | null>(0.9, () => 0.3),
      ),
      row(
        'trials',
        others<number | null>(1, (index) => index + 1),
      ),
      row(
        'pbo',
        others<number | null>(null, () => null),
      ),
      row(
        'max_drawdown',
        others<number | null>(0.2, (index) => index / 20),
        true,
      ),
      row(
        'net_pnl',
        others('1234567.89', () => '-12.00'),
      ),
    ],
    config_deltas: [
      { path: 'agent.rule.entry', values: others<string | null>('rsi_14 < 30 and close > sma_200', () => null) },
      { path: 'features.rsi_14.params.period', values: others<string | null>('14', (index) => String(index + 2)) },
    ],
    comparable: false,
    reasons: [
      'costs: agent.execution.costs.bps is 5 in A and 9 in B',
      'window: evaluated late; `evaluate_from: 2015-02-02` mends it',
    ],
    warnings: ['code: 1.0.0 in A and 1.1.0 in B'],
    significance: {
      method: 'two-sided p-values of a paired stationary bootstrap',
      sessions: { from: '2015-01-05', to: '2016-12-31', n: 500 },
      ...{ draws: 2000, level: 0.95, mean_block: 8, seed: 1, not_available: null },
    },
    selection: { spa_p: 0.31, pbo: count < 8 ? null : 0.4, not_available: {} },
    ...change,
  };
  return {
    comparison,
    curves: labels.map((_, index) => (index === 2 ? undefined : curveOf(index))),
    costs: labels.map((_, index) => (index === 2 ? '' : 'fees 5 bps each side · slippage 5 bps')),
    timeframe: '1d',
    timezone: 'UTC',
  };
}

function runOf(label: string, index: number): RunIdentity {
  const isFailed = index === 2;
  return {
    label,
    run_id: `agent/backtest/20260102_09010${index}_000_${LONG}_0000`,
    name: LONG,
    variant: index === 3 ? `${LONG}__grid__buy_below-25__sell_above-70` : null,
    status: isFailed ? 'failed' : 'success',
    error: isFailed ? { code: 'RUN_UNREADABLE', message: 'summary.json is missing' } : null,
    verdict: isFailed ? null : (['valid', 'invalid', 'pending'] as const)[index % 3]!,
    verdict_line: isFailed ? null : 'Not distinguishable from luck: DSR 0.41 after 63 trials (23 effective)',
    stamps: index === 1 ? ['SYNTHETIC DATA', 'SAME-CLOSE FILLS'] : [],
    symbols: ['SPX', 'QQQ', 'TLT', 'GLD', 'EFA', 'EEM'],
    window: { start: '2015-01-01', end: '2016-12-31', timeframe: '1d' },
    evaluated: isFailed ? null : { from: '2015-01-02', to: '2016-12-31' },
    started_at: '2026-01-02T09:01:00.000Z',
    config_hash: `sha256:${'a'.repeat(64)}`,
    data_fingerprint: `sha256:${'b'.repeat(64)}`,
    code_version: '1.0.0',
    trials: isFailed ? null : { n: index + 1, n_effective: null },
    trials_now: isFailed ? null : { n: 9, n_effective: 4.2, dsr: 0.31 },
  };
}

/** Every second run begins half a year later. */
function curveOf(index: number): NonNullable<ComparisonReportData['curves'][number]> {
  const random = new Random(index + 1, 'sample');
  const from = index % 2 === 0 ? 0 : 130;
  let value = 100_000;
  const equity = Float64Array.from({ length: 500 - from }, () => (value *= 1 + random.normal() / 100));
  return { time: equity.map((_, day) => START + (from + day) * DAY), equity, capital: 100_000 };
}
