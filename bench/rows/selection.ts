import { Random } from '../../src/base/index.ts';
import { statistics } from '../../src/metrics/index.ts';
import type { Row } from '../row.ts';

const DAYS = 2500;
const STRATEGIES = 1000;
const SPLITS = 12_870;
const TRIALS = 500;
const DRAWS = 10_000;

/** Made-up daily returns of some strategies. */
function returnsOf(strategies: number): Float64Array[] {
  const random = new Random(1, 'bench');
  return Array.from({ length: strategies }, () => Float64Array.from({ length: DAYS }, () => random.uniform() - 0.5));
}

function row(
  of: Pick<Row, 'name' | 'target' | 'heavy'>,
  strategies: number,
  work: (returns: readonly Float64Array[]) => void,
): Row {
  return {
    ...of,
    group: 'selection',
    unit: 'million EMU',
    prepare: async () => {
      const returns = returnsOf(strategies);
      return {
        run: () => {
          const started = process.hrtime.bigint();
          work(returns);
          return { kind: 'ns', perItem: Number(process.hrtime.bigint() - started) / 1e6 };
        },
      };
    },
  };
}

export const selectionRows: readonly Row[] = [
  // The best of a thousand strategies in each of all halves of 16 blocks, from daily returns to the probability of overfitting.
  row({ name: 'CSCV, 12,870 splits x 1,000 strategies x 2,500 days, in all', target: 36, heavy: true }, STRATEGIES, (returns) => {
    const found = statistics.probabilityOfBacktestOverfitting(returns);
    if ('missing' in found || found.chosen.length !== SPLITS) throw new Error(`${SPLITS} splits were to be made`);
  }),
  row({ name: 'stationary bootstrap, 10,000 draws x 2,500 days, in all', target: 12 }, 2, ([returns, benchmark]) => {
    const found = statistics.realityCheck({ series: [returns!], benchmark: benchmark!, seed: 1, draws: DRAWS });
    if ('missing' in found) throw new Error(found.missing);
  }),
  row({ name: 'mean correlation of 500 trials x 2,500 days, in all', target: 47 }, TRIALS, (series) => {
    const found = statistics.effectiveTrials({ series, trials: TRIALS });
    if ('missing' in found) throw new Error(found.missing);
  }),
];
