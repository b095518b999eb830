import { Random } from '../../src/base/index.ts';
import { statistics } from '../../src/metrics/index.ts';
import type { Row } from '../row.ts';

const STRATEGIES = 1000;
const DAYS = 2500;
const SPLITS = 12_870;

/** The best of a thousand strategies in each of all halves of 16 blocks, from daily returns to the probability of overfitting. */
export const selectionRow: Row = {
  group: 'selection',
  name: 'CSCV, 12,870 splits x 1,000 strategies x 2,500 days, in all',
  target: 36,
  unit: 'million EMU',
  heavy: true,
  prepare: async () => {
    const random = new Random(1, 'bench');
    const matrix = Array.from({ length: STRATEGIES }, () => Float64Array.from({ length: DAYS }, () => random.uniform() - 0.5));
    return {
      run: () => {
        const started = process.hrtime.bigint();
        const found = statistics.probabilityOfBacktestOverfitting(matrix);
        const elapsed = Number(process.hrtime.bigint() - started);
        if ('missing' in found || found.chosen.length !== SPLITS) throw new Error(`${SPLITS} splits were to be made`);
        return { kind: 'ns', perItem: elapsed / 1e6 };
      },
    };
  },
};
