import { Random } from '../base/index.ts';
import type { ModelKind, TrainingRows } from './contract.ts';

const DAY = 86_400_000;

/** Training rows written out: columns by name, targets (class labels or numbers), weights (default 1 each). */
export function trainingRows(
  columns: Readonly<Record<string, readonly number[]>>,
  targets: readonly number[],
  { classes = [], weight }: { readonly classes?: readonly number[]; readonly weight?: readonly number[] } = {},
): TrainingRows {
  const time = Float64Array.from(targets, (_, row) => (row + 1) * DAY);
  return {
    rows: targets.length,
    names: Object.keys(columns),
    columns: Object.values(columns).map((values) => Float64Array.from(values)),
    target: Float64Array.from(targets, (value) => (classes.length === 0 ? value : classes.indexOf(value))),
    classes,
    weight: Float64Array.from(weight ?? targets.map(() => 1)),
    time,
    end: time.map((value) => value + DAY),
    uniqueness: 1,
  };
}

/** Made-up rows that a model can learn from: three columns, the last without meaning, and a target that leans on the first two. */
export function learnableRows(kind: ModelKind, rows: number, classes: readonly number[] = [-1, 0, 1], seed = 7): TrainingRows {
  const random = new Random(seed, 'learnable rows');
  const names = ['drift', 'swing', 'noise'];
  const columns = names.map(() => Array.from({ length: rows }, () => random.normal()));
  const targets = Array.from({ length: rows }, (_, row) => {
    const value = 0.8 * columns[0]![row]! - 0.5 * columns[1]![row]! + 0.7 * random.normal();
    if (kind === 'regressor') return value;
    if (classes.length === 2) return classes[value > 0 ? 1 : 0]!;
    return classes[value > 0.4 ? 2 : value < -0.4 ? 0 : 1]!;
  });
  const weight = Array.from({ length: rows }, () => 0.5 + random.uniform());
  const mean = weight.reduce((sum, value) => sum + value, 0) / rows;
  return trainingRows(Object.fromEntries(names.map((name, k) => [name, columns[k]!])), targets, {
    classes: kind === 'classifier' ? classes : [],
    weight: weight.map((value) => value / mean),
  });
}
