import { expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { type Dataset, shareOf } from '../market/index.ts';
import { Portfolio, TradeLog } from '../trading/index.ts';
import { Protection } from './protection.ts';
import { Tape } from './tape.ts';

const ROWS = 80;
const INSTRUMENT = shareOf('T', { tickSize: 0.05 });

/** A random walk in ticks, now and then with a price that is no price. */
function datasetOf(random: Random): Dataset {
  const column = (): Float64Array => new Float64Array(ROWS);
  const bars = { length: ROWS, time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
  const tick = (price: number): number => Math.round(price * 20) / 20;
  let price = 100;
  for (let row = 0; row < ROWS; row += 1) {
    price *= 1 + random.normal() * 0.006;
    bars.time[row] = row + 1;
    bars.close[row] = tick(price);
    bars.high[row] = tick(price * (1 + random.uniform() * 0.01));
    bars.low[row] = tick(price * (1 - random.uniform() * 0.01));
  }
  if (random.below(10) === 0) bars.low[random.below(ROWS)] = -1;
  const data = { instrument: INSTRUMENT, calendar: '24x7', bars, factor: undefined, actions: [], rows: undefined } as const;
  return {
    ...{ timeframe: '1m', time: bars.time, session: new Int32Array(ROWS), periodsPerYear: 1, fingerprint: 'x' },
    symbols: [{ ...data, hasVolume: true, synthetic: true }],
  };
}

/** A position of 10 units entered at 100, and its protection. */
function positionOf(dataset: Dataset, side: 1 | -1, seed: number) {
  const random = new Random(seed, 'stops');
  const maybe = (value: number): number => (random.below(3) === 0 ? Number.NaN : value);
  const tape = new Tape(dataset);
  const portfolio = new Portfolio({
    instruments: [INSTRUMENT],
    cash: 0,
    wholeUnits: false,
    trades: new TradeLog((_, row) => row),
  });
  const stops = {
    stopLoss: maybe(0.03),
    takeProfit: maybe(0.04),
    trailing: maybe(0.02),
    atrMultiple: Number.NaN,
    maxHoldingBars: 0,
  };
  const protection = new Protection(portfolio, tape, stops);
  portfolio.lots[0] = 10 * side;
  portfolio.exposure[0] = 10 * side;
  portfolio.entryPrice[0] = 100;
  portfolio.highest[0] = 100;
  portfolio.lowest[0] = 100;
  protection.refresh(0);
  return { tape, portfolio, protection };
}

test('rows followed together are the rows followed one by one, up to the one that touches a level', () => {
  let touched = 0;
  for (let seed = 1; seed <= 3000; seed += 1) {
    const random = new Random(seed, 'bars');
    const dataset = datasetOf(random);
    const side = random.below(3) === 0 ? -1 : 1;
    const cash = side < 0 ? 2000 + random.below(100) : [500, 0, -900, -985][random.below(4)]!;
    const [from, end] = [random.below(10), ROWS - random.below(10)];
    const together = positionOf(dataset, side, seed);
    const oneByOne = positionOf(dataset, side, seed);
    const { tape, portfolio, protection } = oneByOne;
    let row = from;
    for (; row < end; row += 1) {
      tape.advance(row);
      const worth = cash + portfolio.exposure[0]! * tape.close[0]![row]!;
      if (protection.isTouched(0, row) || !(worth > 0)) break;
      protection.barOver(0, row);
    }
    if (row < end) touched += 1;
    expect(together.protection.followRows(cash, from, end), `seed ${seed}`).toBe(row);
    const state = (one: typeof together) => [
      one.portfolio.highest[0],
      one.portfolio.lowest[0],
      one.protection.stop[0],
      one.protection.take[0],
      one.protection.stopReason(0),
    ];
    expect(state(together), `seed ${seed}`).toEqual(state(oneByOne));
  }
  expect(touched).toBeGreaterThan(500);
});
