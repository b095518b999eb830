import { type MetricValue, type Statistic, type TrialSelection, trialEvidence } from '../../metrics/index.ts';
import type { sweeps } from '../../research/index.ts';
import { trialFacts } from '../backtest/run-trials.ts';
import type { BatchTrials } from './batch-trials.ts';
import { type ChildRow, mainTrial } from './row-store.ts';

/** The metrics of a child, with those that only the whole batch and the trial ledger know. */
export function withTrials(
  row: ChildRow,
  trials: BatchTrials,
  judgement: sweeps.SweepJudgement,
): Readonly<Record<string, MetricValue>> {
  const own = trials.linesOf(mainTrial(row)?.run_id ?? '').find(({ kind }) => kind !== 'test_look');
  const returns = own === undefined ? undefined : trials.seriesOf(own)?.returns;
  if (own === undefined || returns === undefined || row.status === 'failed') return row.metrics;
  const { dsr } = trialEvidence(returns, trialFacts(trials.count(own.window), undefined));
  const { pbo, spaP } = selectionOf(judgement);
  return { ...row.metrics, dsr: value(dsr), pbo: value(pbo), spa_p: value(spaP), trials: trials.count(own.window).raw };
}

/** What the whole batch says about each of its runs. */
export function selectionOf({ pbo, spa }: sweeps.SweepJudgement): TrialSelection {
  return {
    pbo: 'missing' in pbo ? pbo : { value: pbo.probability },
    spaP: 'missing' in spa ? spa : { value: spa.pValue },
  };
}

function value(statistic: Statistic): number | null {
  return 'value' in statistic ? statistic.value : null;
}
