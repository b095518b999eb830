import { Random } from '../../base/index.ts';
import { statistics } from '../../metrics/index.ts';
import { sweeps } from '../../research/index.ts';
import type { BatchReportData } from '../index.ts';

const BUY = [20, 25, 30, 35, 40];
const SELL = [60, 65, 70, 75];
const PERIOD = [7, 14, 21];

/** A sweep of 60 variants whose skill is a hill over three parameters, with a lonely peak of luck in a corner. */
export function sampleBatch(changes: Partial<BatchReportData> = {}): BatchReportData {
  const places = BUY.flatMap((buy) => SELL.flatMap((sell) => PERIOD.map((period) => ({ buy, sell, period }))));
  const names = places.map(
    ({ buy, sell, period }) => `rsi_reversion__rsi_grid__buy_below-${buy}__sell_above-${sell}__period-${period}`,
  );
  const common = new Random(7, 'market');
  const market = Float64Array.from({ length: 1000 }, () => 0.01 * common.normal());
  const series = places.map(({ buy, sell, period }, k) => {
    const random = new Random(k, 'variant');
    const hill = 0.0009 - 0.00003 * Math.abs(buy - 30) - 0.00002 * Math.abs(sell - 70) - 0.00002 * Math.abs(period - 14);
    const luck = k === 59 ? 0.0007 : 0;
    return market.map((move) => 0.5 * move + 0.007 * random.normal() + hill + luck);
  });
  const sharpes = Float64Array.from(series, (returns) => {
    const sharpe = statistics.sharpe({ returns });
    return 'value' in sharpe ? sharpe.value * Math.sqrt(252) : Number.NaN;
  });
  const order = sweeps.rankPlaces(sharpes, 'higher');
  const top = [...order.subarray(0, 5)];
  const at = (values: readonly number[], pick: (place: (typeof places)[number]) => number): Int32Array =>
    Int32Array.from(places, (place) => values.indexOf(pick(place)));
  const judgement = sweeps.judgeSweep({
    ...{
      kind: 'sweep',
      series,
      benchmark: market,
      objectives: sharpes,
      better: 'higher',
      isGrid: true,
      pruned: [],
      trials: undefined,
    },
    axes: [
      { path: 'rule.buy_below', values: BUY, at: at(BUY, ({ buy }) => buy) },
      { path: 'rule.sell_above', values: SELL, at: at(SELL, ({ sell }) => sell) },
      { path: 'features.rsi_14.params.period', values: PERIOD, at: at(PERIOD, ({ period }) => period) },
    ],
    winner: { place: order[0]!, returns: series[order[0]!]! },
    tested: top.map((place, rank) => ({ place, before: { value: sharpes[place]! }, on: { value: 0.9 - 0.3 * rank } })),
    seed: 42,
  });
  const overfitting = sweeps.overfittingDocument(judgement, (place) => names[place]!);
  return {
    head: {
      ...{
        name: 'rsi_grid',
        project: 'strategy_lab',
        kind: 'sweep of rsi_reversion',
        mode: 'backtest',
        symbols: ['SPX'],
        timeframe: '1d',
      },
      window: { start: '2000-01-03', end: '2020-04-17', evaluatedFrom: '2000-01-24' },
      ...{ verdict: 'pending', verdictLine: 'the best of 60 is not promoted by itself: see what deflates it', status: 'success' },
      ...{ stamps: [], warnings: [] },
      identity: {
        ...{
          configHash: `sha256:${'ab'.repeat(32)}`,
          costModel: '5 bps a side and 5 bps slippage',
          codeVersion: '0.1.0',
          seed: 42,
        },
        ...{
          dataFingerprint: `sha256:${'cd'.repeat(32)}`,
          startedAt: '2026-11-21T20:00:00Z',
          completedAt: '2026-11-21T20:00:09Z',
        },
        reproduce: 'quanttradeai runs verify agent/batches/20261121_strategy_lab_rsi_grid',
      },
    },
    runId: 'agent/batches/20261121_strategy_lab_rsi_grid_backtest_0f',
    kind: 'sweep',
    counts: { total: 62, success: 60, degraded: 0, failed: 2, halted: 0 },
    objective: 'sharpe',
    better: 'higher',
    returnsPerYear: 252,
    overfitting,
    candidates: top.map((place, rank) => ({
      ...{ rank: rank + 1, name: names[place]!, runId: `agent/backtest/run_${place}` },
      parameters: `buy_below ${places[place]!.buy} · sell_above ${places[place]!.sell} · period ${places[place]!.period}`,
      metrics: {
        ...{
          sharpe: sharpes[place]!,
          dsr: overfitting.winner_dsr! - 0.1 * rank,
          pbo: overfitting.pbo,
          net_pnl: `${12_345 - 1000 * rank}.50`,
        },
        ...{ total_return: 0.12 - 0.01 * rank, max_drawdown: 0.04 + 0.01 * rank, closed_trades: 41 + rank, win_rate: 0.55 },
      },
    })),
    failures: [
      {
        name: 'rsi_reversion__rsi_grid__buy_below-75__sell_above-70__period-7',
        code: 'RULE_THRESHOLDS',
        message: 'buy_below 75 is not below sell_above 70',
      },
      {
        name: 'rsi_reversion__rsi_grid__buy_below-75__sell_above-70__period-14',
        code: 'CHILD_TIME_LIMIT',
        message: 'took longer than 30m <script>',
      },
    ],
    ...changes,
  };
}
