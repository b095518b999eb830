import { expect, test } from 'vitest';
import { log, Random } from '../../base/index.ts';
import type { TrainingRows } from '../contract.ts';
import { trainingRows } from '../rows.testkit.ts';
import { stoppingSplit } from './early-stopping.ts';
import { gbdt } from './gbdt.ts';

interface ModelJson {
  readonly start: readonly number[];
  readonly trees: readonly unknown[];
  readonly stopping: {
    readonly rounds: number;
    readonly loss: number;
    readonly train_rows: number;
    readonly validation_rows: number;
  } | null;
}

const dates = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const startsOf = ({ columns }: TrainingRows): number[] => [...columns[0]!];

test('the last fifth of the dates, and before it the rows whose label ends earlier', () => {
  // 10 dates: validation from date 8 on. Labels of two dates: the row of date 7 ends on date 8 and goes, that of date 6 stays.
  const rows = {
    ...trainingRows({ date: dates(10) }, dates(10)),
    time: Float64Array.from(dates(10)),
    end: Float64Array.from(dates(10), (t) => t + 1),
  };
  const { train, validation } = stoppingSplit(rows)!;
  expect(startsOf(validation)).toEqual([8, 9]);
  expect(startsOf(train)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect([...train.target, ...train.weight, ...train.time]).toEqual([...dates(7), ...dates(7).map(() => 1), ...dates(7)]);
});

test('dates are counted, not rows: two symbols of one date stay together', () => {
  const time = Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4);
  const rows = { ...trainingRows({ row: dates(12) }, dates(12)), time, end: time };
  const { train, validation } = stoppingSplit(rows)!;
  expect(startsOf(validation)).toEqual([8, 9, 10, 11]);
  expect(startsOf(train)).toEqual(dates(8));
});

test('no row ends before the last fifth: there is nothing to stop by, and all rounds are run', () => {
  const rows = { ...trainingRows({ x: dates(50) }, dates(50)), end: new Float64Array(50).fill(1e15) };
  expect(stoppingSplit(rows)).toBeUndefined();
  const model = gbdt.fit(rows, gbdt.params.parse({ rounds: 7 }), { kind: 'regressor', seed: 1, stream: 'test' });
  const json = model.toJSON() as unknown as ModelJson;
  expect(json.stopping).toBeNull();
  expect(json.trees).toHaveLength(7);
});

test('the rounds with the lowest loss on the unseen fifth, boosted anew on all rows', () => {
  const random = new Random(5, 'early stopping');
  const x = Array.from({ length: 400 }, () => random.normal());
  const y = x.map((value) => (value + 2 * random.normal() > 0 ? 1 : 0));
  const rows = trainingRows({ x, z: x.map(() => random.normal()) }, y, { classes: [0, 1] });
  const context = { kind: 'classifier', seed: 3, stream: 'test' } as const;
  const params = gbdt.params.parse({ rounds: 80, early_stopping: 80, learning_rate: 0.2, l2: 1 });
  const json = gbdt.fit(rows, params, context).toJSON() as unknown as ModelJson;

  // The same search by hand: boost the first part to the end, cut the trees off after each round, and look at the last part.
  const { train, validation } = stoppingSplit(rows)!;
  const off = { ...params, early_stopping: 0 };
  const whole = gbdt.fit(train, off, { ...context, stream: 'test/stopping' }).toJSON() as unknown as ModelJson;
  const losses = whole.trees.map((_, round) => {
    const short = gbdt.load({ ...whole, trees: whole.trees.slice(0, round + 1) } as never, rows.names);
    const [, up] = short.predict(validation);
    const sum = up!.reduce((total, p, row) => total - log(validation.target[row] === 1 ? p : 1 - p), 0);
    return sum / validation.rows;
  });
  const best = losses.indexOf(Math.min(...losses));
  expect(best).toBeGreaterThan(0);
  expect(best).toBeLessThan(79);
  expect(json.stopping).toEqual({
    rounds: best + 1,
    loss: expect.closeTo(losses[best]!, 10),
    train_rows: 319,
    validation_rows: 80,
  });
  const again = gbdt.fit(rows, { ...off, rounds: best + 1 }, context).toJSON() as unknown as ModelJson;
  expect(json.trees).toEqual(again.trees);

  // With little patience a lower loss that comes late is not seen; the search ends so many rounds after its best.
  const patience = 2;
  let lowest = 0;
  for (let round = 1; round < losses.length && round - lowest <= patience; round += 1)
    if (losses[round]! < losses[lowest]!) lowest = round;
  const hasty = gbdt.fit(rows, { ...params, early_stopping: patience }, context).toJSON() as unknown as ModelJson;
  expect(hasty.stopping!.rounds).toBe(lowest + 1);
});
