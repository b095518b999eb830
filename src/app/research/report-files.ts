import { z } from 'zod';
import { gates } from '../../research/index.ts';

/** Null and absent are the same to a page: there is no figure. */
const figure = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const words = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const instant = z.string().transform((text) => Date.parse(text));

const compared = z.object({ log_loss: figure, rank_ic: figure });
const scores = z.object({
  rows: z.number(),
  log_loss: figure,
  brier: figure,
  balanced_accuracy: figure,
  mcc: figure,
  rank_ic: figure,
  rank_ic_t: figure,
  happened: z.array(z.number()),
  said: z.array(z.number()),
  baselines: z.object({ constant: compared, linear: compared }).optional(),
});
const stretch = z.object({ from: instant, to: instant });
const param = z.union([z.number(), z.string(), z.boolean()]);

const fold = z.object({
  fold: z.number(),
  trained: stretch,
  tested: stretch,
  purge: z.object({
    ...{ before: z.number(), purged: z.number(), embargoed: z.number(), kept: z.number() },
    smallest_distance_ms: figure,
  }),
  rows: z.array(z.object({ symbol: z.string(), test: z.number() })),
  family: z.string(),
  params: z.record(z.string(), z.unknown()),
  trials: z.number(),
  not_tuned: words,
  calibration: z.object({ method: z.string(), reason: words, of: words }),
  scores: scores.nullable(),
});

const selection = z.object({
  unit: z.string(),
  configurations: z.number(),
  pruned: z.number(),
  pbo: figure,
  pbo_not_available: words,
  logits: z.array(z.number()),
  losing: figure,
  spa_p: figure,
  spa_not_available: words,
});

const distribution = z.object({ median: figure, low: figure, share_below_zero: figure });
const paths = z.object({
  ...{ unit: z.string(), groups: z.number(), test: z.number(), fits: z.number() },
  paths: z.array(z.object({ path: z.number(), sharpe: figure, rank_ic: figure, periods: z.number() })),
  ...{ sharpe: distribution, rank_ic: distribution },
});

/** `folds.json`. */
export const foldsSchema = z.object({
  units: z.array(z.object({ unit: z.string(), folds: z.array(fold), test_window: fold })),
  by_year: z.array(scores.extend({ group: z.number() })),
  evidence: z.object({
    trials: z.object({ raw: z.number(), effective: z.number() }),
    looks: figure,
    luck_sharpe_per_period: figure,
    dsr_at_raw: figure,
    extra_lag_ratio: figure,
    selections: z.array(selection),
  }),
  cpcv: z.array(paths).optional(),
});

/** `comparison.json`. */
export const comparisonSchema = z.object({
  rows: z.array(
    z.object({
      ...{ name: z.string(), total_return: figure, annual_return: figure, sharpe: figure, max_drawdown: figure },
      closed_trades: figure,
    }),
  ),
  folds: z.array(
    z.object({ fold: z.number(), metric: z.enum(['log_loss', 'rank_ic']), own: figure, constant: figure, linear: figure }),
  ),
  same_turnover: z
    .object({
      percentile: z.number(),
      pValue: z.number(),
      own: z.number(),
      draws: z.number(),
      spread: z.object({ p5: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p95: z.number() }),
    })
    .nullable(),
  same_turnover_not_available: words,
  cost_ladder: z.array(z.object({ multiple: z.number(), total_return: figure, sharpe: figure })),
  walk_forward_efficiency: figure,
  walk_forward_efficiency_not_available: words,
  regimes: z.array(z.object({ regime: z.string(), periods: z.number(), mean: figure, sharpe: figure })),
});

const bin = z.object({ low: z.number(), high: z.number(), rows: z.number(), said: figure, happened: figure });
const importance = z.object({ feature: z.string(), drop: z.number(), deviation: figure });
const series = z.array(z.number().nullable()).transform((values) => Float64Array.from(values, (value) => value ?? Number.NaN));

/** `feature_report.json`. */
export const featuresSchema = z.object({
  units: z.array(
    z.object({
      unit: z.string(),
      score: z.string(),
      features: z.array(
        z.object({
          ...{ feature: z.string(), present: z.number(), rank_ic: figure },
          ...{ constant_in_folds: z.number(), unselected_in_folds: z.number() },
        }),
      ),
      permutation: z.array(importance),
      drop_column: z.array(importance),
      best_share: figure,
    }),
  ),
  signal: z.object({
    ...{ ic_decay: series, quantile_returns: series, quantile_spread: figure, quantile_spread_t: figure },
    ...{ quantile_turnover: figure, score_autocorrelation: figure },
  }),
  reliability: z.object({ raw: z.array(bin), calibrated: z.array(bin) }),
  brier: z.object({ raw: figure, calibrated: figure }),
});

const counts = {
  bars_read: z.number(),
  before_first_warm_bar: z.number(),
  missing_feature: z.number(),
  label_incomplete: z.number(),
  no_label: z.number(),
  used: z.number(),
};

/** `rows.json`. */
export const rowsSchema = z.object({
  symbols: z.array(
    z.object({
      ...{ symbol: z.string(), ...counts },
      missing: z.array(z.object({ feature: z.string(), reason: z.string(), rows: z.number() })),
    }),
  ),
  total: z.object(counts),
});

/** A line of `trials.jsonl`. */
export const trialSchema = z.object({
  task: z.string(),
  kind: z.enum(['tuning', 'inner']),
  index: z.number(),
  params: z.record(z.string(), param),
  status: z.enum(['complete', 'pruned']),
  objective: figure,
});

export const evidenceSchema = gates.runEvidenceSchema;

/** As much of `certificate.json` as a page reads. */
export const certificateSchema = z.looseObject({
  decisions: z.looseObject({ proved: z.number(), of: z.number() }),
  checks: z.array(z.looseObject({ name: z.string(), verdict: z.string(), checked: z.number() })),
  findings: z.array(z.looseObject({ code: z.string(), fact: z.string(), fix: z.string(), blocking: z.boolean() })),
});

const counted = z.number();
const listed = z.array(z.unknown());
const quality = z.looseObject({
  ...{ bars: counted, expected: counted, missing: counted, duplicates: counted, disorder: counted, badRowCount: counted },
  ...{ outsideSession: counted, jumpCount: counted, openEqualsClose: counted, zeroVolume: counted },
  ...{ gaps: listed, duplicateLines: listed, disorderLines: listed, badRows: listed, jumps: listed },
});

/** As much of `data.json` as a page needs to have. */
export const dataSchema = z.looseObject({
  sources: z.array(z.looseObject({ symbol: z.string(), quality: quality.nullable() })),
});

export type FoldsFile = z.output<typeof foldsSchema>;
export type ComparisonFile = z.output<typeof comparisonSchema>;
export type FeaturesFile = z.output<typeof featuresSchema>;
export type RowsFile = z.output<typeof rowsSchema>;
export type TrialLine = z.output<typeof trialSchema>;
export type EvidenceFile = z.output<typeof evidenceSchema>;
