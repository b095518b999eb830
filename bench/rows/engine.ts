import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/command.ts';
import { backtest, Memory, ruleBacktest } from '../backtest.ts';
import { datasetOf, randomBars } from '../bars.ts';
import { deciderClasses } from '../deciders.ts';
import type { Row, Work } from '../row.ts';

const LENGTH = 500_000;
const WARM_LENGTH = 20_000;
const MEMORY_BARS = 10_000_000;

export const engineRows: readonly Row[] = [
  {
    group: 'engine',
    name: 'rule backtest with 2 features and the full fill model, columns to metrics, per bar',
    target: 15,
    unit: 'EMU',
    prepare: async () => {
      const dataset = datasetOf(randomBars(LENGTH));
      const memory = new Memory(LENGTH);
      return { run: () => timed(() => ruleBacktest(dataset, memory)) };
    },
  },
  {
    group: 'engine',
    name: 'code strategy, no portfolio feedback, 10 classes loaded, per bar',
    target: 15,
    unit: 'EMU',
    prepare: async () => prepareCode({ readsPosition: false }),
  },
  {
    group: 'engine',
    name: 'code strategy, portfolio feedback, 10 classes loaded, per bar',
    target: 20,
    unit: 'EMU',
    prepare: async () => prepareCode({ readsPosition: true }),
  },
  {
    group: 'engine',
    name: '10 million 1-minute bars, peak memory of the process',
    target: 2,
    unit: 'GB',
    heavy: true,
    prepare: async () => ({ run: () => ({ kind: 'figure', figure: peakMemoryGb() }) }),
  },
];

function timed(work: () => number) {
  const started = process.hrtime.bigint();
  const trades = work();
  const elapsed = Number(process.hrtime.bigint() - started);
  if (trades === 0) throw new Error('the strategy never traded');
  return { kind: 'ns', perItem: elapsed / LENGTH } as const;
}

function prepareCode({ readsPosition }: { readonly readsPosition: boolean }): Work {
  const bars = randomBars(LENGTH);
  const dataset = datasetOf(bars);
  const short = datasetOf(randomBars(WARM_LENGTH));
  const fast = mean(bars.close, 10);
  const slow = mean(bars.close, 40);
  const classes = deciderClasses(readsPosition);
  for (const one of classes) backtest(short, new one(fast, slow), 40);
  let turn = 0;
  return {
    run: () => {
      const one = classes[turn % classes.length]!;
      turn += 1;
      return timed(() => backtest(dataset, new one(fast, slow), 40));
    },
  };
}

function mean(values: Float64Array, period: number): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i]! - (i < period ? 0 : values[i - period]!);
    result[i] = sum / Math.min(period, i + 1);
  }
  return result;
}

/** A process of its own runs the backtest and says how much memory it held at most. */
function peakMemoryGb(): number {
  const script = join(root, 'bench/big-backtest.ts');
  const result = spawnSync(process.execPath, [script, String(MEMORY_BARS)], { encoding: 'utf8' });
  const peak = Number.parseFloat(result.stdout);
  if (result.status !== 0 || !(peak > 0)) throw new Error(`the big backtest ended with ${result.status}: ${result.stderr}`);
  return peak;
}
