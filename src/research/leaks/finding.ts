/** The checks of the leak suite that every run makes, in the order of the certificate (RESEARCH 14). */
export const RUN_CHECKS = [
  'availability',
  'future_shift',
  'determinism',
  'prefix_invariance',
  'future_poison',
  'warmup',
] as const;
/** All checks: training is looked at as well. */
export const LEAK_CHECKS = [...RUN_CHECKS, 'purge_proof', 'fold_isolation', 'permuted_labels'] as const;
export type LeakCheck = (typeof LEAK_CHECKS)[number];

interface LeakKind {
  readonly code: string;
  /** What is wrong, for lists. */
  readonly summary: string;
  /** One sentence that says how to mend it. */
  readonly fix: string;
  /** False: worth knowing, and no leak. */
  readonly blocks: boolean;
}

/** Every kind of leak. Codes never change. */
export const LEAKS = {
  barsOutOfOrder: {
    code: 'BARS_OUT_OF_ORDER',
    summary: 'bars whose times do not rise',
    fix: 'sort the rows by time and keep one row a time before they are joined',
    blocks: true,
  },
  openStamped: {
    code: 'OPEN_STAMPED_BARS',
    summary: 'bars stamped with their open: each is known one bar too early',
    fix: 'set data.csv.timestamp to open, so that each bar is stamped with its close',
    blocks: true,
  },
  availableBeforeClose: {
    code: 'AVAILABLE_AT_BEFORE_CLOSE',
    summary: 'bars that say they were known before they closed',
    fix: 'correct the available_at column: a bar is known at its close or later',
    blocks: true,
  },
  readBeforeAvailable: {
    code: 'READ_BEFORE_AVAILABLE',
    summary: 'bars that are decided on before they were known',
    fix: 'use bars that are known before the next open, or a slower data.timeframe',
    blocks: true,
  },
  adjustment: {
    code: 'ADJUSTMENT_RESTATES_PAST',
    summary: 'adjusted prices that change when later dividends and splits are unknown',
    fix: 'adjust forward from the first bar, with actions up to each bar only',
    blocks: true,
  },
  resample: {
    code: 'RESAMPLE_READS_FUTURE',
    summary: 'slower bars that are seen before all their parts have closed',
    fix: 'stamp slower bars with the close of their last part',
    blocks: true,
  },
  join: {
    code: 'JOIN_READS_FUTURE',
    summary: 'a value of other bars that is joined before it was known',
    fix: 'join the newest row with available_at at or before the close of the bar',
    blocks: true,
  },
  feature: {
    code: 'FEATURE_READS_FUTURE',
    summary: 'a feature whose value changes when later data does',
    fix: 'read rows up to the current one only: nothing from `to` on, no mean or scale of the whole column',
    blocks: true,
  },
  decision: {
    code: 'DECISION_READS_FUTURE',
    summary: 'a decision that changes when later data does',
    fix: 'decide from rows up to the bar that is decided on, never from the bar that fills',
    blocks: true,
  },
  impureFeature: {
    code: 'IMPURE_FEATURE',
    summary: 'a feature that gives other values when it is computed again',
    fix: 'keep state in the feature state only: no module variables, clock or chance',
    blocks: true,
  },
  impureDecision: {
    code: 'IMPURE_DECISION',
    summary: 'decisions that differ when they are made again',
    fix: 'keep state inside the decider only: no module variables, clock or chance',
    blocks: true,
  },
  warmUpShort: {
    code: 'WARMUP_TOO_SHORT',
    summary: 'a feature that needs more bars than its warm-up and settle say',
    fix: 'raise warmup (or settle, for recursive features) to the bars it really reads',
    blocks: true,
  },
  unbounded: {
    code: 'UNBOUNDED_MEMORY',
    summary: 'a feature that depends on the first bar ever seen',
    fix: 'read its changes or ratios instead of its level',
    blocks: false,
  },
  purge: {
    code: 'LABEL_MEETS_TEST_WINDOW',
    summary: 'training labels that read bars of the test window',
    fix: 'purge the rows whose label interval meets the test window',
    blocks: true,
  },
  isolation: {
    code: 'FOLD_NOT_ISOLATED',
    summary: 'a preparation or model that changes with rows it must not see',
    fix: 'fit pipeline, weights and model on the training rows of the fold alone',
    blocks: true,
  },
  permuted: {
    code: 'PERMUTED_LABELS_PREDICTED',
    summary: 'labels in random order that are predicted all the same',
    fix: 'look for a column that holds the label, and for rows that are trained and tested on',
    blocks: true,
  },
  blind: {
    code: 'LEAK_SUITE_BLIND',
    summary: 'the suite did not catch the leak it plants into itself',
    fix: 'this is a bug of the program: please report it',
    blocks: true,
  },
} as const satisfies Readonly<Record<string, LeakKind>>;

export type LeakName = keyof typeof LEAKS;
export type LeakCode = (typeof LEAKS)[LeakName]['code'];

/** One leak, at the first place where it shows. */
export interface LeakFinding {
  readonly kind: LeakName;
  readonly check: LeakCheck;
  /** `feature edge`, `decisions`, `bars SPX 1h`. */
  readonly subject: string;
  /** Undefined where the subject is not of one symbol. */
  readonly symbol: string | undefined;
  /** Row of the common index; −1 where it is of no row. */
  readonly row: number;
  /** Close of that row, UnixMs; NaN where it is of no row. */
  readonly time: number;
  /** The value with the future at hand, as the run used it; NaN: missing. */
  readonly withFuture: number;
  /** The value when what comes later is unknown or changed; NaN: missing. */
  readonly withoutFuture: number;
  /** A sentence with the facts. */
  readonly fact: string;
  /** True: worth knowing, and no leak, whatever its kind. */
  readonly advisory?: boolean;
}

/** True when a finding makes the run invalid. */
export function blocks({ kind, advisory }: LeakFinding): boolean {
  return LEAKS[kind].blocks && advisory !== true;
}
