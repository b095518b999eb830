import { z } from 'zod';
import { type ConformanceRow, conformanceRow, type ReferenceSet } from '../../metrics/index.ts';
import { constantHorizon, walkForwardByRows } from './by-rows.ts';
import { combinations, combinatorialFolds, combinatorialPaths } from './combinatorial.ts';

const indices = z.array(z.int());

/** The shape of the file of splits by row numbers. */
const splitsFile = z.object({
  source: z.object({ repo: z.string(), commit: z.string() }),
  combinatorial_properties: z.array(
    z.object({
      n_folds: z.int(),
      n_test_folds: z.int(),
      n_splits: z.int(),
      n_test_paths: z.int(),
      test_set_index: z.array(indices).optional(),
      recombined_paths: z.array(indices),
      path_ids: z.array(indices),
    }),
  ),
  CombinatorialPurgedCV: z.array(
    z.object({
      n_observations: z.int(),
      parameters: z.object({ n_folds: z.int(), n_test_folds: z.int(), purged_size: z.int(), embargo_size: z.int() }),
      splits: z.array(z.object({ train: indices, test_folds: z.array(indices) })),
    }),
  ),
  WalkForward: z.array(
    z.object({
      n_observations: z.int(),
      parameters: z.object({
        test_size: z.int(),
        train_size: z.int(),
        purged_size: z.int(),
        reduce_test: z.boolean(),
        expand_train: z.boolean(),
      }),
      splits: z.array(z.object({ train: indices, test: indices })),
    }),
  ),
});
type SplitsFile = z.infer<typeof splitsFile>;

/** Splits that others published, beside ours: labels of a constant horizon, purged by `purged_size`. */
export const SPLIT_REFERENCES: readonly ReferenceSet[] = [
  {
    what: 'purged walk-forward and combinatorial splits',
    cases: 'labeling_cv/purged_and_walk_forward_splits.json',
    tables: [],
    rows: (cases) => splitRows(splitsFile.parse(cases)),
  },
];

function splitRows(file: SplitsFile): readonly ConformanceRow[] {
  const source = `${file.source.repo} ${file.source.commit.slice(0, 12)}`;
  const row = (name: string, parameters: object, ours: string, expected: readonly number[], got: readonly number[]) =>
    conformanceRow({
      source,
      case: `${name} ${JSON.stringify(parameters)}`,
      expected,
      tolerance: 0,
      answer: { ours, got },
      reason: undefined,
    });
  return [
    ...file.combinatorial_properties.map((one) => {
      const { recombined_paths: paths, path_ids: ids, ...parameters } = one;
      return row('combinatorial properties', parameters, 'combinatorialPaths', propertiesOf(one, paths, ids), ourProperties(one));
    }),
    ...file.CombinatorialPurgedCV.map((one) => {
      const expected = one.splits.flatMap(({ train, test_folds }) => written([train, ...test_folds]));
      return row('CombinatorialPurgedCV', one.parameters, 'combinatorialFolds', expected, ourCombinations(one));
    }),
    ...file.WalkForward.map((one) => {
      const expected = one.splits.flatMap(({ train, test }) => written([train, test]));
      return row('WalkForward', one.parameters, 'walkForwardByRows', expected, ourWalk(one));
    }),
  ];
}

/** Lists one after the other, each behind its length, so that no two different lists read alike. */
const written = (lists: readonly (readonly number[])[]): readonly number[] => lists.flatMap((list) => [list.length, ...list]);

type Properties = SplitsFile['combinatorial_properties'][number];

function propertiesOf(
  { n_splits, n_test_paths, test_set_index }: Properties,
  paths: readonly (readonly number[])[],
  ids: readonly (readonly number[])[],
): readonly number[] {
  return [n_splits, n_test_paths, ...written(test_set_index ?? []), ...written(paths), ...written(ids)];
}

function ourProperties(one: Properties): readonly number[] {
  const chosen = combinations(one.n_folds, one.n_test_folds);
  const paths = combinatorialPaths(one.n_folds, one.n_test_folds);
  const byGroup = Array.from({ length: one.n_folds }, (_, group) => paths.map((path) => path[group]!));
  const ids = chosen.map((groups, fold) => groups.map((group) => byGroup[group]!.indexOf(fold)));
  const test_set_index = one.test_set_index === undefined ? undefined : chosen.map((groups) => [...groups]);
  return propertiesOf({ ...one, n_splits: chosen.length, n_test_paths: paths.length, test_set_index }, byGroup, ids);
}

function ourCombinations({ n_observations, parameters: p }: SplitsFile['CombinatorialPurgedCV'][number]): readonly number[] {
  const { spans, bars } = constantHorizon(n_observations, p.purged_size);
  const cut = { groups: p.n_folds, test: p.n_test_folds, embargoBars: p.embargo_size, minTrainRows: 0 };
  const folds = combinatorialFolds({ spans, bars, ...cut });
  return folds.flatMap(({ train, tests }) => written([[...train], ...tests.map((test) => [...test])]));
}

function ourWalk({ n_observations, parameters: p }: SplitsFile['WalkForward'][number]): readonly number[] {
  const folds = walkForwardByRows({
    rows: n_observations,
    testRows: p.test_size,
    trainRows: p.train_size,
    horizon: p.purged_size,
    shortLast: p.reduce_test,
    expanding: p.expand_train,
  });
  return folds.flatMap(({ train, test }) => written([[...train], [...test]]));
}
