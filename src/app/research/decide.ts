import type { FeatureRun } from '../../features/index.ts';
import type { leaks } from '../../research/index.ts';
import type { BoundDecider } from '../certificate/index.ts';
import type { Learned } from './learn.ts';
import type { RunModel } from './models.ts';
import { TargetDecider } from './portfolio.ts';
import type { PreparedResearch } from './prepare.ts';
import { costBps } from './table.ts';
import { ResearchTargets, type TargetModel, type TargetRules } from './targets.ts';

/** How a project's signals become targets. */
export function targetRules({ research, sides }: PreparedResearch, { horizon }: Pick<Learned, 'horizon'>): TargetRules {
  const { labels, backtest } = research;
  return {
    label: labels.type === 'rank_return' ? 'rank' : labels.type === 'meta' ? 'meta' : 'plain',
    hold: backtest.hold,
    horizon,
    allowShort: backtest.allow_short,
    roundTripCost: (2 * costBps(research)) / 10_000,
    sides: sides?.rows,
  };
}

/** Each symbol is spoken for by its own model, or by the pooled one. */
export function targetModels(
  { loaded }: PreparedResearch,
  models: readonly Pick<RunModel, 'symbol' | 'artifact'>[],
): readonly TargetModel[] {
  const slotsOf = new Map<Pick<RunModel, 'symbol' | 'artifact'>, number[]>();
  for (const [slot, { instrument }] of loaded.dataset.symbols.entries()) {
    const own = models.find(({ symbol }) => symbol === instrument.symbol) ?? models.find(({ symbol }) => symbol === null);
    if (own !== undefined) slotsOf.set(own, [...(slotsOf.get(own) ?? []), slot]);
  }
  return [...slotsOf].map(([{ artifact }, slots]) => ({ artifact, slots }));
}

/** Targets over the columns of a run, or over columns that grow. */
export function targetsOver(
  run: Pick<FeatureRun, 'column'>,
  dataset: leaks.World['dataset'],
  models: readonly TargetModel[],
  rules: TargetRules,
): ResearchTargets {
  return new ResearchTargets({ dataset, models, rules, columns: (slot, name) => run.column(slot, name) });
}

/** First row at which every symbol's model may speak. */
export function firstSpokenRow({ loaded }: PreparedResearch, models: readonly TargetModel[]): number {
  const from = Math.max(...models.map(({ artifact }) => artifact.members[0]!.validFrom));
  const { time } = loaded.dataset;
  let row = loaded.firstRow;
  while (row < time.length && time[row]! < from) row += 1;
  return row;
}

/** A decider over growing columns that says what the models of a run say: what the certificate of the run replays. */
export function researchDecider(models: readonly TargetModel[], rules: TargetRules, share: number) {
  return (run: FeatureRun, world: leaks.World): BoundDecider => {
    const targets = targetsOver(run, world.dataset, models, rules);
    const weights = targets.weights.map((column) => column);
    let known = 0;
    return {
      decider: new TargetDecider(weights, share),
      advance(to) {
        run.advance(to);
        // The columns of a whole run know more rows than a stretch of it has.
        known = Math.min(to, world.dataset.time.length);
        targets.advance(known);
      },
      firstRow() {
        const from = Math.max(...models.map(({ artifact }) => artifact.members[0]!.validFrom));
        for (let row = 0; row < known; row += 1) if (world.dataset.time[row]! >= from) return row;
        return Number.POSITIVE_INFINITY;
      },
    };
  };
}
