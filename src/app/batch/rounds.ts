import type { BoundWorld } from '../backtest/prepare.ts';
import { type BatchBench, barsKey, type PlannedChild, type SharedBars } from './bench.ts';

/** Children whose columns fit into memory together, with the bars that they share. */
export interface RoundPart {
  readonly members: readonly PlannedChild[];
  readonly world: BoundWorld;
}

/** Parts that are evaluated at the same time. */
export type Round = readonly RoundPart[];

/**
 * Loads the bars of all children, those that children share once, and cuts the children into rounds whose columns take no more than `bytes`:
 * more of them wait. A child that alone needs more has a round of its own.
 */
export async function roundsOf(
  planned: readonly PlannedChild[],
  bench: BatchBench,
  {
    bytes,
    onProgress,
  }: { readonly bytes: number; readonly onProgress?: ((done: number, total: number, label: string) => void) | undefined },
): Promise<readonly Round[]> {
  const rounds: RoundPart[][] = [];
  let free = 0;
  for (const members of Map.groupBy(planned, (one) => `${barsKey(one)} ${hasOwnCode(one)}`).values()) {
    const world = await bench.load(members, (done, total, symbol) => onProgress?.(done, total, `data ${symbol}`));
    for (const part of partsOf(members, world, bytes)) {
      if (part.bytes > free) {
        rounds.push([]);
        free = bytes;
      }
      rounds.at(-1)!.push(part);
      free -= part.bytes;
    }
  }
  return rounds;
}

/** Cuts children of the same bars, in their order. */
function* partsOf(
  members: readonly PlannedChild[],
  world: BoundWorld,
  bytes: number,
): Generator<RoundPart & { readonly bytes: number }> {
  const { dataset } = world.loaded;
  const column = 8 * dataset.time.length * dataset.symbols.length;
  let part: PlannedChild[] = [];
  let columns = new Set<string>();
  for (const member of members) {
    const own = member.run.plan.nodes.filter(({ kind }) => kind !== 'bar').map(({ key }) => key);
    const together = new Set([...columns, ...own]);
    if (part.length > 0 && together.size * column > bytes) {
      yield { members: part, world, bytes: columns.size * column };
      part = [];
      columns = new Set(own);
    } else columns = together;
    part.push(member);
  }
  yield { members: part, world, bytes: columns.size * column };
}

/** The columns of a round; undefined for children with code of their own, which is run where it can be ended: by the workers. */
export function shareRound(round: Round, bench: BatchBench): readonly (SharedBars | undefined)[] {
  return round.map(({ members, world }) => (members.some(hasOwnCode) ? undefined : bench.share(members, world)));
}

/** As {@link shareRound} made them; children with code of their own share the bars at least. */
export function withBars(round: Round, shared: readonly (SharedBars | undefined)[]): readonly SharedBars[] {
  return round.map(({ world }, place) => shared[place] ?? { world, columns: undefined });
}

export function hasOwnCode({ run }: PlannedChild): boolean {
  return run.moduleFiles.length > 0;
}
