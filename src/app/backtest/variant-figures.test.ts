import { expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import {
  type EngineSettings,
  VARIANT_FIELD as FIELD,
  returnCount,
  VARIANT_FIELDS,
  VariantRunner,
  type VariantShared,
} from '../../engine/index.ts';
import { type Dataset, shareOf } from '../../market/index.ts';
import { blockSums, drawdowns, sessionEnds, sessionReturns, tradeStatistics } from '../../metrics/index.ts';
import { ACTION, type Decider } from '../../ports/index.ts';
import {
  agentRiskSchema,
  executionSchema,
  positionManagerSection,
  resolveExecution,
  resolveLimits,
  resolveSizing,
  resolveStops,
  riskSection,
  stopsSchema,
} from '../../trading/index.ts';

const ROWS = 240;
const BLOCKS = 6;
const DAY_MS = 86_400_000;

const SETTINGS: EngineSettings = {
  capital: 10_000,
  execution: resolveExecution(executionSchema.parse({})),
  sizing: resolveSizing(positionManagerSection.parse({}).sizing),
  stops: resolveStops(stopsSchema.parse({ stop_loss_pct: 0.05 })),
  limits: resolveLimits(riskSection.parse({}).limits, agentRiskSchema.parse({ allow_short: true })),
};

/** A walk around 50; `ruin`: at the end the price is a hundred times as high, which ends who is short. */
function datasetOf(random: Random, perSession: number, ruin: boolean): Dataset {
  const closes = Float64Array.from({ length: ROWS }, (_, row) =>
    ruin && row > ROWS - 20 ? 5000 : 50 + Math.round(100 * Math.abs(random.normal())) / 100,
  );
  const time = Float64Array.from(closes, (_, row) => (row + 1) * DAY_MS);
  const bars = { length: ROWS, time, open: closes, high: closes, low: closes, close: closes, volume: closes.map(() => 1e6) };
  return {
    timeframe: '1d',
    time,
    session: Int32Array.from(closes, (_, row) => Math.floor(row / perSession)),
    periodsPerYear: 252,
    symbols: [
      {
        instrument: shareOf('S'),
        calendar: '24x7',
        bars,
        factor: undefined,
        actions: [],
        rows: undefined,
        hasVolume: true,
        synthetic: true,
      },
    ],
    fingerprint: 'sha256:test',
  };
}

function deciderOf(random: Random, ruin: boolean): Decider {
  const codes = Uint8Array.from({ length: ROWS }, () => random.below(8)).map((code) => (code > 3 ? ACTION.hold : code));
  if (ruin) codes.fill(ACTION.sell, ROWS - 40);
  return {
    readsPosition: false,
    decide: (bar, _, out) => {
      out.action[0] = codes[bar]!;
    },
    explain: () => ({ reason: '', inputs: {}, evidence: [] }),
  };
}

test('figures of a variant are what the metrics make of its equity and trades', () => {
  let lost = 0;
  for (let seed = 1; seed <= 120; seed += 1) {
    const random = new Random(seed, 'figures');
    const ruin = seed % 5 === 0;
    const dataset = datasetOf(random, seed % 2 === 0 ? 1 : 3, ruin);
    const evaluateFrom = seed % 7;
    const sizing = { ...SETTINGS.sizing, reserve: 0.01 };
    const settings = ruin ? { ...SETTINGS, sizing, stops: resolveStops(undefined) } : SETTINGS;
    const ends = sessionEnds({ session: dataset.session, from: evaluateFrom });
    const shared: VariantShared = { dataset, evaluateFrom, sessionEnds: ends, blocks: BLOCKS };
    const row = new Float64Array(VARIANT_FIELDS);
    const returns = new Float64Array(returnCount(shared));
    const sums = new Float64Array(2 * BLOCKS);
    const engine = new VariantRunner(shared).run(
      { decider: deciderOf(random, ruin), settings },
      { row, returns, blockSums: sums },
    );
    const run = { equity: engine.equity, from: evaluateFrom, capital: SETTINGS.capital };
    const expected = sessionReturns({ ...run, ends });
    expect([...returns.subarray(0, row[FIELD.returns])]).toEqual([...expected]);
    expect(row[FIELD.maxDrawdown]).toBe(drawdowns({ ...run, time: dataset.time, atMost: 1 }).maximum);
    const trades = Array.from({ length: engine.tradeCount }, (_, index) => engine.tradeResult(index));
    const { closed, winners, ambiguous, gains, losses } = tradeStatistics(trades);
    const found = [FIELD.closedTrades, FIELD.winners, FIELD.ambiguous, FIELD.gains, FIELD.losses].map((field) => row[field]);
    expect(found).toEqual([closed, winners, ambiguous, gains, losses]);
    if (expected.length < returns.length) {
      lost += 1;
      expect([...returns.subarray(expected.length), ...sums].every(Number.isNaN)).toBe(true);
      continue;
    }
    const blocks = blockSums([expected], BLOCKS);
    expect([...sums]).toEqual([...blocks.sums.map(([sum]) => sum), ...blocks.squares.map(([square]) => square)]);
  }
  expect(lost).toBeGreaterThan(10);
});
