import { durationMs, type Warning } from '../../base/index.ts';
import { partsOf } from '../../models/index.ts';
import type { training } from '../../research/index.ts';
import type { LearnedUnit } from './learn.ts';
import type { PreparedResearch } from './prepare.ts';
import type { TuningBudget } from './tuning-time.ts';
import { tunedSpaces } from './units.ts';
import type { TrainingWarningCode } from './warning-codes.ts';

type TunedUnits = readonly { readonly folds: readonly unknown[] }[];

/**
 * Searches of parameters in a run: one for the final fit of each unit and, nested, one for each of its folds; `auto` searches for each family
 * that has something to tune. 0 where nothing is tuned.
 */
export function tuningsOf({ research, families }: Pick<PreparedResearch, 'research' | 'families'>, units: TunedUnits): number {
  const { family, kind, tuning } = research.model;
  if (!tuning.enabled) return 0;
  const spaceOf = tunedSpaces(research.model, families);
  const tuned = (family === 'auto' ? partsOf(family, kind) : [family]).filter((one) => spaceOf(one).size > 0);
  return tuned.length * units.reduce((sum, { folds }) => sum + (tuning.nested ? folds.length : 0) + 1, 0);
}

/** The limit of `research.model.tuning.time_limit` in equal shares; undefined without one. */
export function tuningBudget(
  prepared: Pick<PreparedResearch, 'research' | 'families'>,
  units: TunedUnits,
  stored?: ReadonlyMap<string, number>,
): TuningBudget | undefined {
  const { time_limit: limit } = prepared.research.model.tuning;
  const tunings = tuningsOf(prepared, units);
  if (limit === undefined || tunings === 0) return undefined;
  return { shareMs: durationMs(limit) / tunings, ...(stored === undefined ? {} : { trials: stored }) };
}

/** What a run says whose time was over before all trials were run; undefined where none is missing. */
export function cutShort(units: readonly Pick<LearnedUnit, 'result'>[], limit: string | undefined): Warning | undefined {
  const tunings = units.flatMap(({ result }) => [...result.folds, result.final].flatMap(({ trained }) => trained.tunings));
  const short = tunings.filter(({ trials, planned }) => trials < planned);
  if (short.length === 0) return undefined;
  const [run, planned] = (['trials', 'planned'] as const).map((key) => tunings.reduce((sum, tuning) => sum + tuning[key], 0));
  return {
    code: 'TUNING_CUT_SHORT' satisfies TrainingWarningCode,
    message:
      `the time limit of ${limit} ended ${short.length} of ${tunings.length} tunings early: ${run} of ${planned} trials were run, ` +
      'and another run may get to another number',
  };
}

/** Trials of each tuning as `folds.json` of a stored run says; undefined when the file is gone or of another form. */
export function storedTrials(text: string | undefined): ReadonlyMap<string, number> | undefined {
  if (text === undefined) return undefined;
  const file = storedFolds(text);
  const found = new Map<string, number>();
  for (const { unit, folds = [], test_window } of file.units ?? []) {
    for (const one of [...folds, ...(test_window === undefined ? [] : [test_window])]) {
      const task = one === test_window ? `${unit}/final` : `${unit}/fold ${one.fold}`;
      for (const { family, trials } of one.tunings ?? []) found.set(`${task}/${family}`, trials);
    }
  }
  return found;
}

/** A file that is no JSON says nothing: comparing its bytes tells what is wrong with it. */
function storedFolds(text: string): StoredFolds {
  try {
    return JSON.parse(text) as StoredFolds;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

interface StoredFolds {
  readonly units?: readonly {
    readonly unit: string;
    readonly folds?: readonly StoredFold[];
    readonly test_window?: StoredFold;
  }[];
}

interface StoredFold {
  readonly fold: number;
  readonly tunings?: readonly training.Tuning[];
}
