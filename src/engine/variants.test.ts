import { expect, test } from 'vitest';
import {
  type Engine,
  type EngineInput,
  VARIANT_FIELD as FIELD,
  returnCount,
  runHistory,
  VARIANT_FIELDS,
  type VariantFigures,
  VariantRunner,
  type VariantShared,
} from './index.ts';
import { inputOfRun, randomRun } from './random-run.testkit.ts';

const RUNS = 300;
const BLOCKS = 4;

/** Last row of each session from a row on, looked up one by one. */
function endsOf(session: Int32Array, from: number): Int32Array {
  return Int32Array.from([...session.keys()].filter((row) => row >= from && session[row] !== session[row + 1]));
}

/** The figures from the engine's own columns, the plainest way. */
function expectFigures(engine: Engine, shared: VariantShared, capital: number, figures: VariantFigures): void {
  const { row, returns, blockSums } = figures;
  const { evaluateFrom: from, sessionEnds: ends } = shared;
  const expected: number[] = [];
  let before = capital;
  for (const end of ends) {
    if (end === from || !(before > 0)) continue;
    const now = engine.equity[end]!;
    expected.push((now - before) / before);
    before = now;
  }
  expect([...returns.subarray(0, expected.length)]).toEqual(expected);
  expect([...returns.subarray(expected.length)].every(Number.isNaN)).toBe(true);
  expect(row[FIELD.returns]).toBe(expected.length);
  expect(row[FIELD.returnSum]).toBe(expected.reduce((sum, gain) => sum + gain, 0));
  expect(row[FIELD.returnSquares]).toBe(expected.reduce((sum, gain) => sum + gain * gain, 0));
  const length = Math.floor(returns.length / BLOCKS);
  for (let block = 0; block < BLOCKS; block += 1) {
    const start = returns.length - (BLOCKS - block) * length;
    const part = [...returns.subarray(start, start + length)];
    const whole = expected.length === returns.length;
    expect(blockSums![block]).toBe(whole ? part.reduce((sum, gain) => sum + gain, 0) : Number.NaN);
    expect(blockSums![BLOCKS + block]).toBe(whole ? part.reduce((sum, gain) => sum + gain * gain, 0) : Number.NaN);
  }
  let high = capital;
  let deepest = 0;
  for (const now of engine.equity.subarray(from)) {
    high = Math.max(high, now);
    deepest = Math.max(deepest, (high - now) / high);
  }
  expect(row[FIELD.maxDrawdown]).toBe(deepest);
  expect(row[FIELD.finalEquity]).toBe(engine.equity.at(-1));
  expectTrades(engine, row);
}

function expectTrades(engine: Engine, row: Float64Array): void {
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => engine.trade(index));
  const won = trades.filter(({ netPnl }) => netPnl > 0);
  const lost = trades.filter(({ netPnl }) => !(netPnl > 0));
  expect(row[FIELD.closedTrades]).toBe(trades.length);
  expect(row[FIELD.winners]).toBe(won.length);
  expect(row[FIELD.ambiguous]).toBe(trades.filter(({ ambiguous }) => ambiguous).length);
  expect(row[FIELD.gains]).toBeCloseTo(
    won.reduce((sum, { netPnl }) => sum + netPnl, 0),
    6,
  );
  expect(row[FIELD.losses]).toBeCloseTo(-lost.reduce((sum, { netPnl }) => sum + netPnl, 0), 6);
  const totals = engine.totals();
  const sum = (key: 'transactionCost' | 'slippageCost' | 'impactCost' | 'borrowFee' | 'grossPnl' | 'tradedNotional'): number =>
    totals.bySymbol.reduce((all, symbol) => all + symbol[key], 0);
  for (const key of ['transactionCost', 'slippageCost', 'impactCost', 'borrowFee', 'grossPnl', 'tradedNotional'] as const)
    expect(row[FIELD[key]], key).toBe(sum(key));
  expect(row[FIELD.interest]).toBe(totals.interest);
  expect(row[FIELD.grossExposureSum]).toBe(totals.grossExposureSum);
  expect(row[FIELD.grossExposureLargest]).toBe(totals.grossExposureLargest);
  expect(row[FIELD.halted]).toBe(totals.halted ? 1 : 0);
}

/** What is left of a run, as text. */
function leftOf(engine: Engine): string {
  const trades = Array.from({ length: engine.tradeCount }, (_, index) => engine.trade(index));
  const { notWritten: _, ...totals } = engine.totals();
  return JSON.stringify([trades, totals, [...engine.equity].map(String)]);
}

function alone(input: EngineInput, costs: Float64Array, ends: Int32Array): Engine {
  let next = 0;
  return runHistory(input, {
    onBlock: ({ block }, _, to) => {
      for (; next < ends.length && ends[next]! < to; next += 1)
        costs[next] = block.cumulativeCosts[ends[next]! - block.firstRow]!;
    },
  });
}

test('a variant leaves what the engine leaves alone, and its figures are those of that run', () => {
  let trades = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const input = inputOfRun(randomRun(seed));
    const { dataset, evaluateFrom, decider, settings, stopAtr } = input;
    const ends = endsOf(dataset.session, evaluateFrom);
    const shared: VariantShared = { dataset, evaluateFrom, sessionEnds: ends, blocks: BLOCKS };
    const runner = new VariantRunner(shared);
    const costs = new Float64Array(ends.length);
    const expected = alone(input, costs, ends);
    trades += expected.tradeCount;
    const figures = {
      row: new Float64Array(VARIANT_FIELDS),
      returns: new Float64Array(returnCount(shared)),
      blockSums: new Float64Array(2 * BLOCKS),
      costs: new Float64Array(ends.length),
    };
    // The second time in memory that a run has used.
    for (let time = 0; time < 2; time += 1) {
      const engine = runner.run({ decider, settings, ...(stopAtr === undefined ? {} : { stopAtr }) }, figures);
      expect(leftOf(engine) === leftOf(expected), `seed ${seed}`).toBe(true);
      expectFigures(expected, shared, settings.capital, figures);
      expect([...figures.costs], `seed ${seed}`).toEqual([...costs]);
    }
  }
  expect(trades).toBeGreaterThan(RUNS);
});
