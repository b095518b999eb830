import type { FeaturePlan, FeatureRun } from '../../features/index.ts';
import { leaks } from '../../research/index.ts';
import { type DecisionTape, recordDecisions } from './decision-tape.ts';
import type { CertificateInput } from './input.ts';

/** A stretch of the run with its columns and decisions, all of them made with the future at hand: what replays must agree with. */
export interface Reference {
  /** The rows of the stretch and its future. */
  readonly world: leaks.World;
  /** Row of the run at which the stretch begins. */
  readonly offset: number;
  readonly plan: FeaturePlan;
  readonly subjects: readonly leaks.Subject[];
  readonly run: FeatureRun;
  /** Rows that the columns know: those of the stretch, or of the whole run. */
  readonly known: number;
  /** First row with a decision; Infinity when there is none. */
  readonly evaluateFrom: number;
  /** Rows of the stretch after which a replay stops to compare, rising; at least one. */
  readonly cuts: readonly number[];
  readonly tape: DecisionTape | undefined;
  /** It begins with the run or with a trading session. */
  readonly atSession: boolean;
}

/** The stretch from the first bar on, with the columns of the run itself. */
export function runReference(input: CertificateInput, sample: leaks.SamplePlan): Reference {
  const world = leaks.cutWorld(input.world, 0, sample.prefixRows);
  const { plan, subjects } = leaks.readsOfPlan(input.plan);
  return withTape(input, { ...ofRun(input, sample), world, plan, subjects, run: input.run });
}

/** The same stretch with every column computed again, to find the one that a difference comes from. */
export function openReference(input: CertificateInput, sample: leaks.SamplePlan): Reference {
  const world = leaks.cutWorld(input.world, 0, sample.prefixRows);
  const { plan, subjects } = leaks.watchPlan(input.plan);
  const run = input.start(plan, input.world);
  run.advance(input.world.dataset.time.length);
  return withTape(input, { ...ofRun(input, sample), world, plan, subjects, run });
}

/** A stretch somewhere in the run, computed as if it were all there is. */
export function windowReference(input: CertificateInput, window: leaks.SampleWindow): Reference {
  const world = leaks.cutWorld(input.world, window.from, window.to);
  const { plan, subjects } = leaks.watchPlan(input.plan);
  const run = input.start(plan, world);
  run.advance(world.dataset.time.length);
  const decider = input.makeDecider(filled(run), world);
  decider.advance(world.dataset.time.length);
  const cuts = Array.from({ length: window.lastCut - window.cutsFrom + 1 }, (_, index) => window.cutsFrom + index - window.from);
  const evaluateFrom = Math.max(decider.firstRow(), input.evaluateFrom - window.from);
  return withTape(input, {
    world,
    offset: window.from,
    atSession: window.atSession,
    plan,
    subjects,
    run,
    known: world.dataset.time.length,
    cuts,
    evaluateFrom,
  });
}

function ofRun({ world, evaluateFrom }: CertificateInput, { cuts }: leaks.SamplePlan) {
  return { offset: 0, atSession: true, known: world.dataset.time.length, cuts, evaluateFrom };
}

function withTape(input: CertificateInput, reference: Omit<Reference, 'tape'>): Reference {
  return { ...reference, tape: tapeOf(input, reference) };
}

/** The decisions of a stretch, by a new decider over its columns. */
export function tapeOf(input: CertificateInput, reference: Omit<Reference, 'tape'>): DecisionTape | undefined {
  const { world, run, evaluateFrom, cuts } = reference;
  const lastRow = cuts.at(-1);
  if (lastRow === undefined || evaluateFrom > lastRow) return undefined;
  const bound = input.makeDecider(filled(run), world);
  bound.advance(reference.known);
  return recordDecisions(replayInput(input, reference, { dataset: world.dataset, lastRow }), (row, position, out) =>
    bound.decider.decide(row, position, out),
  );
}

/** Columns that are filled already: a decider that is bound to them has nothing to wait for. */
function filled(run: FeatureRun): FeatureRun {
  return {
    rows: run.rows,
    allocate: (length) => new Float64Array(length),
    advance: () => undefined,
    column: (symbol, key) => run.column(symbol, key),
    firstRow: (symbol, keys) => run.firstRow(symbol, keys),
  };
}

/** What the engine of a replay is given; levels of protective exits come from the reference. */
export function replayInput(
  input: CertificateInput,
  { run, evaluateFrom }: Pick<Reference, 'run' | 'evaluateFrom'>,
  rows: { readonly dataset: leaks.World['dataset']; readonly lastRow: number },
): Parameters<typeof recordDecisions>[0] {
  const { stopAtr, finer, settings } = input;
  return {
    ...rows,
    settings,
    evaluateFrom,
    ...(stopAtr === undefined ? {} : { stopAtr: rows.dataset.symbols.map((_, symbol) => run.column(symbol, stopAtr)) }),
    ...(finer === undefined ? {} : { finer }),
  };
}
