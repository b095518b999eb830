export {
  type Certificate,
  type CertificateCheck,
  type CertificateFinding,
  certificateLine,
  LeakLedger,
  leakLine,
} from './certificate.ts';
export { futureShiftControl } from './control.ts';
export { checkBars } from './data-checks.ts';
export { LEAK_CHECKS, LEAKS, type LeakCheck, type LeakCode, type LeakFinding, type LeakName, RUN_CHECKS } from './finding.ts';
export { MaskedWorld, POISONS, type Poison } from './masked-world.ts';
export { type DataMaker, eventsOf, rebuildData } from './rebuild.ts';
export { planSample, type SamplePlan, type SampleWindow, WORK_SHARE } from './sample.ts';
export {
  checkTraining,
  type TrainedUnit,
  type TrainingSuiteSettings,
} from './training/check-training.ts';
export { foldLeak } from './training/fold-isolation.ts';
export { type PermutedLabels, permutedLabels } from './training/permuted-labels.ts';
export { agreesLate, type ShortWarmUp, WarmUpCheck } from './warm-up.ts';
export {
  ColumnComparison,
  firstDifference,
  inputsOf,
  type Mismatch,
  nodeKey,
  readsOfPlan,
  rootsOf,
  type Subject,
  type Watch,
  watchPlan,
} from './watch.ts';
export { barsOf, countUpTo, cutWorld, type Lane, visibleAt, type World } from './world.ts';
