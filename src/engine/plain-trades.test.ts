import { afterEach, expect, test, vi } from 'vitest';
import { Random } from '../base/index.ts';
import { ACTION, type Decider, type DecisionFacts, type Decisions, type PositionView } from '../ports/index.ts';
import { SimulatedBroker } from '../sim/index.ts';
import { ENGINE_BLOCK_ROWS, type EngineInput, type EngineSettings } from './index.ts';
import { inputOfRun, randomRun } from './random-run.testkit.ts';
import { besideIdle, plain, traceOf } from './short-way.testkit.ts';

const RUNS = 1200;
const ROWS = 160;
/** Of every twentieth run: more than a block. */
const LONG = ENGINE_BLOCK_ROWS + 100;
const SAID = [ACTION.hold, ACTION.hold, ACTION.buy, ACTION.close, ACTION.sell, ACTION.abstain];

/** Says the same for a while, then something else: what rules do. No weights, no levels. */
class Codes implements Decider {
  readonly readsPosition: boolean;
  readonly #codes: Uint8Array;
  readonly #writes: boolean;

  constructor(random: Random, rows: number) {
    const longest = 1 + random.below(30);
    this.#codes = new Uint8Array(rows);
    for (let row = 0; row < rows; ) {
      const code = SAID[random.below(SAID.length)]!;
      const end = row + 1 + random.below(longest);
      this.#codes.fill(code, row, end);
      row = end;
    }
    this.readsPosition = random.below(2) === 0;
    this.#writes = random.below(2) === 0;
  }

  decide(bar: number, position: PositionView, out: Decisions): void {
    // One that looks at its position leaves it when it has lost.
    const leaves = this.readsPosition && position.unrealised[0]! < -0.03;
    out.action[0] = leaves ? ACTION.close : this.#codes[bar]!;
  }

  writeCodes(_symbol: number, from: number, to: number, codes: Uint8Array): boolean {
    if (this.#writes) codes.set(this.#codes.subarray(from, to));
    return this.#writes;
  }

  explain(bar: number, _symbol: number, position: PositionView): DecisionFacts {
    const { weight, barsHeld, unrealised, entryPrice } = position;
    return { reason: `${bar} ${weight[0]} ${barsHeld[0]} ${unrealised[0]} ${entryPrice[0]}`, inputs: {}, evidence: [] };
  }
}

/** Half of the runs have no corporate action. In two of three volume, limits and cash let most orders trade whole; in the rest few do. */
function inputOf(seed: number): EngineInput {
  const random = new Random(seed, 'plain');
  const isEasy = seed % 3 > 0;
  const rows = seed % 20 === 0 ? LONG : ROWS;
  const { dataset, evaluateFrom, settings } = inputOfRun(randomRun(seed, { symbols: 1, rows }));
  const [symbol] = dataset.symbols;
  const { bars, instrument } = symbol!;
  const calm = seed % 2 === 0 ? { actions: [], factor: undefined } : {};
  const lotSize = [1, 0.01, 0.1, 10][random.below(4)]!;
  const volume = isEasy ? bars.volume.map(() => 1e6) : bars.volume;
  const perSession = 1 + random.below(40);
  const session = dataset.session.map((_, row) => Math.floor(row / perSession));
  const made = { ...symbol!, ...calm, bars: { ...bars, volume }, instrument: { ...instrument, lotSize } };
  return {
    dataset: { ...dataset, symbols: [made], session },
    decider: new Codes(random, rows),
    evaluateFrom,
    keepDecisions: seed % 4 < 2,
    settings: isEasy ? easy(plain(settings, seed)) : plain(settings, seed),
  };
}

function easy(settings: EngineSettings): EngineSettings {
  const { execution, sizing, limits } = settings;
  return {
    ...settings,
    capital: 100_000,
    execution: { ...execution, cashInterestRate: 0 },
    sizing: { ...sizing, reserve: 0.05, cashBuffer: 0 },
    limits: { ...limits, maxOrder: { ...limits.maxOrder, value: 1 }, maxOrderValue: undefined },
  };
}

/** Counts the calls of a broker's method that did what they were asked. */
function countTaken(method: 'tradeNext' | 'exitWhole'): () => number {
  const spy = vi.spyOn(SimulatedBroker.prototype, method);
  return () => spy.mock.results.filter(({ value }) => value === true).length;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('trades in one go leave what stepping through them leaves', () => {
  const [trades, exits] = [countTaken('tradeNext'), countTaken('exitWhole')];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const input = inputOf(seed);
    const quick = traceOf(input).trace;
    const before = trades() + exits();
    const stepped = traceOf(besideIdle(input)).trace;
    expect(trades() + exits(), 'two symbols are stepped').toBe(before);
    if (quick !== stepped) expect(JSON.parse(quick), `seed ${seed}`).toEqual(JSON.parse(stepped));
    expect(quick === stepped, `seed ${seed}`).toBe(true);
  }
  expect(trades()).toBeGreaterThan(2 * RUNS);
  expect(exits()).toBeGreaterThan(RUNS / 4);
});
