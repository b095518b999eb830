import { invariant, type Random } from '../../../base/index.ts';
import { ACTION, type Decider, type DecisionFacts, type Decisions, type PositionView } from '../../../ports/index.ts';

/** A position to be opened somewhere and closed after some bars. */
export interface Stay {
  /** Own bars between the decision to open and the decision to close, at least 1. */
  readonly bars: number;
  /** Signed target weight; the sign alone where sizing does not ask for a weight. */
  readonly weight: number;
}

/** Where the stays of one symbol may be placed. */
export interface Room {
  readonly stays: readonly Stay[];
  /** Rows of the common index of the own bars at whose close a decision still has a fill, rising. */
  readonly rows: Int32Array;
}

/** Own bars that nothing needs: each stay takes its bars and the one at whose close it is closed. Negative: there is no room. */
export function freeBars({ stays, rows }: Room): number {
  return stays.reduce((free, { bars }) => free - (bars + 1), rows.length);
}

/**
 * Opens and closes at places drawn by chance: each plan has the same stays in shuffled order, and every way to lay the free bars between
 * them is equally likely. Looks at nothing else.
 */
export class RandomDecider implements Decider {
  readonly readsPosition = false;
  readonly #rooms: readonly Room[];
  readonly #withWeights: boolean;
  readonly #actions: readonly Uint8Array[];
  readonly #weights: readonly Float64Array[];

  /** @param rooms by slot @param rows of the common index @param withWeights whether decisions name a weight */
  constructor(options: { readonly rooms: readonly Room[]; readonly rows: number; readonly withWeights: boolean }) {
    this.#rooms = options.rooms;
    this.#withWeights = options.withWeights;
    this.#actions = options.rooms.map(() => new Uint8Array(options.rows));
    this.#weights = options.rooms.map(() => new Float64Array(options.withWeights ? options.rows : 0));
  }

  /** Draws new places. */
  plan(random: Random): void {
    for (const [slot, room] of this.#rooms.entries()) {
      this.#actions[slot]!.fill(ACTION.hold);
      this.#place(slot, room, random);
    }
  }

  #place(slot: number, room: Room, random: Random): void {
    const free = freeBars(room);
    invariant(free >= 0, 'stays are placed where there is room for them');
    const stays = [...room.stays];
    const gaps = risingDraws(random, stays.length, free);
    let used = 0;
    for (let i = 0; i < gaps.length; i += 1) {
      const other = i + random.below(stays.length - i);
      const { bars, weight } = stays[other]!;
      stays[other] = stays[i]!;
      const from = gaps[i]! + used;
      const open = room.rows[from]!;
      this.#actions[slot]![open] = weight > 0 ? ACTION.buy : ACTION.sell;
      if (this.#withWeights) this.#weights[slot]![open] = weight;
      this.#actions[slot]![room.rows[from + bars]!] = ACTION.close;
      used += bars + 1;
    }
  }

  decide(bar: number, _position: PositionView, out: Decisions): void {
    for (let slot = 0; slot < this.#actions.length; slot += 1) {
      const action = this.#actions[slot]![bar]!;
      out.action[slot] = action;
      if (this.#withWeights && (action === ACTION.buy || action === ACTION.sell)) out.weight[slot] = this.#weights[slot]![bar]!;
    }
  }

  explain(): DecisionFacts {
    return { reason: 'drawn by chance', inputs: {}, evidence: [] };
  }
}

/** `count` whole numbers from 0 to `most`, rising, repeats allowed; every such list is equally likely (R. Floyd's draw of a subset). */
function risingDraws(random: Random, count: number, most: number): number[] {
  const chosen = new Set<number>();
  for (let top = most; top < most + count; top += 1) {
    const drawn = random.below(top + 1);
    chosen.add(chosen.has(drawn) ? top : drawn);
  }
  return [...chosen].sort((a, b) => a - b).map((place, index) => place - index);
}
