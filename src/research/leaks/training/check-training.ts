import { isoTime, Random } from '../../../base/index.ts';
import { LINEAR } from '../../../models/index.ts';
import type { EstimatorSettings } from '../../fitting/estimator.ts';
import type { LabelSpans } from '../../rows/contract.ts';
import { type Fold, walkForward } from '../../splits/index.ts';
import type { TrainingTable } from '../../training/table.ts';
import type { WeightSettings } from '../../weights/index.ts';
import type { LeakLedger } from '../certificate.ts';
import { type FitFold, foldLeak } from './fold-isolation.ts';
import { MOST_Z, mostMeanZ, type PermutedLabels, permutedLabels } from './permuted-labels.ts';

/** A trained unit as the leak suite looks at it. */
export interface TrainedUnit {
  readonly name: string;
  readonly table: TrainingTable;
  /** Walk-forward folds in their order, and the final split into development and test window. */
  readonly folds: readonly Fold[];
  readonly final: Fold;
  /** Settings of the last fold, parameters chosen, one seed. */
  readonly estimators: readonly EstimatorSettings[];
  readonly weights: WeightSettings;
  /** How its folds are trained; absent: as research trains them. */
  readonly fitFold?: FitFold;
}

export interface TrainingSuiteSettings {
  readonly seed: number;
  /** Permutations for the linear family, and for the family of the project. */
  readonly permutations: { readonly linear: number; readonly own: number };
}

/** Folds that are fitted again over garbage. */
const ISOLATED_FOLDS = 2;

/**
 * What the leak suite asks of training (RESEARCH 14): no kept label meets a test window; a fold is made of its training rows alone; labels
 * in random order are not predicted. Yields between fits.
 */
export function* checkTraining(
  ledger: LeakLedger,
  units: readonly TrainedUnit[],
  settings: TrainingSuiteSettings,
): Generator<void> {
  for (const unit of units) {
    checkPurge(ledger, unit, settings.seed);
    yield* checkIsolation(ledger, unit, settings.seed);
    yield* checkPermuted(ledger, unit, settings);
  }
}

function checkPurge(ledger: LeakLedger, { name, table, folds, final }: TrainedUnit, seed: number): void {
  for (const fold of [...folds, final]) {
    const subject = fold === final ? `${name} test window` : `${name} fold ${fold.index}`;
    ledger.checked('purge_proof', subject, fold.train.length);
    tellMeeting(ledger, subject, table, fold);
  }
  const spans = variableSpans(table, new Random(seed, `variable labels ${name}`));
  const subject = `${name} labels of random length`;
  const made = walkForward({ spans, folds: Math.max(2, folds.length), scheme: 'expanding', minTrainRows: 1 });
  for (const fold of made) {
    ledger.checked('purge_proof', subject, fold.train.length);
    tellMeeting(ledger, subject, spans, fold);
  }
}

/** Looks at every training interval by itself; the splitter has its own way. */
function tellMeeting(ledger: LeakLedger, subject: string, { time, end }: LabelSpans, { train, test }: Fold): void {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const row of test) {
    from = Math.min(from, time[row]!);
    to = Math.max(to, end[row]!);
  }
  const meets = train.find((row) => time[row]! <= to && end[row]! >= from);
  if (meets === undefined) return;
  ledger.found({
    kind: 'purge',
    check: 'purge_proof',
    subject,
    symbol: undefined,
    row: meets,
    time: time[meets]!,
    withFuture: Number.NaN,
    withoutFuture: Number.NaN,
    fact: `the label of ${isoTime(time[meets]!)} reads bars up to ${isoTime(end[meets]!)}, the test window begins ${isoTime(from)}`,
  });
}

/** The same rows with labels of 0 to 40 later dates. */
function variableSpans({ time }: LabelSpans, random: Random): LabelSpans {
  const dates = [...new Set(time)].sort((a, b) => a - b);
  const numberOf = new Map(dates.map((date, index) => [date, index]));
  const end = time.map((at) => dates[Math.min(dates.length - 1, numberOf.get(at)! + random.below(41))]!);
  return { time, end };
}

function* checkIsolation(
  ledger: LeakLedger,
  { name, table, folds, estimators, weights, fitFold }: TrainedUnit,
  seed: number,
): Generator<void> {
  for (const [index, fold] of folds.entries()) {
    if (index < folds.length - ISOLATED_FOLDS) continue;
    const subject = `${name} fold ${fold.index}`;
    const leak = foldLeak({ table, fold, estimator: estimators[index]!, weights, seed, fitFold });
    ledger.checked('fold_isolation', subject, table.rows - fold.train.length);
    yield;
    if (leak === undefined) continue;
    ledger.found({
      kind: 'isolation',
      check: 'fold_isolation',
      subject,
      symbol: undefined,
      row: fold.test[0]!,
      time: fold.tested.from,
      withFuture: Number.NaN,
      withoutFuture: Number.NaN,
      fact: `the ${leak} of ${subject} changes when rows that it must not see are overwritten`,
    });
  }
}

function* checkPermuted(ledger: LeakLedger, unit: TrainedUnit, settings: TrainingSuiteSettings): Generator<void> {
  const { table, folds, estimators, weights, name } = unit;
  const fold = folds.at(-1);
  const own = estimators.at(-1);
  if (fold === undefined || own === undefined) return;
  const kind = table.classes.length > 0 ? 'classifier' : 'regressor';
  const linear: EstimatorSettings = { ...own, family: LINEAR[kind], params: {} };
  const rounds = [
    { estimator: linear, permutations: settings.permutations.linear },
    ...(own.family === linear.family ? [] : [{ estimator: own, permutations: settings.permutations.own }]),
  ];
  for (const { estimator, permutations } of rounds) {
    const result = permutedLabels({ table, fold, estimator, weights, seed: settings.seed, permutations });
    const subject = `${name} ${estimator.family}`;
    ledger.checked('permuted_labels', subject, permutations * fold.test.length);
    yield;
    if (!result.passed) tellPermuted(ledger, subject, fold, result);
  }
}

function tellPermuted(ledger: LeakLedger, subject: string, fold: Fold, { mean, largest, z }: PermutedLabels): void {
  ledger.found({
    kind: 'permuted',
    check: 'permuted_labels',
    subject,
    symbol: undefined,
    row: fold.test[0]!,
    time: fold.tested.from,
    withFuture: largest,
    withoutFuture: MOST_Z,
    fact: `${subject} predicts labels in random order: mean z ${mean.toFixed(2)} (at most ${mostMeanZ(z.length).toFixed(2)}), largest ${largest.toFixed(2)} (at most ${MOST_Z}) of ${z.length}`,
  });
}
