import type { PositionView } from '../../ports/index.ts';
import { leaks } from '../../research/index.ts';
import { recordDecisions } from './decision-tape.ts';
import type { CertificateInput } from './input.ts';
import { type Reference, replayInput } from './reference.ts';

/** A decision that was another one when the future was unknown; rows of the stretch. */
export interface DecisionMismatch {
  readonly row: number;
  readonly slot: number;
  readonly withFuture: string;
  readonly withoutFuture: string;
  readonly weights: readonly [withFuture: number, withoutFuture: number];
}

/** What a replay found. */
export interface ReplayResult {
  readonly columns: readonly leaks.Mismatch[];
  readonly decision: DecisionMismatch | undefined;
  /** Whether the column that other bars' values are joined from differed too, by the node that joins them. */
  sourceDiffers(mismatch: leaks.Mismatch): boolean;
}

/** Replays a stretch while its future is poisoned: every row that is a cut is decided before anything after it is true. */
export function replayPoisoned(input: CertificateInput, reference: Reference, poison: leaks.Poison): ReplayResult {
  const { world, cuts, subjects, tape, evaluateFrom } = reference;
  const masked = new leaks.MaskedWorld(world, poison);
  const run = input.start(reference.plan, masked.world);
  const bound = input.makeDecider(run, masked.world);
  const symbols = world.dataset.symbols.length;
  const comparison = new leaks.ColumnComparison(subjects, symbols, { reference: reference.run, replay: run });
  const lastRow = cuts.at(-1)!;
  let next = 0;
  const revealTo = (row: number): void => {
    while (masked.known <= row) {
      const from = masked.known;
      const to = cuts[next]! + 1;
      next += 1;
      masked.reveal(to);
      bound.advance(to);
      comparison.compare(from, to);
    }
  };
  const decide = (row: number, position: PositionView, out: Parameters<typeof bound.decider.decide>[2]): void => {
    revealTo(row);
    bound.decider.decide(row, position, out);
  };
  const replay = tape && recordDecisions(replayInput(input, reference, { dataset: world.dataset, lastRow }), decide);
  revealTo(lastRow);
  // Rows that were right when they were new must still be right at the end.
  comparison.compare(0, lastRow + 1);
  const decision = tape && replay && decisionMismatch(tape, replay, Math.max(0, evaluateFrom), lastRow + 1);
  return {
    columns: comparison.mismatches(),
    decision,
    sourceDiffers: (mismatch) => sourceDiffers(reference, { run, world: masked.world }, mismatch),
  };
}

/** Replays a stretch on data that ends with one of its rows. */
export function replayTruncated(input: CertificateInput, reference: Reference, row: number): ReplayResult {
  const world = leaks.cutWorld(reference.world, 0, row + 1);
  const run = input.start(reference.plan, world);
  const bound = input.makeDecider(run, world);
  bound.advance(row + 1);
  const symbols = world.dataset.symbols.length;
  const comparison = new leaks.ColumnComparison(reference.subjects, symbols, { reference: reference.run, replay: run });
  comparison.compare(0, row + 1);
  const { tape, evaluateFrom } = reference;
  const replay =
    tape && evaluateFrom <= row
      ? recordDecisions(replayInput(input, reference, { dataset: world.dataset, lastRow: row }), (at, position, out) =>
          bound.decider.decide(at, position, out),
        )
      : undefined;
  return {
    columns: comparison.mismatches(),
    decision: tape && replay && decisionMismatch(tape, replay, Math.max(0, evaluateFrom), row + 1),
    sourceDiffers: (mismatch) => sourceDiffers(reference, { run, world }, mismatch),
  };
}

export function decisionMismatch(
  one: NonNullable<Reference['tape']>,
  other: NonNullable<Reference['tape']>,
  from: number,
  to: number,
): DecisionMismatch | undefined {
  const at = one.firstDifference(other, from, to);
  if (at === undefined) return undefined;
  const { row, slot } = at;
  return {
    ...at,
    withFuture: one.text(row, slot),
    withoutFuture: other.text(row, slot),
    weights: [one.weight(row, slot), other.weight(row, slot)],
  };
}

/**
 * A joined column differs because its source does, or because of the join. The source stands on its own bars, which can be looked at
 * where the dataset has every row of the symbol; elsewhere the source is blamed when it is a feature.
 */
function sourceDiffers(
  reference: Reference,
  replay: { readonly run: Reference['run']; readonly world: leaks.World },
  { subject, symbol, row }: leaks.Mismatch,
): boolean {
  const { node } = subject.of;
  if (node.kind !== 'as_of' || node.source.node.kind !== 'feature') return false;
  const data = reference.world.dataset.symbols[symbol]!;
  if (data.rows !== undefined) return true;
  const key = leaks.nodeKey(node.source);
  const { place } = node.source.node;
  const name = place.symbol ?? data.instrument.symbol;
  const lane = reference.world.lanes.find((one) => one.symbol === name && one.timeframe === place.timeframe);
  if (lane === undefined) return true;
  const known = leaks.countUpTo(leaks.visibleAt(lane.bars), reference.world.dataset.time[row]!);
  return leaks.firstDifference(reference.run.column(symbol, key), replay.run.column(symbol, key), 0, known) >= 0;
}
