import { DAY_MS, isoDate } from '../../base/index.ts';
import { calendarOf } from '../../market/index.ts';
import { sweeps } from '../../research/index.ts';
import type { BatchPlan } from './plan-batch.ts';
import { ranked } from './rank.ts';
import type { ChildRow } from './row-store.ts';
import type { SurveyedBatch } from './survey.ts';

/** A rung of successive halving that ends before the window does. */
export interface LowerRung {
  /** From 0. */
  readonly rung: number;
  /** Last day of its window. */
  readonly day: string;
}

/** The rungs of a sweep below the whole window: each the first part of the days that count. Empty for other sweeps. */
export function lowerRungs({ sweep, size }: BatchPlan, { rounds, children }: SurveyedBatch): readonly LowerRung[] {
  const dataset = rounds[0]?.[0]?.world.loaded.dataset;
  if (sweep?.method !== 'successive_halving' || dataset === undefined) return [];
  const { factor, first_fraction: firstFraction } = sweep.halving;
  const from = children.flatMap(({ patches }) => patches).find(({ path }) => path.endsWith('.evaluate_from'))?.value;
  const first = Math.max(
    0,
    dataset.time.findIndex((time) => isoDate(time) >= String(from ?? '')),
  );
  const bars = dataset.time.length - first;
  const calendar = calendarOf(dataset.symbols[0]!.calendar);
  return sweeps
    .halvingRungs({ variants: size, factor, firstFraction })
    .slice(0, -1)
    .map(({ rung, fraction }) => {
      const last = first + Math.max(1, Math.ceil(fraction * bars)) - 1;
      return { rung, day: isoDate(calendar.dateOf(dataset.time[last]!) * DAY_MS) };
    });
}

/** Indexes of the children that go on from a rung: the best of those that ran on it, equal ones by index. */
export function survivors(rows: readonly ChildRow[], objective: string, factor: number): ReadonlySet<number> {
  const best = ranked(rows, objective);
  return new Set(best.slice(0, sweeps.survivorsOf(rows.length, factor)).map((place) => rows[place]!.index));
}
