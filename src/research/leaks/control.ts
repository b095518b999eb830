import { z } from 'zod';
import { defineFeature, planFeatures, startFeatures } from '../../features/index.ts';
import type { LeakFinding } from './finding.ts';
import { MaskedWorld } from './masked-world.ts';
import { ColumnComparison, watchPlan } from './watch.ts';
import { barsOf, cutWorld, type World } from './world.ts';

/** Rows of the planted leak. */
const ROWS = 48;

/** Tomorrow's close. The suite must catch it, or it could not catch anything. */
const futureShift = defineFeature({
  type: 'future_shift',
  summary: 'the close of the next bar',
  unit: 'price',
  source: 'a leak planted to be caught',
  params: z.strictObject({}),
  inputs: () => [{ kind: 'bar', field: 'close' }],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([close], [out], _state, from, to) => {
    for (let i = from; i < to; i += 1) out![i] = close![i + 1] ?? Number.NaN;
  },
});

/** Plants a feature that reads the next bar into the run's own data; a finding when the comparison does not see it. */
export function futureShiftControl(world: World): LeakFinding | undefined {
  const rows = Math.min(ROWS, world.dataset.time.length);
  const cut = rows >> 1;
  if (cut < 1) return undefined;
  const part = cutWorld({ ...world, lanes: [] }, 0, rows);
  const { timeframe } = part.dataset;
  const features = [
    {
      name: 'future_shift',
      kind: 'module',
      feature: futureShift,
      params: {},
      origins: {},
      outputs: futureShift.outputs,
      input: undefined,
      symbol: undefined,
      timeframe: undefined,
      module: 'future_shift',
    },
  ];
  const { plan, subjects } = watchPlan(
    planFeatures(features, { names: ['future_shift'] }, { timeframe, periodsPerYear: () => 1 }),
  );
  const reference = startFeatures({ plan, dataset: part.dataset, bars: barsOf(part) });
  reference.advance(rows);
  const masked = new MaskedWorld(part, 'extreme');
  const replay = startFeatures({ plan, dataset: masked.world.dataset, bars: barsOf(masked.world) });
  masked.reveal(cut);
  replay.advance(cut);
  const comparison = new ColumnComparison(subjects, part.dataset.symbols.length, { reference, replay });
  comparison.compare(0, cut);
  if (comparison.mismatches().some(({ subject }) => subject.name === 'feature future_shift')) return undefined;
  return {
    kind: 'blind',
    check: 'future_shift',
    subject: 'feature future_shift',
    symbol: undefined,
    row: cut - 1,
    time: part.dataset.time[cut - 1]!,
    withFuture: Number.NaN,
    withoutFuture: Number.NaN,
    fact: 'a feature made of the next bar was not caught',
  };
}
