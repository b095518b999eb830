import { compileRule, planRule } from '../../src/agents/index.ts';
import { Arena, columnBytes } from '../../src/base/index.ts';
import { returnCount, VARIANT_FIELD, VARIANT_FIELDS, VariantRunner, type VariantShared } from '../../src/engine/index.ts';
import { type FeatureRun, planFeatures, resolveFeatures, startFeatures } from '../../src/features/index.ts';
import type { Dataset } from '../../src/market/index.ts';
import { sessionEnds } from '../../src/metrics/index.ts';
import { SWEEP_SETTINGS } from '../backtest.ts';
import { datasetOf, randomBars } from '../bars.ts';
import type { Row, Work } from '../row.ts';

const BARS = 5000;
const BLOCKS = 16;
const FAST = Array.from({ length: 96 }, (_, index) => index + 2);
const SLOW = Array.from({ length: 100 }, (_, index) => 100 + 2 * index);
const LONGEST = SLOW.at(-1)!;
/** Columns that the flags of one rule take. */
const RULE_COLUMNS = 8;

/** Daily bars, every variant a rule of two moving averages: means once, then each rule from its plan to its figures. */
export const sweepRow: Row = {
  group: 'sweep',
  name: '9,600 SMA variants x 5,000 bars, rule to figures, per bar and variant',
  target: 8,
  unit: 'EMU',
  prepare: async () => prepareSweep(),
};

function prepareSweep(): Work {
  const daily = datasetOf(randomBars(BARS));
  const dataset: Dataset = {
    ...daily,
    timeframe: '1d',
    session: Int32Array.from(daily.time, (_, row) => row),
    periodsPerYear: 252,
  };
  const { time, session, timeframe, periodsPerYear } = dataset;
  const definitions = [...FAST, ...SLOW].map((period) => ({ name: `sma_${period}`, type: 'technical', params: {} }));
  const { features } = resolveFeatures(definitions, { timeframe });
  const names = definitions.map(({ name }) => name);
  const plan = planFeatures(features, { names, expressions: [] }, { timeframe, periodsPerYear: () => periodsPerYear });
  const memory = new Arena(columnBytes(BARS, names.length + RULE_COLUMNS), { private: true });
  const allocate = (length: number): Float64Array => memory.float64(length);
  const evaluateFrom = LONGEST - 1;
  const ends = sessionEnds({ session, from: evaluateFrom });
  const shared = { dataset, evaluateFrom, sessionEnds: ends, blocks: BLOCKS };
  return {
    run: () => {
      const mark = memory.mark();
      const started = process.hrtime.bigint();
      const run = startFeatures({ plan, dataset, allocate });
      run.advance(time.length);
      const ready: FeatureRun = {
        rows: BARS,
        allocate,
        advance: () => {},
        column: (symbol, key) => run.column(symbol, key),
        firstRow: () => evaluateFrom,
      };
      const trades = sweep(shared, ready, memory);
      const elapsed = Number(process.hrtime.bigint() - started);
      memory.release(mark);
      if (trades === 0) throw new Error('no variant traded');
      return { kind: 'ns', perItem: elapsed / (FAST.length * SLOW.length * BARS) };
    },
  };
}

/** Runs all variants over columns that are there. @returns closed trades of all of them */
function sweep(shared: VariantShared, run: FeatureRun, memory: Arena): number {
  const runner = new VariantRunner(shared);
  const returns = new Float64Array(returnCount(shared));
  const figures = { row: new Float64Array(VARIANT_FIELDS), returns, blockSums: new Float64Array(2 * BLOCKS) };
  let trades = 0;
  for (const fast of FAST) {
    for (const slow of SLOW) {
      const mark = memory.mark();
      const rule = planRule({ preset: 'sma_crossover', fast_feature: `sma_${fast}`, slow_feature: `sma_${slow}` });
      const agent = compileRule({ rule, symbols: ['TEST'], run });
      agent.advance(BARS);
      runner.run({ decider: agent.decider, settings: SWEEP_SETTINGS }, figures);
      trades += figures.row[VARIANT_FIELD.closedTrades]!;
      memory.release(mark);
    }
  }
  return trades;
}
