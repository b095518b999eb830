import { z } from 'zod';
import { logitBins, type Missing, type Statistic } from '../../metrics/index.ts';
import type { Neighbourhood, SweepJudgement } from './judgement.ts';

const number = () => z.number().nullable();
const count = () => z.int().min(0);

const neighbourhoodSchema = z.strictObject({
  variant: z.string(),
  /** From 1. */
  index: z.int().min(1),
  /** The variant and its neighbours. */
  members: count(),
  median: z.number(),
  /** Median / own objective. */
  stability: number(),
});

const cellSchema = z.strictObject({
  count: count(),
  median: z.number(),
  best: z.number(),
  winner: z.boolean(),
  centre: z.boolean(),
});

/**
 * `overfitting` of `batch.json`: what the best of the batch is worth. What is null says why in `not_available`; Sharpe ratios are per period.
 */
export const sweepOverfittingSchema = z.strictObject({
  /** Configurations tried on the window, and the number of independent ones that they are worth. */
  trials: z.number().min(0),
  n_effective: z.number().min(0),
  /** Variants whose returns were compared with each other, and those that were stopped early. */
  compared: count(),
  pruned: count(),
  winner_sharpe: number(),
  winner_psr: number(),
  /** At the effective and at the full number of trials. */
  winner_dsr: number(),
  winner_dsr_at_n: number(),
  /** Expected best Sharpe ratio of as many effective trials without skill. */
  luck_sharpe: number(),
  pbo: number(),
  pbo_blocks: number(),
  /** Share of the splits whose choice lost in the other half, and the slope of its Sharpe ratio there on that in its own. */
  pbo_losing: number(),
  pbo_slope: number(),
  /** Splits by logit, see `logitBins`. */
  pbo_logits: z.strictObject({ limit: z.number(), counts: z.array(count()) }).nullable(),
  spa_p: number(),
  reality_check_p: number(),
  /** The best median objective over a variant and its neighbours; and the winner among its own. */
  plateau: neighbourhoodSchema.nullable(),
  winner_neighbourhood: neighbourhoodSchema.nullable(),
  /** Top candidates: Sharpe ratio on the test window / before. */
  walk_forward: z.array(z.strictObject({ variant: z.string(), efficiency: number() })),
  not_available: z.record(z.string(), z.string()),
  maps: z.array(
    z.strictObject({
      down: z.string(),
      across: z.string(),
      down_labels: z.array(z.string()),
      across_labels: z.array(z.string()),
      cells: z.array(z.array(cellSchema.nullable())),
    }),
  ),
});

export type SweepOverfitting = z.output<typeof sweepOverfittingSchema>;

/** A judgement as plain JSON. @param nameOf name of a variant by its place from 0 */
export function overfittingDocument(judgement: SweepJudgement, nameOf: (place: number) => string): SweepOverfitting {
  const { trials, compared, pruned, winner, pbo, spa, realityCheck, plateau, around, maps, walkForward } = judgement;
  const reasons = new Map<string, string>();
  const known = <T, U>(key: string, from: T | Missing, make: (value: T) => U): U | null => {
    if (!isMissing(from)) return make(from);
    reasons.set(key, from.missing);
    return null;
  };
  const figure = (key: string, statistic: Statistic): number | null => known(key, statistic, ({ value }) => value);
  const own = (key: string, pick: (winner: Exclude<SweepJudgement['winner'], Missing>) => Statistic): number | null =>
    figure(key, isMissing(winner) ? winner : pick(winner));
  const place = (key: string, from: Neighbourhood | Missing): SweepOverfitting['plateau'] =>
    known(key, from, (one) => ({
      variant: nameOf(one.place),
      index: one.place + 1,
      members: one.members.length,
      median: one.median,
      stability: figure(`${key}.stability`, one.stability),
    }));
  const document = {
    ...{ trials: trials.raw, n_effective: trials.effective, compared, pruned },
    winner_sharpe: own('winner_sharpe', ({ record }) => (isMissing(record) ? record : { value: record.sharpe })),
    winner_psr: own('winner_psr', ({ psr }) => psr),
    winner_dsr: own('winner_dsr', ({ dsr }) => dsr),
    winner_dsr_at_n: own('winner_dsr_at_n', ({ dsrAtRaw }) => dsrAtRaw),
    luck_sharpe: own('luck_sharpe', ({ luck }) => luck),
    pbo: known('pbo', pbo, ({ probability }) => probability),
    pbo_blocks: isMissing(pbo) ? null : pbo.blocks,
    pbo_losing: isMissing(pbo) ? null : pbo.losing,
    pbo_slope: isMissing(pbo) ? null : figure('pbo_slope', pbo.slope),
    pbo_logits: isMissing(pbo) ? null : logitsOf(pbo.logits),
    spa_p: known('spa_p', spa, ({ pValue }) => pValue),
    reality_check_p: known('reality_check_p', realityCheck, ({ pValue }) => pValue),
    plateau: place('plateau', plateau),
    winner_neighbourhood: place('winner_neighbourhood', around),
    walk_forward: walkForward.map(({ place: at, efficiency }) => ({
      variant: nameOf(at),
      efficiency: figure(`walk_forward.${nameOf(at)}`, efficiency),
    })),
  };
  return {
    ...document,
    not_available: Object.fromEntries(reasons),
    maps: maps.map(({ down, across, downLabels, acrossLabels, cells }) => ({
      ...{ down, across, down_labels: [...downLabels], across_labels: [...acrossLabels] },
      cells: cells.map((row) => [...row]),
    })),
  };
}

function isMissing(value: unknown): value is Missing {
  return typeof value === 'object' && value !== null && 'missing' in value;
}

function logitsOf(logits: Float64Array): NonNullable<SweepOverfitting['pbo_logits']> {
  const { limit, counts } = logitBins(logits);
  return { limit, counts: [...counts] };
}
