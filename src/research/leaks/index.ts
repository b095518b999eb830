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
export { LEAK_CHECKS, LEAKS, type LeakCheck, type LeakCode, type LeakFinding, type LeakName } from './finding.ts';
export { MaskedWorld, POISONS, type Poison } from './masked-world.ts';
export { type DataMaker, eventsOf, rebuildData } from './rebuild.ts';
export { planSample, type SamplePlan, type SampleWindow, WORK_SHARE } from './sample.ts';
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
