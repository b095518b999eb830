import { Random } from '../src/base/index.ts';
import { type BarColumns, type Dataset, shareOf } from '../src/market/index.ts';

const MINUTE_MS = 60_000;
const MINUTES_PER_SESSION = 390;
const START_MS = Date.UTC(2000, 0, 3, 14, 30);

/** Share of the distance from 100 that a bar goes back, so that millions of bars stay at prices where a tick is small. */
const PULL = 0.0005;

/** A seeded random walk around 100 with plausible bars and volumes; closes are a minute apart, so any number of bars fits. */
export function randomBars(length: number, seed = 1): BarColumns {
  const random = new Random(seed);
  const columns = {
    length,
    time: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
  let price = 100;
  for (let i = 0; i < length; i += 1) {
    const open = price;
    price = open + (100 - open) * PULL + open * (random.uniform() - 0.5) * 0.01;
    const reach = random.uniform() * 0.003 * open;
    columns.time[i] = START_MS + (i + 1) * MINUTE_MS;
    columns.open[i] = round(open);
    columns.close[i] = round(price);
    columns.high[i] = round(Math.max(open, price) + reach);
    columns.low[i] = round(Math.min(open, price) - reach);
    columns.volume[i] = 10_000 + Math.floor(random.uniform() * 100_000);
  }
  return columns;
}

/** One symbol of these bars as a dataset, 390 bars a session. */
export function datasetOf(bars: BarColumns): Dataset {
  const session = new Int32Array(bars.length);
  for (let i = 0; i < bars.length; i += 1) session[i] = Math.floor(i / MINUTES_PER_SESSION);
  return {
    timeframe: '1m',
    time: bars.time,
    session,
    periodsPerYear: 252 * MINUTES_PER_SESSION,
    symbols: [
      {
        instrument: shareOf('TEST'),
        calendar: 'XNYS',
        bars,
        factor: undefined,
        actions: [],
        rows: undefined,
        hasVolume: true,
        synthetic: true,
      },
    ],
    fingerprint: 'sha256:0',
  };
}

function round(price: number): number {
  return Math.round(price * 100) / 100;
}
