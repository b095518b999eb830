import { expect, test, vi } from 'vitest';
import { Random } from '../base/index.ts';
import { ACTION, type Decider, type DecisionFacts, type Decisions, type PositionView } from '../ports/index.ts';
import { BarEngine } from './engine.ts';
import {
  ENGINE_BLOCK_ROWS,
  type Engine,
  type EngineInput,
  type EngineSettings,
  VARIANT_FIELD as FIELD,
  returnCount,
  runHistory,
  VARIANT_FIELDS,
  type VariantFigures,
  VariantRunner,
  type VariantShared,
} from './index.ts';
import { inputOfRun, randomRun } from './random-run.testkit.ts';
import { plain } from './short-way.testkit.ts';

const RUNS = 300;
const BLOCKS = 4;
const SAID = [ACTION.hold, ACTION.hold, ACTION.buy, ACTION.close, ACTION.sell, ACTION.abstain];

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
  const length = Math.floor(returns.length / BLOCKS);
  const lead = returns.length - BLOCKS * length;
  const isWhole = expected.length === returns.length;
  const parts = isWhole
    ? [0, 1, 2, 3, 4].map((part) => expected.slice(part === 0 ? 0 : lead + (part - 1) * length, lead + part * length))
    : [expected];
  const sums = parts.map((part) => part.reduce((sum, gain) => sum + gain, 0));
  const squares = parts.map((part) => part.reduce((sum, gain) => sum + gain * gain, 0));
  expect(row[FIELD.returnSum]).toBe(sums.reduce((total, sum) => total + sum, 0));
  expect(row[FIELD.returnSquares]).toBe(squares.reduce((total, sum) => total + sum, 0));
  for (let block = 0; block < BLOCKS; block += 1) {
    expect(blockSums![block]).toBe(isWhole ? sums[block + 1] : Number.NaN);
    expect(blockSums![BLOCKS + block]).toBe(isWhole ? squares[block + 1] : Number.NaN);
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

function newFigures(shared: VariantShared): Required<VariantFigures> {
  return {
    row: new Float64Array(VARIANT_FIELDS),
    returns: new Float64Array(returnCount(shared)),
    blockSums: new Float64Array(2 * BLOCKS),
    costs: new Float64Array(shared.sessionEnds.length),
  };
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
    const figures = newFigures(shared);
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

/** Nothing happens between trades, and they are filled whole: what most sweeps are like. */
function easy(settings: EngineSettings): EngineSettings {
  const { execution, sizing, limits, stops } = settings;
  const { borrow, liquidity } = execution;
  const free = { borrow: { ...borrow, enabled: false }, liquidity: { ...liquidity, enabled: false } };
  return {
    capital: 100_000,
    execution: { ...execution, ...free, cashInterestRate: 0, closeAtEnd: 'no' },
    sizing: { ...sizing, minOrderValue: 0 },
    stops: { ...stops, maxHoldingBars: 0 },
    limits: { ...limits, maxOrderValue: undefined },
  };
}

/** Says codes that were drawn before, as rules do; every third kind says weights too. */
class Drawn implements Decider {
  readonly readsPosition = false;
  readonly #codes: Uint8Array;
  readonly #weights: Float64Array | undefined;

  constructor(random: Random, rows: number, withWeights: boolean) {
    const longest = 1 + random.below(30);
    this.#codes = new Uint8Array(rows);
    for (let row = 0; row < rows; ) {
      const end = row + 1 + random.below(longest);
      this.#codes.fill(SAID[random.below(SAID.length)]!, row, end);
      row = end;
    }
    this.#weights = withWeights ? Float64Array.from({ length: rows }, () => (random.below(9) - 4) / 4) : undefined;
  }

  decide(bar: number, _: PositionView, out: Decisions): void {
    out.action[0] = this.#codes[bar]!;
    const weight = this.#weights?.[bar];
    if (weight !== undefined && this.#codes[bar] !== ACTION.hold) out.weight[0] = weight;
  }

  writeCodes(_symbol: number, from: number, to: number, codes: Uint8Array): boolean {
    if (this.#weights === undefined) codes.set(this.#codes.subarray(from, to));
    return this.#weights === undefined;
  }

  explain(): DecisionFacts {
    throw new Error('a variant is never asked to explain');
  }
}

test('variants of one runner leave what each leaves alone, whatever ran before in the same memory', () => {
  const restarted = vi.spyOn(BarEngine.prototype, 'restart');
  let trades = 0;
  let shorts = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const rows = seed % 20 === 0 ? ENGINE_BLOCK_ROWS + 100 : 160;
    const input = inputOfRun(randomRun(seed, { symbols: 1, rows }));
    const { evaluateFrom, settings: drawn } = input;
    const random = new Random(seed, 'variants');
    const [symbol] = input.dataset.symbols;
    const calm =
      seed % 3 > 0
        ? { actions: [], factor: undefined, bars: { ...symbol!.bars, volume: symbol!.bars.volume.map(() => 1e6) } }
        : {};
    const dataset = {
      ...input.dataset,
      symbols: [{ ...symbol!, ...calm }],
      session: input.dataset.session.map((_, row) => Math.floor(row / (1 + (seed % 3)))),
    };
    const settings = seed % 4 === 0 ? drawn : seed % 4 === 1 ? plain(drawn, seed) : easy(plain(drawn, seed));
    const ends = endsOf(dataset.session, evaluateFrom);
    const shared: VariantShared = { dataset, evaluateFrom, sessionEnds: ends, blocks: BLOCKS };
    const runner = new VariantRunner(shared);
    for (let variant = 0; variant < 6; variant += 1) {
      const decider = new Drawn(random, rows, variant === 4);
      const own = variant === 3 ? { ...settings, capital: settings.capital * 2 } : settings;
      const stops = input.stopAtr === undefined ? {} : { stopAtr: input.stopAtr };
      const figures = newFigures(shared);
      const expected = alone(
        { dataset, decider, settings: own, evaluateFrom, keepDecisions: false, ...stops },
        new Float64Array(ends.length),
        ends,
      );
      const engine = runner.run({ decider, settings: own, ...stops }, figures);
      expect(leftOf(engine) === leftOf(expected), `seed ${seed} variant ${variant}`).toBe(true);
      expectFigures(expected, shared, own.capital, figures);
      trades += engine.tradeCount;
      for (let i = 0; i < engine.tradeCount; i += 1) if (engine.trade(i).side === 'short') shorts += 1;
    }
  }
  expect(trades).toBeGreaterThan(RUNS * 6);
  expect(shorts).toBeGreaterThan(RUNS / 2);
  expect(restarted.mock.results.filter(({ value }) => value === true).length).toBeGreaterThan(RUNS / 3);
  restarted.mockRestore();
});
