import { z } from 'zod';
import { DAY_MS, exp, Random } from '../../src/base/index.ts';
import { defineFeature, type Feature } from '../../src/features/index.ts';
import { type BarColumns, calendarOf } from '../../src/market/index.ts';

/**
 * What the first column says about the next return: nothing; more the larger it is, as a line sees; more the farther it is from 0 on
 * either side, which a line cannot see and trees can.
 */
export type Planted = 'nothing' | 'monotone' | 'even';

/** Daily bars of one symbol and the columns that models see. */
export interface Walk {
  readonly bars: BarColumns;
  readonly features: readonly Float64Array[];
}

const FEATURES = 5;
/** Half of all normal values lie closer to 0. */
const QUARTILE = 0.6744897501960817;

/** Sizes of the moves, as log returns, all equally likely; below `SMALL` they follow the signal, from there on they are news to everybody. */
const LEAST = 0.007;
const MOST = 0.013;
const SMALL = (LEAST + MOST) / 2;

/**
 * How much more often than every other time a small move has the direction of its signal: 0.4 / √3, for then the rank correlation of a
 * two-valued signal with the return is 0.10. (Small moves are the middle half of all ranks, on average 1/8 of all from the middle;
 * directions of ± 1 move the mean rank by ½ · 2 · excess · 1/8, and ranks have variance 1/12.)
 */
const EXCESS = 0.4 / Math.sqrt(3);

/** How seldom the likelier direction turns: a signal that lasts is worth something one bar later too, as the gate `sanity` asks of a high Sharpe ratio. */
const TURNS = 0.2;

/**
 * A driftless random walk of daily bars (log returns of 0.7 to 1.3 % up or down, every bar opens at the close before) and five columns of
 * independent normal noise. Planted, each close has a likelier direction of the next return, which small moves follow and large ones do not,
 * and whose rank correlation with it is 0.10; the first column is that direction (`monotone`), or 0 for down and −1 or 1 for up, with the
 * other columns in three steps too (`even`).
 */
export function makeWalk({
  seed,
  rows,
  planted,
}: {
  readonly seed: number;
  readonly rows: number;
  readonly planted: Planted;
}): Walk {
  const noise = Array.from({ length: FEATURES }, (_, k) => normals(rows, new Random(seed, `feature ${k}`)));
  const likely = directions(rows, new Random(seed, 'directions'), TURNS);
  const chance = new Random(seed, 'returns');
  const excess = planted === 'nothing' ? 0 : EXCESS;
  const moves = Float64Array.from({ length: rows }, (_, bar) => {
    const size = LEAST + (MOST - LEAST) * chance.uniform();
    const direction = bar === 0 ? 1 : likely[bar - 1]!;
    return chance.uniform() < 0.5 + (size < SMALL ? excess : 0) ? size * direction : -size * direction;
  });
  return { bars: barsOf(moves, seed), features: columnsOf(planted, likely, noise) };
}

/** 1 or −1, turned in so many places of all: 0.2 leaves four of five as the one before. */
export function directions(rows: number, random: Random, turns: number): Float64Array {
  let direction = random.below(2) === 0 ? 1 : -1;
  return Float64Array.from({ length: rows }, () => {
    if (random.uniform() < turns) direction = -direction;
    return direction;
  });
}

function columnsOf(planted: Planted, likely: Float64Array, noise: readonly Float64Array[]): readonly Float64Array[] {
  if (planted === 'nothing') return noise;
  const [first, ...others] = noise;
  if (planted === 'monotone') return [likely, ...others];
  return [first!.map((value, bar) => (likely[bar] === 1 ? Math.sign(value) : 0)), ...others.map((column) => column.map(level))];
}

/** −1, 0 or 1: below, in or above the middle half. */
const level = (value: number): number => (Math.abs(value) < QUARTILE ? 0 : Math.sign(value));

const normals = (rows: number, random: Random): Float64Array => Float64Array.from({ length: rows }, () => random.normal());

/** Bars with these log returns from close to close; highs and lows lie a little beyond. */
export function barsOf(moves: Float64Array, seed: number): BarColumns {
  const length = moves.length;
  const [open, high, low, close] = Array.from({ length: 4 }, () => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const random = new Random(seed, 'ranges');
  let last = 100;
  for (let bar = 0; bar < length; bar += 1) {
    open[bar] = last;
    last *= exp(moves[bar]!);
    close[bar] = last;
    high[bar] = Math.max(open[bar]!, last) * (1 + 0.002 * random.uniform());
    low[bar] = Math.min(open[bar]!, last) * (1 - 0.002 * random.uniform());
  }
  return { length, time: sessionCloses(length), open, high, low, close, volume: new Float64Array(length).fill(1_000_000) };
}

/** Closes of so many sessions of the New York exchange. */
function sessionCloses(length: number): Float64Array {
  const calendar = calendarOf('XNYS');
  let day = Math.floor(Date.UTC(2010, 0, 4) / DAY_MS) - 1;
  return Float64Array.from({ length }, () => {
    day = calendar.sessionFrom(day + 1);
    return calendar.close(day);
  });
}

/** A column as an own feature: the value of each bar is that of its time. */
export function columnFeature(type: string, time: Float64Array, column: Float64Array): Feature {
  const at = new Map(Array.from(time, (moment, bar) => [moment, column[bar]!]));
  return defineFeature({
    type,
    summary: 'a seeded column of noise',
    unit: 'standard deviations',
    source: 'made up',
    params: z.strictObject({}),
    warmup: () => 0,
    create: () => ({ update: (bar) => at.get(bar.time) }),
  });
}
