import { averageRanks } from '../../base/index.ts';
import { type LabelBars, type LabelColumns, NO_LABEL } from '../contract.ts';
import { labelType } from '../define.ts';
import { LabelTooFewSymbolsError } from '../errors.ts';
import { forwardReturns } from '../forward-returns.ts';
import { closeUnlessSaid, entry, horizon } from './fields.ts';

export const rankReturnSettings = { horizon: horizon(), entry: entry() };

/** Fewest symbols with a return at one time that are ranked. */
const LEAST = 10;

/**
 * Rank of the symbol's forward return among all symbols at the same time: (average rank − 0.5) / n − 0.5.
 *
 * - From −0.5 (lowest) to 0.5 (highest). No label at a time with fewer than ten returns; none at all is `LABEL_TOO_FEW_SYMBOLS`.
 * - t1: t + horizon. Where another symbol's return ends later, because bars of it are missing, the rank has read that bar, and t1 is
 *   the first own bar at or after it.
 */
export const rankReturn = labelType({
  type: 'rank_return',
  summary: 'rank of the forward return among all symbols',
  source:
    'N. Jegadeesh, S. Titman, Returns to Buying Winners and Selling Losers, Journal of Finance 48 (1993), ranks in place of deciles',
  convention: '(average rank − 0.5) / n − 0.5 over the symbols with a return at that time, at least ten',
  kinds: ['regressor'],
  settings: rankReturnSettings,
  classes: () => [],
  entry: closeUnlessSaid,
  horizon: (settings) => settings.horizon,
  make: (settings, { symbols }) => {
    const all = symbols.map((bars) => forwardReturns(bars, settings.horizon, closeUnlessSaid(settings)));
    let most = 0;
    for (const group of sameTimes(symbols)) {
      const present = group.filter(({ symbol, bar }) => all[symbol]!.t1[bar]! >= 0);
      most = Math.max(most, present.length);
      if (present.length >= LEAST) rank(symbols, all, present);
      else for (const { symbol, bar } of present) clear(all[symbol]!, bar, NO_LABEL.none);
    }
    if (most < LEAST) throw new LabelTooFewSymbolsError('rank_return', { most, needs: LEAST });
    return all;
  },
});

interface Member {
  readonly symbol: number;
  readonly bar: number;
}

/** The bars of all symbols by their time, earliest first. */
function* sameTimes(symbols: readonly LabelBars[]): Generator<readonly Member[]> {
  const at = new Int32Array(symbols.length);
  for (;;) {
    let time = Infinity;
    for (let k = 0; k < symbols.length; k += 1) time = Math.min(time, symbols[k]!.time[at[k]!] ?? Infinity);
    if (time === Infinity) return;
    const group: Member[] = [];
    for (let symbol = 0; symbol < symbols.length; symbol += 1) {
      if (symbols[symbol]!.time[at[symbol]!] !== time) continue;
      group.push({ symbol, bar: at[symbol]! });
      at[symbol]! += 1;
    }
    yield group;
  }
}

function rank(symbols: readonly LabelBars[], all: readonly LabelColumns[], present: readonly Member[]): void {
  let end = 0;
  for (const { symbol, bar } of present) end = Math.max(end, symbols[symbol]!.time[all[symbol]!.t1[bar]!]!);
  const ranks = averageRanks(Float64Array.from(present, ({ symbol, bar }) => all[symbol]!.labelReturn[bar]!));
  for (const [index, { symbol, bar }] of present.entries()) {
    const columns = all[symbol]!;
    const { time } = symbols[symbol]!;
    let last = columns.t1[bar]!;
    while (last < time.length && time[last]! < end) last += 1;
    if (last === time.length) clear(columns, bar, NO_LABEL.incomplete);
    else {
      columns.t1[bar] = last;
      columns.value[bar] = (ranks[index]! - 0.5) / present.length - 0.5;
    }
  }
}

function clear(columns: LabelColumns, bar: number, why: number): void {
  columns.t1[bar] = why;
  columns.value[bar] = NaN;
  columns.labelReturn[bar] = NaN;
}
