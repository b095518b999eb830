import type { TrainingRows } from '../../src/models/index.ts';
import type { Row, Work } from '../row.ts';

/** What a fit without early stopping and without drawing anything takes: all rows and columns in every tree. */
const WHOLE = { early_stopping: 0, row_fraction: 1, feature_fraction: 1 };

/** Boosted trees, columns in to model out: cutting into bins and every round; in millions, as one fit is the item. */
export const treeRows: readonly Row[] = [
  {
    group: 'models',
    name: 'gbdt, 100,000 rows x 50 columns, 100 trees, 31 leaves, 255 bins, one fit',
    target: 1200,
    unit: 'million EMU',
    heavy: true,
    prepare: () =>
      prepare(100_000, 50, {
        ...WHOLE,
        rounds: 100,
        learning_rate: 0.1,
        max_leaves: 31,
        max_bins: 255,
        min_leaf_rows: 20,
        l2: 0,
      }),
  },
  {
    group: 'models',
    // 3 seconds on a machine where 1 EMU is 1.6 ns.
    name: 'gbdt, 20,000 rows x 20 columns, 200 trees, otherwise as by default, one fit',
    target: 1875,
    unit: 'million EMU',
    heavy: true,
    prepare: () => prepare(20_000, 20, { rounds: 200, early_stopping: 0 }),
  },
];

async function prepare(rows: number, columns: number, settings: object): Promise<Work> {
  const { gbdt } = await import('../../src/models/trees/gbdt.ts');
  const { madeUpProblem } = await import('../../src/models/trees/lightgbm.testkit.ts');
  const { train } = madeUpProblem(rows, 1);
  const some: TrainingRows = { ...train, names: train.names.slice(0, columns), columns: train.columns.slice(0, columns) };
  const params = gbdt.params.parse(settings);
  const once = (): unknown => gbdt.fit(some, params, { kind: 'classifier', seed: 1, stream: 'bench' });
  once();
  return {
    run: () => {
      const started = process.hrtime.bigint();
      once();
      return { kind: 'ns', perItem: Number(process.hrtime.bigint() - started) / 1e6 };
    },
  };
}
