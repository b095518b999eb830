import { DAY_MS, Random } from '../../../base/index.ts';
import type { EstimatorSettings } from '../../fitting/index.ts';
import { type Fold, walkForward } from '../../splits/index.ts';
import type { TrainingTable } from '../../training/table.ts';
import type { TrainedUnit } from './check-training.ts';

const ROWS = 320;
const COLUMNS = ['first', 'second', 'third'];

/** What a test changes of a made-up unit. */
export interface UnitOptions {
  readonly seed: number;
  readonly kind: 'classifier' | 'regressor';
  readonly family: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Bars that each label looks ahead; default 4. */
  readonly horizon?: number;
}

/** Seeded rows of one symbol, labels of overlapping spans that lean on the first column, folds as research cuts them. */
export function madeUpUnit({ seed, kind, family, params = {}, horizon = 4 }: UnitOptions): TrainedUnit {
  const table = madeUpTable(seed, kind, horizon);
  const folds = walkForward({ spans: table, folds: 3, scheme: 'expanding', minTrainRows: 20 });
  const estimator: EstimatorSettings = {
    ...{ kind, family, params, ensembleSeeds: 1, seed, stream: 'made up' },
    preprocess: { winsorise: [0.01, 0.99], scale: 'standard', missing: 'drop' },
  };
  return {
    name: 'MADE',
    table,
    folds,
    final: folds.at(-1)!,
    estimators: folds.map(() => estimator),
    weights: { uniqueness: 'auto', decay: 1, class: 'none' },
  };
}

function madeUpTable(seed: number, kind: UnitOptions['kind'], horizon: number): TrainingTable {
  const random = new Random(seed, 'made-up unit');
  const columns = COLUMNS.map(() => Float64Array.from({ length: ROWS }, () => random.normal()));
  const moves = Float64Array.from({ length: ROWS + horizon }, () => random.normal());
  const labelReturn = Float64Array.from({ length: ROWS }, (_, row) => {
    const ahead = moves.subarray(row + 1, row + 1 + horizon);
    return 0.01 * (0.5 * columns[0]![row]! + ahead.reduce((sum, move) => sum + move, 0));
  });
  const bar = Int32Array.from({ length: ROWS }, (_, row) => row);
  const time = Float64Array.from(bar, (row) => row * DAY_MS);
  const ownEnd = bar.map((row) => row + horizon);
  return {
    ...{ rows: ROWS, symbols: ['MADE'], names: COLUMNS, columns, symbol: new Int32Array(ROWS), bar, ownBar: bar, ownEnd, time },
    end: time.map((at) => at + horizon * DAY_MS),
    value: kind === 'classifier' ? labelReturn.map((gain) => (gain > 0 ? 1 : -1)) : labelReturn,
    labelReturn,
    nextReturn: moves.subarray(1, ROWS + 1).map((move) => 0.01 * move),
    classes: kind === 'classifier' ? [-1, 1] : [],
  };
}

/** A fold that trains on more rows than it may. */
export function alsoTrainedOn(fold: Fold, rows: Int32Array): Fold {
  return { ...fold, train: Int32Array.from(new Set([...fold.train, ...rows])).sort() };
}
