import { describe, expect, test } from 'vitest';
import { DIALECTS, isDialect } from '../project/dialects.ts';
import { type DialectRun, playDialect, type Settings } from './dialect-run.testkit.ts';

/**
 * Every cell of the table of dialects, worked by hand on whole projects: from `like: …` in a file to the files of a run. Each case runs
 * twice, once with `like` and once with the settings that it stands for written out, and both must leave the same.
 */
interface Case extends Omit<DialectRun, 'settings'> {
  readonly name: string;
  readonly why: string;
  /** Laid over the dialect: what a user writes beside `like`. */
  readonly own?: Settings;
  readonly fills?: readonly string[];
  readonly refusals?: readonly string[];
  readonly equity?: readonly number[];
  readonly metrics?: Readonly<Record<string, number>>;
}

const FLAT = '10 10 10 10';

/**
 * Closes 10, 11, 10, 12, 10, 11, … held by 1,000 units from row 1 on, each bar opening at the close before: equity 10,000, 11,000, 10,000,
 * 12,000, … and 12,000 on row 39. 39 returns: +1/10 and −1/11 and +1/5 ten times each, −1/6 nine times.
 */
const CLOSES = Array.from({ length: 40 }, (_, row) => [10, 11, 10, 12][row % 4]!);
const WAVE = CLOSES.map((close, row) => {
  const open = row === 0 ? close : CLOSES[row - 1]!;
  return `${open} ${Math.max(open, close)} ${Math.min(open, close)} ${close}`;
});
const RETURNS = [...each(10, 1 / 10), ...each(10, -1 / 11), ...each(10, 1 / 5), ...each(9, -1 / 6)];
const MEAN = RETURNS.reduce((sum, value) => sum + value, 0) / 39;
/** Σ (r − mean)². */
const SQUARES = RETURNS.reduce((sum, value) => sum + (value - MEAN) ** 2, 0);
/** 1,000 units for 10,000, without fees, held to the end. */
const HELD = {
  execution: { costs: { enabled: false }, close_at_end: 'no' },
  sizing: { mode: 'quantity', value: 1000, price: 'close' },
};

function each(times: number, value: number): number[] {
  return Array.from({ length: times }, () => value);
}

const LEAN: readonly Case[] = [
  {
    name: 'size: 0.9975 of equity less the fee, by the close',
    why: '9,975 / 10 = 997; 9,970 ≤ 9,975 − max(1, 4.985)',
    bars: [FLAT, FLAT],
    decide: { 0: 'buy' },
    // Printed to the cent, halves to even: 4.985 and 10,000 − 4.985 = 9,995.015.
    fills: ['buy 997 @ 10 fee 4.98'],
    equity: [10_000, 9_995.02],
  },
  {
    name: 'size: the fee takes one unit more',
    why: '9,975 / 4.99 = 1,998.99: 1,998 · 4.99 = 9,970.02 > 9,975 − 9.99 = 9,965.01: 1,996 · 4.99 = 9,960.04 ≤ 9,965.02',
    bars: ['4.99 4.99 4.99 4.99', '4.99 4.99 4.99 4.99'],
    decide: { 0: 'buy' },
    fills: ['buy 1996 @ 4.99 fee 9.98'],
  },
  {
    name: 'market fill: at the next open, in full, also when it has become dearer than the cash',
    why: '997 · 11 = 10,967 of 10,000: 967 are owed, and the fee 4.985; at 11 the position is worth what it cost',
    bars: [FLAT, '11 11 11 11'],
    decide: { 0: 'buy' },
    fills: ['buy 997 @ 11 fee 4.98'],
    equity: [10_000, 9_995.02],
  },
  {
    name: 'fee: at least 1 an order',
    why: '100 · 0.005 = 0.50 < 1',
    own: { sizing: { mode: 'quantity', value: 100 } },
    bars: [FLAT, FLAT],
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 10 fee 1'],
  },
  {
    name: 'fee: 0.005 a share, on both sides',
    why: '400 · 0.005 = 2',
    own: { sizing: { mode: 'quantity', value: 400 } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 400 @ 10 fee 2', 'sell 400 @ 10 fee 2'],
    equity: [10_000, 9_998, 9_996],
  },
  {
    name: 'stop and limit in one bar: the stop, at the worst price of the bar',
    why: 'stop 9.50, target 11, low 8: sold at 8',
    own: { sizing: { mode: 'quantity', value: 100 } },
    bars: [FLAT, FLAT, '10 12 8 10'],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 10 fee 1', 'sell 100 @ 8 fee 1 stop_loss'],
  },
  {
    name: 'last open trade: marked',
    why: '100 · 12 + 9,000 − 1',
    own: { sizing: { mode: 'quantity', value: 100 } },
    bars: [FLAT, '10 12 10 12'],
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 10 fee 1'],
    equity: [10_000, 10_199],
  },
  {
    name: 'Sharpe, Sortino, annual return',
    why: '((1 + m)^252 − 1) / (s · √252) with s over n − 1 = 38; sd of ten −1/11 and nine −1/6; 1.2^(365/39) − 1',
    own: HELD,
    bars: WAVE,
    decide: { 0: 'buy' },
    metrics: {
      total_return: 0.2,
      sharpe: ((1 + MEAN) ** 252 - 1) / Math.sqrt((SQUARES / 38) * 252),
      // Two values apart by d = 1/6 − 1/11: Σ squares = 10 · 9 / 19 · d².
      sortino: ((1 + MEAN) ** 252 - 1) / Math.sqrt((((10 * 9) / 19) * (1 / 6 - 1 / 11) ** 2 * 252) / 18),
      annual_return: 1.2 ** (365 / 39) - 1,
    },
  },
];

const BACKTESTING_PY: readonly Case[] = [
  {
    name: 'size: all that is free, by the price of the fill',
    why: '10,000 / 12 = 833.3',
    bars: [FLAT, '12 12 12 12', '12 12 12 12'],
    decide: { 0: 'buy' },
    fills: ['buy 833 @ 12', 'sell 833 @ 12 flatten'],
  },
  {
    name: 'size: spread and commission per unit belong to the price',
    why: '10 · 1.01 = 10.10; · 1.002 = 10.1202: 10,000 / 10.1202 = 988.1; fee 988 · 10.1 · 0.002 = 19.9576',
    own: { execution: { slippage: { model: 'bps', bps: 100 }, costs: { bps: 20 } } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy' },
    // Sold at 10 less the spread: 9.90; fee 988 · 9.9 · 0.002 = 19.5624.
    fills: ['buy 988 @ 10.1 fee 19.96', 'sell 988 @ 9.9 fee 19.56 flatten'],
  },
  {
    name: 'size: a turn takes all of what the first leg leaves',
    why: '1,000 at 10; sold at 12: 12,000; short 1,000 at 12; bought back at the open 11 of the last bar',
    bars: [FLAT, FLAT, '12 12 12 12', '11 11 11 11'],
    decide: { 0: 'buy', 1: 'short' },
    fills: ['buy 1000 @ 10', 'sell 1000 @ 12', 'sell 1000 @ 12', 'buy 1000 @ 11 flatten'],
    equity: [10_000, 10_000, 12_000, 13_000],
  },
  {
    name: 'size: a share of the margin that is left is added',
    why: '500 at 10 leave 5,000, all of which buys 500 more',
    bars: [FLAT, FLAT, FLAT, FLAT],
    decide: { 0: 'half', 1: 'buy' },
    fills: ['buy 500 @ 10', 'buy 500 @ 10', 'sell 1000 @ 10 flatten'],
  },
  {
    name: 'fee: a fraction, both sides',
    why: '0.01 · 990 · 10 = 99; 10,000 / 10.10 = 990.1',
    own: { execution: { costs: { bps: 100 } } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 990 @ 10 fee 99', 'sell 990 @ 10 fee 99'],
    equity: [10_000, 9_901, 9_802],
  },
  {
    name: 'fee: of the entry only, on wish',
    why: 'as before 0.6',
    own: { execution: { costs: { bps: 100, apply: 'entry' } } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 990 @ 10 fee 99', 'sell 990 @ 10'],
  },
  {
    name: 'stop and limit in one bar: the stop, at its price',
    why: 'stop 9.50',
    bars: [FLAT, FLAT, '10 12 8 10', FLAT],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'buy' },
    fills: ['buy 1000 @ 10', 'sell 1000 @ 9.5 stop_loss'],
  },
  {
    name: 'last open trade: closed at the open of the last bar',
    why: '1,000 · 11, although the close is 13',
    bars: [FLAT, FLAT, '11 13 11 13'],
    decide: { 0: 'buy' },
    fills: ['buy 1000 @ 10', 'sell 1000 @ 11 flatten'],
    equity: [10_000, 10_000, 11_000],
  },
  {
    name: 'Sharpe, Sortino, annual return, days of dips',
    why: 'annual 1.2^(365/39) − 1 of 365 days a year; √((s² + g²)^365 − g^730), g = 1.2^(1/39); √((10/121 + 9/36)/39 · 365); days / 365.25',
    own: HELD,
    bars: WAVE,
    decide: { 0: 'buy' },
    metrics: {
      sharpe: (1.2 ** (365 / 39) - 1) / Math.sqrt((SQUARES / 38 + 1.2 ** (2 / 39)) ** 365 - 1.2 ** (730 / 39)),
      sortino: (1.2 ** (365 / 39) - 1) / Math.sqrt(((10 / 121 + 9 / 36) / 39) * 365),
      annual_return: 1.2 ** (365.25 / 39) - 1,
      // One dip of 2 days (rows 1 to 3) and nine of 4 days: 38 / 10 = 3.8, rounded up.
      max_drawdown_days: 4,
      mean_drawdown_days: 4,
    },
  },
];

const BACKTRADER: readonly Case[] = [
  {
    name: 'size: the fixed stake is 1',
    why: 'whatever the weight',
    bars: [FLAT, '11 11 11 11'],
    decide: { 0: 'buy' },
    fills: ['buy 1 @ 11'],
  },
  {
    name: 'size: another stake',
    why: 'stake 300',
    own: { sizing: { value: 300 } },
    bars: [FLAT, '11 11 11 11'],
    decide: { 0: 'half' },
    fills: ['buy 300 @ 11'],
  },
  {
    name: 'size: an order that the cash does not carry is refused whole',
    why: '1,000 · 11 = 11,000 > 10,000',
    own: { sizing: { value: 1000 } },
    bars: [FLAT, '11 11 11 11'],
    decide: { 0: 'buy' },
    fills: [],
    refusals: ['rejected 1000 BUYING_POWER'],
    equity: [10_000, 10_000],
  },
  {
    name: 'fee: none until it is asked for',
    why: '10,000 + 300 · (12 − 10)',
    own: { sizing: { value: 300 } },
    bars: [FLAT, FLAT, '12 12 12 12'],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 300 @ 10', 'sell 300 @ 12'],
    equity: [10_000, 10_000, 10_600],
  },
  {
    name: 'fee: a fraction of each side',
    why: '0.001 · 300 · 10 = 3; 0.001 · 300 · 12 = 3.60',
    own: { sizing: { value: 300 }, execution: { costs: { bps: 10 } } },
    bars: [FLAT, FLAT, '12 12 12 12'],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 300 @ 10 fee 3', 'sell 300 @ 12 fee 3.6'],
  },
  {
    name: 'fee: fixed per unit and side, as for futures',
    why: '300 · 0.02 = 6',
    own: { sizing: { value: 300 }, execution: { costs: { per_share: '0.02' } } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 300 @ 10 fee 6', 'sell 300 @ 10 fee 6'],
  },
  {
    name: 'stop and limit in one bar: by order, and a bracket sends the stop first',
    why: 'stop 9.50 before target 11',
    own: { sizing: { value: 300 } },
    bars: [FLAT, FLAT, '10 12 8 10'],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'buy' },
    fills: ['buy 300 @ 10', 'sell 300 @ 9.5 stop_loss'],
  },
  {
    name: 'last open trade: marked',
    why: '7,000 + 300 · 12',
    own: { sizing: { value: 300 } },
    bars: [FLAT, '10 12 10 12'],
    decide: { 0: 'buy' },
    fills: ['buy 300 @ 10'],
    equity: [10_000, 10_600],
  },
];

const NAUTILUS: readonly Case[] = [
  {
    name: 'market fill: at the close of the deciding bar',
    why: 'decided and filled at 11; the next open is 13',
    own: { sizing: { value: 100 } },
    bars: ['10 11 10 11', '13 13 13 13', '13 13 13 13'],
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 11', 'sell 100 @ 13 flatten'],
    equity: [10_000, 10_200, 10_200],
  },
  {
    name: 'size: fixed',
    why: '1',
    bars: [FLAT, FLAT],
    decide: { 0: 'buy' },
    fills: ['buy 1 @ 10', 'sell 1 @ 10 flatten'],
  },
  {
    name: 'size: refused whole beyond the cash',
    why: '1,001 · 10 > 10,000: the limit of one position makes it 1,000, and 1 % of fees does not fit',
    own: { sizing: { value: 1001 }, execution: { costs: { bps: 100 } } },
    bars: [FLAT, FLAT],
    decide: { 0: 'buy' },
    fills: [],
    refusals: ['rejected 1000 BUYING_POWER'],
  },
  {
    name: 'fee: a fraction of the notional, rounded to 8 decimals',
    why: '0.0001 · 0.12345678 · 10 = 0.00012345678 → 0.00012346; equity 10,000 − 2 · 0.00012346 rounds to 10,000.00',
    own: { sizing: { value: 0.12345678 }, execution: { costs: { bps: 1 } } },
    lotSize: 0.00000001,
    bars: [FLAT, FLAT],
    decide: { 0: 'buy' },
    fills: ['buy 0.12345678 @ 10', 'sell 0.12345678 @ 10 flatten'],
    metrics: { total_return: (-2 * 0.00012346) / 10_000 },
  },
  {
    name: 'stop and limit in one bar: open, high, low, close: the target of a long position',
    why: 'target 11 before stop 9.50',
    own: { sizing: { value: 100 } },
    bars: [FLAT, FLAT, '10 12 8 10', FLAT],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 10', 'sell 100 @ 11 take_profit'],
  },
  {
    name: 'stop and limit in one bar: the stop of a short one',
    why: 'stop 10.50 before target 9',
    own: { sizing: { value: 100 } },
    bars: [FLAT, FLAT, '10 12 8 10', FLAT],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'short' },
    fills: ['sell 100 @ 10', 'buy 100 @ 10.5 stop_loss'],
  },
  {
    name: 'last open trade: closed at the last close',
    why: '100 · (12 − 10)',
    own: { sizing: { value: 100 } },
    bars: [FLAT, '11 12 11 12'],
    decide: { 0: 'buy' },
    fills: ['buy 100 @ 10', 'sell 100 @ 12 flatten'],
    equity: [10_000, 10_200],
  },
];

const FREQTRADE: readonly Case[] = [
  {
    name: 'size: a stake in money, at the open of the fill; the fee comes on top',
    why: '600 / 12 = 50; fee 0.001 · 600 = 0.60',
    own: { sizing: { value: 600 } },
    bars: [FLAT, '12 12 12 12', '12 12 12 12'],
    decide: { 0: 'buy' },
    fills: ['buy 50 @ 12 fee 0.6', 'sell 50 @ 12 fee 0.6 flatten'],
    equity: [10_000, 9_999.4, 9_998.8],
  },
  {
    name: 'size: fractions of a unit where the instrument has them',
    why: '100 / 12 = 8.33333333',
    own: { sizing: { value: 100 } },
    lotSize: 0.00000001,
    bars: [FLAT, '12 12 12 12', '12 12 12 12'],
    decide: { 0: 'buy' },
    fills: ['buy 8.33333333 @ 12 fee 0.1', 'sell 8.33333333 @ 12 fee 0.1 flatten'],
  },
  {
    name: 'size: without a value the share of 0.99 of the wallet',
    why: '0.99 · 10,000 · 0.5 / 10 = 495',
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'half', 1: 'close' },
    fills: ['buy 495 @ 10 fee 4.95', 'sell 495 @ 10 fee 4.95'],
  },
  {
    name: 'size: a stake beyond the wallet is no trade',
    why: '10,000 + 10 > 10,000',
    own: { sizing: { value: 10_000 } },
    bars: [FLAT, FLAT, FLAT],
    decide: { 0: 'buy' },
    fills: [],
    refusals: ['rejected 1000 BUYING_POWER'],
  },
  {
    name: 'fee: a fraction of both sides',
    why: '0.0025 · 600 = 1.50; 0.0025 · 60 · 12 = 1.80',
    own: { sizing: { value: 600 }, execution: { costs: { bps: 25 } } },
    bars: [FLAT, FLAT, '12 12 12 12'],
    decide: { 0: 'buy', 1: 'close' },
    fills: ['buy 60 @ 10 fee 1.5', 'sell 60 @ 12 fee 1.8'],
  },
  {
    name: 'stop and limit in one bar: the stop',
    why: 'stop 9.50',
    own: { sizing: { value: 600 } },
    bars: [FLAT, FLAT, '10 12 8 10', FLAT],
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1 },
    decide: { 0: 'buy' },
    // 60 · 9.5 · 0.001 = 0.57.
    fills: ['buy 60 @ 10 fee 0.6', 'sell 60 @ 9.5 fee 0.57 stop_loss'],
  },
  {
    name: 'last open trade: forced out at the open of the last bar',
    why: 'at 11',
    own: { sizing: { value: 600 } },
    bars: [FLAT, FLAT, '11 13 11 13'],
    decide: { 0: 'buy' },
    fills: ['buy 60 @ 10 fee 0.6', 'sell 60 @ 11 fee 0.66 flatten'],
  },
  {
    name: 'Sharpe of the daily wallet, annual return',
    why: 'mean / sd with n = 39, · √365; 1.2^(365/39) − 1',
    own: HELD,
    bars: WAVE,
    decide: { 0: 'buy' },
    metrics: { sharpe: (MEAN / Math.sqrt(SQUARES / 39)) * Math.sqrt(365), annual_return: 1.2 ** (365 / 39) - 1 },
  },
];

const TABLES: Readonly<Record<keyof typeof DIALECTS, readonly Case[]>> = {
  lean: LEAN,
  backtesting_py: BACKTESTING_PY,
  backtrader: BACKTRADER,
  nautilus: NAUTILUS,
  freqtrade: FREQTRADE,
};

/** Sections laid over each other, two levels deep. */
function over(below: Settings, above: Settings | undefined): Settings {
  const merged: Record<string, object> = {};
  for (const section of ['execution', 'sizing', 'metrics'] as const) {
    const parts: Record<string, unknown> = { ...below[section] };
    for (const [key, value] of Object.entries(above?.[section] ?? {})) {
      const before = parts[key];
      parts[key] = isPlain(value) && isPlain(before) ? { ...before, ...value } : value;
    }
    merged[section] = parts;
  }
  return merged;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe.each(Object.keys(TABLES).filter(isDialect))('%s', (like) => {
  test.each(TABLES[like].map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { own, fills, refusals, equity, metrics } = one;
    const outcome = await playDialect({ ...one, settings: over({ execution: { like } }, own) });
    expect(outcome.stamps).toContain(`LIKE ${like.toUpperCase()}`);
    const claims = [fills, refusals, equity, metrics].filter((claim) => claim !== undefined);
    expect(claims.length, 'a case claims something').toBeGreaterThan(0);
    if (fills !== undefined) expect(outcome.fills, one.why).toEqual(fills);
    if (refusals !== undefined) expect(outcome.refusals, one.why).toEqual(refusals);
    if (equity !== undefined) expect(outcome.equity, one.why).toEqual(equity);
    for (const [key, value] of Object.entries(metrics ?? {})) {
      const found = Number(outcome.metrics[key]);
      expect(Math.abs(found - value), `${key} is ${found}, by hand ${value}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
    }
    // The same words without `like`: a dialect is only settings.
    const written = await playDialect({ ...one, settings: over(DIALECTS[like], own) });
    const { origins, stamps, ...left } = outcome;
    const { origins: others, stamps: without, ...same } = written;
    expect(same).toEqual(left);
    expect(origins.get('position_manager.execution.fill')).toBe(`like ${like}`);
    expect(others.get('position_manager.execution.fill')).toMatch(/^config\/project\.yaml:/);
    expect(without.filter((stamp) => stamp.startsWith('LIKE'))).toEqual([]);
    expect(stamps.length).toBe(without.length + 1);
  });
});
