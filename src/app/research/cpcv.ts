import { breathe } from '../../adapters/fs/index.ts';
import { quantileOfSorted } from '../../base/index.ts';
import { splits, training } from '../../research/index.ts';
import type { Learned, LearnedUnit } from './learn.ts';
import type { PreparedResearch } from './prepare.ts';

/** `cpcv` of folds.json: the distribution of Sharpe ratio and rank IC over recombined paths. */
export interface CpcvReport {
  readonly unit: string;
  readonly groups: number;
  readonly test: number;
  readonly fits: number;
  readonly embargo_bars: number;
  readonly paths: readonly {
    readonly path: number;
    readonly sharpe: number | null;
    readonly rank_ic: number | null;
    readonly periods: number;
  }[];
  readonly sharpe: Distribution;
  readonly rank_ic: Distribution;
}

interface Distribution {
  readonly median: number | null;
  readonly low: number | null;
  readonly share_below_zero: number | null;
}

/** Runs the cross-validation that the project asks for; nothing where it does not. */
export async function cpcvReports(prepared: PreparedResearch, learned: Learned): Promise<readonly CpcvReport[]> {
  const { cpcv } = prepared.research.evaluation;
  if (cpcv === undefined) return [];
  const reports: CpcvReport[] = [];
  for (const unit of learned.units) reports.push(await reportOf(prepared, learned, unit, cpcv));
  return reports;
}

async function reportOf(
  { research, loaded }: PreparedResearch,
  { horizon }: Learned,
  unit: LearnedUnit,
  { groups, test }: { readonly groups: number; readonly test: number },
): Promise<CpcvReport> {
  const { table, segments, setup, result, name } = unit;
  const bars = loaded.dataset.time;
  const first = segments.window.from;
  const embargoBars = splits.embargoOf({
    configured: research.evaluation.embargo_bars,
    horizon,
    developmentBars: bars.reduce((count, time) => count + (time < first ? 1 : 0), 0),
  });
  const folds = splits.combinatorialFolds({ spans: table, rows: segments.development, groups, test, embargoBars, bars });
  const { family, params } = result.final.trained;
  const steps = training.crossValidate(setup, { name: `${name}/cpcv`, folds, groups, test, family, params });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) {
      return {
        ...{ unit: name, groups, test, fits: folds.length, embargo_bars: embargoBars },
        paths: value.map(({ path, sharpe, rankIc, periods }) => ({
          ...{ path, periods },
          sharpe: sharpe ?? null,
          rank_ic: rankIc ?? null,
        })),
        sharpe: distribution(value.map(({ sharpe }) => sharpe)),
        rank_ic: distribution(value.map(({ rankIc }) => rankIc)),
      };
    }
    await breathe();
  }
}

/** Median, 5 % quantile (type 7) and the share below 0; null without a value. */
function distribution(values: readonly (number | undefined)[]): Distribution {
  const sorted = Float64Array.from(values.filter((value) => value !== undefined)).sort();
  if (sorted.length === 0) return { median: null, low: null, share_below_zero: null };
  return {
    median: quantileOfSorted(sorted, 0.5),
    low: quantileOfSorted(sorted, 0.05),
    share_below_zero: sorted.reduce((count, value) => count + (value < 0 ? 1 : 0), 0) / sorted.length,
  };
}
