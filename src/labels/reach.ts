import type { UnixMs } from '../base/index.ts';
import type { LabelBars, LabelColumns } from './contract.ts';

/** A label that changed although nothing up to its t1 did: it reads further than it says. */
export interface LabelReachFinding {
  readonly symbol: string;
  readonly bar: number;
  readonly time: UnixMs;
  /** Everything after this time was changed. */
  readonly cut: UnixMs;
  readonly column: 't1' | 'value' | 'labelReturn';
  readonly real: number;
  readonly poisoned: number;
}

export interface LabelReach {
  /** Labels that were compared, over all cuts. */
  readonly compared: number;
  /** The first finding of each symbol, in the order of the symbols. */
  readonly findings: readonly LabelReachFinding[];
}

/**
 * Changes all prices after a time and makes the labels again: those whose t1 lies at or before that time have to be the same, bit for
 * bit. A label that understates its t1 would be trained on with knowledge of the test window.
 * @param make labels of these bars, in their order; pure
 * @param cuts the times to cut at; a cut at the t1 of a label shows a single bar too many
 */
export function checkLabelReach(
  make: (symbols: readonly LabelBars[]) => readonly LabelColumns[],
  symbols: readonly LabelBars[],
  cuts: readonly UnixMs[],
): LabelReach {
  const real = make(symbols);
  const first = new Map<string, LabelReachFinding>();
  let compared = 0;
  for (const cut of cuts) {
    const poisoned = make(symbols.map((bars) => poisonedAfter(bars, cut)));
    for (const [index, bars] of symbols.entries()) {
      const { t1 } = real[index]!;
      for (let bar = 0; bar < t1.length && bars.time[bar]! <= cut; bar += 1) {
        if (t1[bar]! < 0 || bars.time[t1[bar]!]! > cut) continue;
        compared += 1;
        if (first.has(bars.symbol)) continue;
        const difference = differenceAt(real[index]!, poisoned[index]!, bar);
        if (difference !== undefined)
          first.set(bars.symbol, { symbol: bars.symbol, bar, time: bars.time[bar]!, cut, ...difference });
      }
    }
  }
  return { compared, findings: symbols.flatMap(({ symbol }) => first.get(symbol) ?? []) };
}

function differenceAt(
  real: LabelColumns,
  poisoned: LabelColumns,
  bar: number,
): Pick<LabelReachFinding, 'column' | 'real' | 'poisoned'> | undefined {
  for (const column of ['t1', 'value', 'labelReturn'] as const) {
    const [one, other] = [real[column][bar]!, poisoned[column][bar]!];
    if (!Object.is(one, other)) return { column, real: one, poisoned: other };
  }
  return undefined;
}

/** Later bars three times as high and three times as low in turn, so that no rank, sign or barrier of them stays as it was. */
function poisonedAfter(bars: LabelBars, cut: UnixMs): LabelBars {
  const poison = (column: Float64Array): Float64Array =>
    column.map((price, bar) => (bars.time[bar]! <= cut ? price : price * (bar % 2 === 0 ? 3 : 1 / 3)));
  return { ...bars, open: poison(bars.open), high: poison(bars.high), low: poison(bars.low), close: poison(bars.close) };
}
