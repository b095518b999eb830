import { trialVariance } from './overfitting/effective-trials.ts';
import { andThen, known, missing, type Statistic } from './statistic.ts';
import {
  deflatedSharpe,
  minTrackRecordLength,
  probabilisticSharpe,
  type SharpeRecord,
  sharpeRecord,
} from './statistics/evidence.ts';

/** What the trial ledger says about the data of a run, the run itself included. */
export interface TrialFacts {
  /** Distinct configurations tried on it, at least 1. */
  readonly count: number;
  /** Number of independent trials that they are worth. */
  readonly effective: number;
  /** Sharpe ratios per period of the trials that have one. */
  readonly sharpes: readonly number[];
  /** Distinct configurations that have looked at the configured test window; undefined: none is configured. */
  readonly looks: number | undefined;
  /** What the batch of the run says; undefined: it is no child of one. */
  readonly selection?: TrialSelection | undefined;
}

/** What a batch says about each of its runs. */
export interface TrialSelection {
  /** Probability of backtest overfitting of choosing the best. */
  readonly pbo: Statistic;
  /** p-value of the test for superior predictive ability of the best. */
  readonly spaP: Statistic;
}

const NOT_COUNTED = 'trials are counted for runs only';

/** Probabilistic and deflated Sharpe ratio, the track record they need, and the counts they rest on. */
export interface TrialEvidence {
  readonly psr: Statistic;
  readonly dsr: Statistic;
  readonly mintrl_days: Statistic;
  readonly trials: Statistic;
  readonly looks: Statistic;
  /** `dsr` as if no trial were related to another; shown beside it. */
  readonly dsrAtCount: Statistic;
}

/** @param returns one per session, or per bar above a day @param trials undefined: nobody counted them */
export function trialEvidence(returns: Float64Array, trials: TrialFacts | undefined): TrialEvidence {
  const record = sharpeRecord({ returns });
  const made = (make: (record: Required<SharpeRecord>) => Statistic): Statistic => ('missing' in record ? record : make(record));
  return {
    psr: made((own) => probabilisticSharpe(own)),
    dsr: trials === undefined ? missing(NOT_COUNTED) : made((own) => deflated(own, trials)),
    dsrAtCount:
      trials === undefined ? missing(NOT_COUNTED) : made((own) => deflated(own, { ...trials, effective: trials.count })),
    mintrl_days: made(({ n: _, ...own }) => minTrackRecordLength(own)),
    trials: trials === undefined ? missing(NOT_COUNTED) : known(trials.count),
    looks:
      trials === undefined
        ? missing(NOT_COUNTED)
        : trials.looks === undefined
          ? missing('no test window is configured')
          : known(trials.looks),
  };
}

function deflated(record: Required<SharpeRecord>, { effective, sharpes }: TrialFacts): Statistic {
  return andThen(trialVariance({ sharpes, n: record.n }), (variance) =>
    deflatedSharpe({ ...record, trials: effective, trialVariance: variance }),
  );
}
