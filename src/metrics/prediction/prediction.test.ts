import { describe, expect, test } from 'vitest';
import { Random, spearman } from '../../base/index.ts';
import { classShares, confusionOf, mostLikely, predictionScores, type Statistic, scoreTable, statistics } from '../index.ts';
import { coefficientSeries, delayed } from './information-coefficient.ts';
import { reliability } from './reliability.ts';

function value(statistic: Statistic): number {
  if ('missing' in statistic) throw new Error(statistic.missing);
  return statistic.value;
}

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('classes', () => {
  const up = of(0.7, 0.4, 0.9);
  const classified = { probabilities: [up.map((p) => 1 - p), up], actual: Int32Array.of(1, 0, 1) };

  test('log-loss and Brier score of three rows', () => {
    // −(ln 0.7 + ln 0.6 + ln 0.9) / 3 and (2·0.09 + 2·0.16 + 2·0.01) / 3.
    expect(value(statistics.logLoss(classified))).toBeCloseTo(0.324287027788, 12);
    expect(value(statistics.brierScore(classified))).toBeCloseTo(0.173333333333, 12);
  });
  test('weights count rows more than once', () => {
    const weighted = { ...classified, weight: of(2, 1, 0) };
    const repeated = { probabilities: [of(0.3, 0.3, 0.6), of(0.7, 0.7, 0.4)], actual: Int32Array.of(1, 1, 0) };
    expect(value(statistics.logLoss(weighted))).toBeCloseTo(value(statistics.logLoss(repeated)), 14);
    expect(value(statistics.brierScore(weighted))).toBeCloseTo(value(statistics.brierScore(repeated)), 14);
  });
  test('a certain error costs −ln 1e-15, not infinity', () => {
    const certain = { probabilities: [of(1), of(0)], actual: Int32Array.of(1) };
    expect(value(statistics.logLoss(certain))).toBeCloseTo(15 * Math.LN10, 12);
    expect(value(statistics.brierScore(certain))).toBe(2);
  });

  /** Rows of a 2 × 2 table. */
  const table = {
    counts: [
      [3, 1],
      [2, 6],
    ],
  };
  test('6 right ups, 3 right downs, 1 false up, 2 false downs', () => {
    // (6·3 − 1·2) / √(7·8·4·5); (6/8 + 3/4) / 2; (12/15 + 6/9) / 2.
    expect(value(statistics.matthews(table))).toBeCloseTo(0.478091443734, 12);
    expect(value(statistics.balancedAccuracy(table))).toBe(0.75);
    expect(value(statistics.accuracy(table))).toBe(0.75);
    expect(value(statistics.macroF1(table))).toBeCloseTo((12 / 15 + 6 / 9) / 2, 15);
    expect(classShares(table)).toEqual({ happened: [4 / 12, 8 / 12], said: [5 / 12, 7 / 12] });
  });
  test('three classes: R_K by hand, a class that never happened is left out of the mean', () => {
    const counts = [
      [2, 1, 0],
      [0, 3, 0],
      [0, 0, 0],
    ];
    // c·n − Σsh = 5·6 − (2·3 + 4·3) = 12; 36 − (4 + 16) = 16; 36 − (9 + 9) = 18.
    expect(value(statistics.matthews({ counts }))).toBeCloseTo(12 / Math.sqrt(16 * 18), 15);
    expect(value(statistics.balancedAccuracy({ counts }))).toBeCloseTo((2 / 3 + 1) / 2, 15);
    expect(value(statistics.macroF1({ counts }))).toBeCloseTo((4 / 5 + 6 / 7) / 2, 15);
  });
  test('the most likely class, of equal ones the first, counted with weights', () => {
    const said = mostLikely([of(0.2, 0.5, 0.1), of(0.2, 0.5, 0.2), of(0.6, 0, 0.7)]);
    expect([...said]).toEqual([2, 0, 2]);
    expect(confusionOf({ classes: 3, actual: Int32Array.of(2, 1, 0), said, weight: of(1, 2, 3) }).counts).toEqual([
      [0, 0, 3],
      [2, 0, 0],
      [0, 0, 1],
    ]);
  });
  test('what gives no value', () => {
    const none = { probabilities: [of(), of()], actual: Int32Array.of() };
    const reason = { missing: 'no rows' };
    expect([statistics.logLoss(none), statistics.brierScore(none)]).toEqual([reason, reason]);
    const empty = {
      counts: [
        [0, 0],
        [0, 0],
      ],
    };
    expect([
      statistics.accuracy(empty),
      statistics.balancedAccuracy(empty),
      statistics.macroF1(empty),
      statistics.matthews(empty),
    ]).toEqual(new Array(4).fill(reason));
    expect(
      statistics.matthews({
        counts: [
          [1, 0],
          [2, 0],
        ],
      }),
    ).toEqual({ missing: 'only one class was said' });
    expect(
      statistics.matthews({
        counts: [
          [1, 2],
          [0, 0],
        ],
      }),
    ).toEqual({ missing: 'only one class happened' });
    expect(statistics.logLoss({ ...classified, probabilities: [of(NaN, 0, 0), of(NaN, 1, 1)] })).toEqual({
      missing: 'a probability is not a number',
    });
  });
  test('reliability: ten bins, the last one closed, and the error of all', () => {
    const event = { probability: of(0, 0.05, 0.1, 0.95, 1), happened: Uint8Array.of(0, 1, 0, 1, 1) };
    const bins = reliability(event);
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual({ low: 0, high: 0.1, rows: 2, said: 0.025, happened: 0.5 });
    expect(bins[1]).toEqual({ low: 0.1, high: 0.2, rows: 1, said: 0.1, happened: 0 });
    expect(bins[5]).toEqual({ low: 0.5, high: 0.6, rows: 0, said: undefined, happened: undefined });
    expect(bins[9]).toEqual({ low: 0.9, high: 1, rows: 2, said: 0.975, happened: 1 });
    // |0.05 − 1| + |0.1 − 0| + |1.95 − 2| of 5.
    expect(value(statistics.calibrationError(event))).toBeCloseTo(1.1 / 5, 14);
    expect(statistics.calibrationError({ probability: of(), happened: Uint8Array.of() })).toEqual({ missing: 'no rows' });
  });
});

describe('Newey–West', () => {
  const values = of(0.1, -0.05, 0.02, 0.08, 0.01);
  test.each([
    [0, 1.338923854],
    [2, 2.926394084],
  ])('lag %d of five values', (lag, t) => {
    expect(value(statistics.neweyWestT({ values, lag }))).toBeCloseTo(t, 9);
  });
  test('no value below two and for equal ones', () => {
    expect(statistics.neweyWestT({ values: of(1), lag: 0 })).toEqual({ missing: 'needs 2 returns, has 1' });
    expect(statistics.neweyWestT({ values: of(2, 2, 2), lag: 1 })).toEqual({ missing: 'the values do not vary' });
  });
});

const DAY = 86_400_000;
const start = Date.UTC(2020, 0, 1, 21);

/** `symbols` × `days` rows sorted by (time, symbol). */
function panel(symbols: number, days: number, at: (symbol: number, day: number) => readonly [score: number, outcome: number]) {
  const cells = Array.from({ length: symbols * days }, (_, row) => at(row % symbols, Math.floor(row / symbols)));
  return {
    time: Float64Array.from(cells, (_, row) => start + Math.floor(row / symbols) * DAY),
    symbol: Int32Array.from(cells, (_, row) => row % symbols),
    score: Float64Array.from(cells, ([score]) => score),
    outcome: Float64Array.from(cells, ([, outcome]) => outcome),
  };
}

describe('information coefficient', () => {
  test('ten symbols: one coefficient per date; fewer: parts of each symbol’s own correlation by month', () => {
    // The middle five of ten carry the pairs of the printed rank correlation, the others are nearly alike on both sides.
    const score = [0.1, 0.3, 0.2, 0.5, 0.4];
    const outcome = [1, 2, 2, 5, 3];
    const across = panel(10, 3, (symbol, day) => [
      score[symbol % 5]! + Math.floor(symbol / 5),
      (day === 2 ? -1 : 1) * (outcome[symbol % 5]! + 10 * Math.floor(symbol / 5)),
    ]);
    // Ranks of five twice, five apart: Σ of products of deviations 9.5·2 + 62.5, of squares 82.5 and 81.5.
    const one = (19 + 62.5) / Math.sqrt(82.5 * 81.5);
    const made = coefficientSeries(across, 'ranks');
    expect(made.comparison).toBe('across_symbols');
    expect([...made.period]).toEqual([start, start + DAY, start + 2 * DAY]);
    expect([...made.values]).toEqual([expect.closeTo(one, 12), expect.closeTo(one, 12), expect.closeTo(-one, 12)]);
    // January 2020 has 31 days, February 29. Scores alternate around 0, so z is ±1; outcomes are their own in January, the opposite in February.
    const over = panel(2, 60, (symbol, day) => {
      const side = day % 2 === 0 ? 1 : -1;
      return [side, symbol === 0 ? side : day < 31 ? side : -side];
    });
    const monthly = coefficientSeries(over, 'values');
    expect(monthly.comparison).toBe('over_time');
    // Symbol 1's correlation is taken over all 60 days and told in two parts.
    const outcomes = Array.from({ length: 60 }, (_, day) => (day < 31 ? 1 : -1) * (day % 2 === 0 ? 1 : -1));
    const mean = outcomes.reduce((sum, one) => sum + one, 0) / 60;
    const deviation = Math.sqrt(outcomes.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 60);
    const part = (from: number, to: number): number => {
      let sum = 0;
      for (let day = from; day < to; day += 1) sum += ((day % 2 === 0 ? 1 : -1) * (outcomes[day]! - mean)) / deviation;
      return sum / (to - from);
    };
    expect([...monthly.values]).toEqual([expect.closeTo((1 + part(0, 31)) / 2, 12), expect.closeTo((1 + part(31, 60)) / 2, 12)]);
  });

  test('over time the mean of equal months is the correlation of the whole', () => {
    const random = new Random(3, 'whole');
    // Two months of 28 days each: February and, shifted, the same length again in February of the next year.
    const rows = panel(1, 28, () => [random.normal(), random.normal()]);
    const later = { ...rows, time: rows.time.map((time) => time + 366 * DAY) };
    const both = {
      time: Float64Array.from([...rows.time, ...later.time]),
      symbol: new Int32Array(56),
      score: Float64Array.from([...rows.score, ...rows.outcome]),
      outcome: Float64Array.from([...rows.outcome, ...rows.score.map((one) => one * one)]),
    };
    const made = statistics.informationCoefficient(both, { of: 'ranks', horizonBars: 1 });
    expect(value(made.mean)).toBeCloseTo(spearman(both.score, both.outcome)!, 12);
  });

  test('buying what fell in a random walk predicts nothing', () => {
    const means = Array.from({ length: 20 }, (_, seed) => {
      const random = new Random(seed, 'walk');
      const price = [0];
      for (let day = 1; day < 1500; day += 1) price.push(price[day - 1]! + random.normal());
      const rows = panel(1, 1400, (_symbol, day) => [-(price[day + 20]! - price[day + 6]!), price[day + 25]! - price[day + 20]!]);
      return value(statistics.informationCoefficient(rows, { of: 'ranks', horizonBars: 5 }).mean);
    });
    // By calendar months, each with its own mean, it would be 0.36.
    expect(Math.abs(means.reduce((sum, one) => sum + one, 0) / 20)).toBeLessThan(0.03);
  });

  test('fifths over time: one symbol, quantiles of the whole, spread as a mean over times', () => {
    const rows = panel(1, 10, (_symbol, day) => [day, day * day]);
    const made = statistics.quantileReturns(rows, { horizonBars: 1 });
    expect(made.comparison).toBe('over_time');
    expect(made.means.map(value)).toEqual([0.5, 6.5, 20.5, 42.5, 72.5]);
    expect(value(made.spread)).toBeCloseTo(72, 12);
  });

  test('mean, spread, ratio and t of the periods', () => {
    const wanted = [1, -1, 1, 1, -1];
    const rows = panel(10, 5, (symbol, day) => [symbol, wanted[day]! * symbol]);
    const made = statistics.informationCoefficient(rows, { of: 'ranks', horizonBars: 3 });
    expect(made).toMatchObject({ comparison: 'across_symbols', periods: 5 });
    expect(value(made.mean)).toBeCloseTo(0.2, 12);
    expect(value(made.deviation)).toBeCloseTo(Math.sqrt(1.2), 12);
    expect(value(made.ratio)).toBeCloseTo(0.2 / Math.sqrt(1.2), 12);
    expect(value(made.t)).toBeCloseTo(value(statistics.neweyWestT({ values: Float64Array.from(wanted), lag: 2 })), 10);
  });

  test('rows without a score or an outcome say nothing; no period, no value', () => {
    const rows = panel(10, 2, (symbol, day) => [symbol === 3 && day === 1 ? NaN : symbol, symbol]);
    expect([...coefficientSeries(rows, 'values').period]).toEqual([start]);
    const made = statistics.informationCoefficient(
      panel(10, 2, (symbol) => [symbol, 1]),
      { of: 'ranks', horizonBars: 1 },
    );
    expect(made).toMatchObject({
      periods: 0,
      mean: { missing: 'needs 1 period, has 0' },
      deviation: { missing: 'needs 2 periods, has 0' },
    });
  });

  test('a score that is about three days later shows at lag 3', () => {
    const random = new Random(4, 'decay');
    const drawn = Float64Array.from({ length: 12 * 80 }, () => random.normal());
    const rows = panel(12, 80, (symbol, day) => [
      drawn[day * 12 + symbol]!,
      day < 3 ? 0.1 * symbol : drawn[(day - 3) * 12 + symbol]!,
    ]);
    const decay = statistics.coefficientDecay(rows, { of: 'ranks' });
    expect(decay).toHaveLength(21);
    expect(value(decay[3]!)).toBeCloseTo(1, 12);
    for (const [lag, one] of decay.entries()) if (lag !== 3) expect(Math.abs(value(one))).toBeLessThan(0.15);
    expect([...delayed(rows, 79).outcome].filter((one) => !Number.isNaN(one))).toHaveLength(12);
  });

  test('fifths: means, spread and turnover by hand', () => {
    // Ten symbols in two dates; the order turns round on the second date, so every outer row is left.
    const rows = panel(10, 2, (symbol, day) => [day === 0 ? symbol : -symbol, symbol]);
    const made = statistics.quantileReturns(rows, { horizonBars: 1 });
    // Date 1: fifths hold outcomes 0.5, 2.5, … 8.5; date 2 the other way round.
    expect(made.means.map(value)).toEqual([4.5, 4.5, 4.5, 4.5, 4.5]);
    expect(value(made.spread)).toBe(0);
    expect(value(made.turnover)).toBe(1);
    const steady = statistics.quantileReturns(
      panel(10, 2, (symbol) => [symbol, symbol]),
      { horizonBars: 1 },
    );
    expect(steady.means.map(value)).toEqual([0.5, 2.5, 4.5, 6.5, 8.5]);
    expect([value(steady.spread), value(steady.turnover)]).toEqual([8, 0]);
    expect(
      statistics.quantileReturns(
        panel(10, 2, () => [1, 1]),
        { horizonBars: 1 },
      ).spread,
    ).toMatchObject({ missing: /no period/ });
  });

  test('autocorrelation of scores: mean over symbols', () => {
    // One symbol alternates, the other goes up and down in steps of 31 days.
    const rows = panel(2, 62, (symbol, day) => [symbol === 0 ? day % 2 : day < 31 ? 0 : 1, 0]);
    // 61 pairs: −1, and for the step Pearson of (31 zeros, 30 ones) with itself a day later: (30·61 − 30·31) / (30·31).
    const step = (61 * 30 - 30 * 31) / Math.sqrt(30 * 31 * 31 * 30);
    expect(value(statistics.scoreAutocorrelation(rows))).toBeCloseTo((-1 + step) / 2, 12);
    expect(statistics.scoreAutocorrelation(panel(2, 30, (_, day) => [day, 0]))).toMatchObject({ missing: /30 pairs/ });
  });
});

describe('tables', () => {
  const rows = panel(1, 400, (_, day) => [Math.sin(day), Math.sin(day + 1)]);
  const up = Float64Array.from(rows.score, (one) => (1 + one) / 2);
  const predictions = {
    ...rows,
    fold: Int32Array.from(rows.score, (_, i) => (i < 150 ? 1 : 2)),
    classified: { probabilities: [up.map((p) => 1 - p), up], actual: Int32Array.from(rows.outcome, (one) => (one > 0 ? 1 : 0)) },
  };

  test('each fold and each year has the figures of its rows alone', () => {
    const folds = scoreTable(predictions, { by: 'fold', horizonBars: 1 });
    expect(folds.map(({ group, rows: count }) => [group, count])).toEqual([
      [1, 150],
      [2, 250],
    ]);
    const years = scoreTable(predictions, { by: 'year', horizonBars: 1 });
    expect(years.map(({ group, rows: count }) => [group, count])).toEqual([
      [2020, 366],
      [2021, 34],
    ]);
    expect(years[1]!.from).toBe(Date.UTC(2021, 0, 1, 21));
    const mean = folds.reduce((sum, { logLoss, rows: count }) => sum + count * value(logLoss), 0) / 400;
    const all = predictionScores(predictions, { horizonBars: 1 });
    expect(mean).toBeCloseTo(value(all.logLoss), 12);
    expect(all.happened.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });
  test('a regressor has coefficients and no classes', () => {
    const made = predictionScores({ ...predictions, classified: undefined }, { horizonBars: 1 });
    expect(made.logLoss).toEqual({ missing: 'a regressor has no classes' });
    expect('value' in made.rankIc.mean).toBe(true);
  });
});
