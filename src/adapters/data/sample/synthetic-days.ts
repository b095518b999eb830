import { exp, Random } from '../../../base/index.ts';
import type { AssetClass, TradingCalendar } from '../../../market/index.ts';

/** Made-up sessions begin here and end here, whatever window is asked for: a date always has the same bar. */
export const SYNTHETIC_FIRST = '1970-01-02';
export const SYNTHETIC_LAST = '2025-12-31';

/** Day on which the trend passes through the symbol's own price level: 2020-01-01. */
const ANCHOR_DAY = 18_262;
const TREND_PER_DAY = 0.05 / 365.25;

interface Manner {
  /** Price levels, from and to, as powers of ten. */
  readonly level: readonly [number, number];
  /** Deviation of daily returns in quiet times. */
  readonly volatility: number;
  readonly hasTrend: boolean;
  /** Units traded in a day, times price, as powers of ten. */
  readonly turnover: readonly [number, number];
}

const SHARES: Manner = { level: [1.3, 2.5], volatility: 0.014, hasTrend: true, turnover: [7, 9.5] };
const MANNERS: Readonly<Record<AssetClass, Manner>> = {
  equity: SHARES,
  etf: { ...SHARES, volatility: 0.01 },
  index: { ...SHARES, level: [2.5, 4], volatility: 0.01 },
  crypto: { level: [0, 4.5], volatility: 0.03, hasTrend: true, turnover: [7, 10] },
  forex: { level: [-0.2, 0.3], volatility: 0.005, hasTrend: false, turnover: [8, 10] },
  future: { level: [1.5, 3.3], volatility: 0.013, hasTrend: false, turnover: [8, 10] },
  commodity: { level: [1.3, 3.2], volatility: 0.013, hasTrend: false, turnover: [7, 9] },
};

/** Sessions as columns; prices are multiples of `step`. */
export interface SyntheticDays {
  readonly length: number;
  readonly day: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Prices are whole multiples of `1 / perUnit`. */
  readonly perUnit: number;
}

export interface SyntheticOptions {
  readonly seed: number;
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly calendar: TradingCalendar;
  readonly firstDay: number;
  readonly lastDay: number;
}

/**
 * A made-up market: the logarithm of the price returns slowly to a trend, its volatility comes in clusters (GARCH(1,1), T. Bollerslev,
 * 1986) and a part of each move happens overnight. The same seed and symbol give the same bars on every machine.
 */
export function syntheticDays(options: SyntheticOptions): SyntheticDays {
  const { calendar, firstDay, lastDay } = options;
  const manner = MANNERS[options.assetClass];
  const chance = new Random(options.seed, `sample bars ${options.symbol}`);
  const level = powerOfTen(between(manner.level, chance.uniform()));
  const turnover = powerOfTen(between(manner.turnover, chance.uniform()));
  const perUnit = ticksPerUnit(level);
  const walk = new Walk(manner, chance);
  const rows = lastDay - firstDay + 1;
  const days = empty(rows, perUnit);
  let length = 0;
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!calendar.isSession(day)) continue;
    walk.step();
    const trend = manner.hasTrend ? level * exp(TREND_PER_DAY * (day - ANCHOR_DAY)) : level;
    const at = (log: number): number => Math.max(1, Math.round(trend * exp(log) * perUnit)) / perUnit;
    days.day[length] = day;
    days.open[length] = at(walk.open);
    days.close[length] = at(walk.close);
    days.high[length] = Math.max(days.open[length]!, days.close[length]!, at(walk.high));
    days.low[length] = Math.min(days.open[length]!, days.close[length]!, at(walk.low));
    days.volume[length] = Math.max(1, Math.round((turnover / days.close[length]!) * walk.activity));
    length += 1;
  }
  return { ...days, length };
}

/** Deviation of the logarithm of the price from its trend, session by session. */
class Walk {
  readonly #manner: Manner;
  readonly #chance: Random;
  #variance: number;
  open = 0;
  close = 0;
  high = 0;
  low = 0;
  /** Volume relative to an ordinary day. */
  activity = 1;

  constructor(manner: Manner, chance: Random) {
    this.#manner = manner;
    this.#chance = chance;
    this.#variance = manner.volatility * manner.volatility;
  }

  step(): void {
    const quiet = this.#manner.volatility * this.#manner.volatility;
    const sigma = Math.sqrt(this.#variance);
    const overnight = 0.45 * sigma * this.#chance.normal();
    const intraday = 0.9 * sigma * this.#chance.normal();
    const pull = -this.close / 750;
    this.open = this.close + overnight;
    const before = this.close;
    this.close = this.open + intraday + pull;
    const move = this.close - before;
    this.#variance = 0.03 * quiet + 0.09 * move * move + 0.88 * this.#variance;
    this.high = Math.max(this.open, this.close) + 0.45 * sigma * Math.abs(this.#chance.normal());
    this.low = Math.min(this.open, this.close) - 0.45 * sigma * Math.abs(this.#chance.normal());
    this.activity = (0.6 + 0.4 * (sigma / this.#manner.volatility)) * exp(0.3 * this.#chance.normal());
  }
}

function empty(rows: number, perUnit: number): SyntheticDays {
  const column = (): Float64Array => new Float64Array(rows);
  return {
    length: 0,
    day: new Int32Array(rows),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    perUnit,
  };
}

/** Cents above 5, finer steps for small prices. */
function ticksPerUnit(level: number): number {
  if (level >= 5) return 100;
  return level >= 0.5 ? 100_000 : 100_000_000;
}

function between([low, high]: readonly [number, number], share: number): number {
  return low + (high - low) * share;
}

function powerOfTen(exponent: number): number {
  return exp(exponent * Math.LN10);
}
