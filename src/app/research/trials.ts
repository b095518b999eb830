import { sha256 } from '../../adapters/fs/index.ts';
import { DAY_MS, isoDate, type Json } from '../../base/index.ts';
import { statistics } from '../../metrics/index.ts';
import { ledger, type training } from '../../research/index.ts';
import { FileTrialLedger } from '../trials/index.ts';

/** What the trials of a run have in common. */
export interface TrialFacts {
  /** What decides in the project's research. */
  readonly deciding: ledger.DecidingParts;
  /** Hashes of the project's own modules that took part. */
  readonly modules: readonly string[];
  readonly runId: string;
  readonly symbols: readonly string[];
  readonly interval: string;
  readonly fingerprint: string;
}

/** `config_hash` of the project's research; `tried`: the parameters that a trial of tuning had in place of the chosen ones. */
export function researchConfigHash({ deciding, modules }: TrialFacts, tried: Json = null): string {
  const { features, model = null, ...rest } = deciding;
  return ledger.trialConfigHash(
    { ...rest, features: { own: features, modules: [...modules] }, model: { own: model, tried } },
    sha256,
  );
}

/**
 * Lines for the trials of one tuning. Those of the final fit searched the whole development segment and count; those inside an outer fold
 * never saw the block that the fold is scored on: they are kept, and do not count.
 */
function tuningTrials(
  facts: TrialFacts,
  task: string,
  trials: readonly training.Trial[],
  kind: 'tuning' | 'inner',
): readonly ledger.NewTrial[] {
  return trials.flatMap((trial) => {
    const { time, value } = trial.series;
    if (time.length === 0) return [];
    const days = daily(time, value);
    const sharpe = statistics.sharpe({ returns: days.returns });
    return [
      {
        kind,
        config_hash: researchConfigHash(facts, { task: kind === 'inner' ? task : 'final', params: { ...trial.params } }),
        window: windowOf(facts, time),
        author: { kind: 'person', model: null },
        run_id: facts.runId,
        parent: null,
        sharpe: 'value' in sharpe ? sharpe.value : null,
        n: days.returns.length,
        returns: trial.status === 'complete' ? days : undefined,
      },
    ];
  });
}

/** Adds the lines of all tunings of a run: before anything about them is shown. */
export async function countTunings(
  book: ledger.TrialLedger,
  facts: TrialFacts,
  units: readonly { readonly result: training.UnitResult }[],
): Promise<void> {
  for (const { result } of units) {
    for (const { trained } of result.folds) await appendOnce(book, tuningTrials(facts, trained.task, trained.trials, 'inner'));
    const { task, trials } = result.final.trained;
    await appendOnce(book, tuningTrials(facts, task, trials, 'tuning'));
  }
}

/** What a configuration earned out of sample. */
export interface Earned {
  readonly time: Float64Array;
  readonly returns: Float64Array;
  /** Undefined: it touched no configured test window. */
  readonly testWindow: { readonly from: string; readonly to: string } | undefined;
}

/** The run itself: what it earned out of sample, and that it looked at the test window. */
export function evaluationTrials(facts: TrialFacts, own: Earned): readonly ledger.NewTrial[] {
  return evaluatedTrials({ ...facts, configHash: researchConfigHash(facts) }, own);
}

/** Lines of an evaluation of a configuration. */
export function evaluatedTrials(
  facts: Omit<TrialFacts, 'deciding' | 'modules'> & { readonly configHash: string },
  own: Earned,
): readonly ledger.NewTrial[] {
  const days = daily(own.time, own.returns);
  const sharpe = statistics.sharpe({ returns: days.returns });
  const line = {
    config_hash: facts.configHash,
    author: { kind: 'person' as const, model: null },
    run_id: facts.runId,
    parent: null,
    sharpe: 'value' in sharpe ? sharpe.value : null,
    n: days.returns.length,
  };
  const evaluation = { ...line, kind: 'evaluation' as const, window: windowOf(facts, own.time), returns: days };
  if (own.testWindow === undefined) return [evaluation];
  return [evaluation, { ...line, kind: 'test_look', window: { ...evaluation.window, ...own.testWindow }, sharpe: null, n: null }];
}

/** The dates of the first and the last close. */
function windowOf(
  { symbols, interval, fingerprint }: Pick<TrialFacts, 'symbols' | 'interval' | 'fingerprint'>,
  time: Float64Array,
): ledger.TrialWindow {
  return { symbols: [...symbols], interval, from: isoDate(time[0]!), to: isoDate(time.at(-1)!), fingerprint };
}

/** Returns of one day compounded: one value per day. */
function daily(time: Float64Array, value: Float64Array): ledger.TrialSeries {
  const days: number[] = [];
  const returns: number[] = [];
  for (let i = 0; i < time.length; i += 1) {
    const day = Math.floor(time[i]! / DAY_MS);
    if (days.at(-1) === day) returns[returns.length - 1] = (1 + returns.at(-1)!) * (1 + value[i]!) - 1;
    else {
      days.push(day);
      returns.push(value[i]!);
    }
  }
  return { days: Float64Array.from(days), returns: Float64Array.from(returns) };
}

/**
 * Adds lines to the ledger, but those that an earlier process of the same run wrote already. @returns the last of the lines, old or new
 */
export async function appendOnce(book: ledger.TrialLedger, trials: readonly ledger.NewTrial[]): Promise<ledger.LedgerHead> {
  const lines = book instanceof FileTrialLedger ? book.lines : [];
  const written = (trial: ledger.NewTrial): ledger.TrialLine | undefined =>
    lines.findLast((line) => line.run_id === trial.run_id && line.kind === trial.kind && line.config_hash === trial.config_hash);
  const missing = trials.filter((trial) => written(trial) === undefined);
  if (missing.length > 0 || trials.length === 0) return await book.append(missing);
  return written(trials.at(-1)!)!;
}
