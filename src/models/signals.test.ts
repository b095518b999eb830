import { describe, expect, test } from 'vitest';
import { memberSaying, regressorDocument, sampleDocument } from './document.testkit.ts';
import { type ModelDocument, parseModel, type SignalColumns, signalsOf } from './index.ts';

const gap = Number.NaN;

function say(document: ModelDocument, times: readonly string[], cells: readonly number[] = times.map(() => 1)): SignalColumns {
  const column = Float64Array.from(cells);
  return signalsOf(parseModel(document), {
    matrix: { rows: times.length, names: ['rsi_14', 'trend'], columns: [column, column] },
    time: Float64Array.from(times, (text) => Date.parse(`${text}T21:00:00.000Z`)),
    roundTripCost: 0.002,
  });
}

test('a classifier: probabilities, their difference, and the mean return they expect', () => {
  // 0.2·(−0.02) + 0.3·0.001 + 0.5·0.03.
  const said = say(sampleDocument(), ['2015-06-01']);
  expect(said.signal[0]).toBe(1);
  expect(said.p_up[0]).toBe(0.5);
  expect(said.p_down[0]).toBe(0.2);
  expect(said.score[0]).toBeCloseTo(0.3, 15);
  expect(said.expected_return[0]).toBeCloseTo(0.0113, 15);
  expect(said.outputs.map((column) => column[0])).toEqual([0.2, 0.3, 0.5]);
});

test.each([
  [[0.5, 0.2, 0.3], -1],
  [[0.2, 0.5, 0.3], 0],
  [[0.4, 0.2, 0.4], 0],
  [[0.2, 0.4, 0.4], 0],
  [[0.4, 0.4, 0.2], 0],
  [[0.3, 0.3, 0.4], 1],
])('the class of highest probability of %j is %d, shared ones are 0', (values, signal) => {
  expect(say(sampleDocument({ members: [memberSaying(values)] }), ['2015-06-01']).signal[0]).toBe(signal);
});

test('a missing feature and a time before the first member give no signal', () => {
  const said = say(sampleDocument(), ['2014-12-30', '2015-06-01', '2015-06-02'], [1, gap, 1]);
  for (const name of ['signal', 'p_up', 'p_down', 'expected_return', 'score'] as const) {
    expect([...said[name]].map(Number.isNaN)).toEqual([true, true, false]);
  }
  expect([...said.member]).toEqual([-1, 0, 0]);
});

test('label meta: p_up is the chance that the trade gains, p_down that it does not', () => {
  const member = memberSaying([0.4, 0.6], { class_mean_returns: [-0.01, 0.02] });
  const said = say(
    sampleDocument({ classes: [0, 1], class_mean_returns: [-0.01, 0.02], label: { type: 'meta' }, members: [member] }),
    ['2015-06-01'],
  );
  expect([said.signal[0], said.p_up[0], said.p_down[0]]).toEqual([1, 0.6, 0.4]);
});

describe('a regressor', () => {
  test.each([
    [0.0021, 1],
    [0.002, 0],
    [-0.002, 0],
    [-0.0021, -1],
    [0, 0],
  ])('a prediction of %d over costs of 0.002 is signal %d', (prediction, signal) => {
    const said = say(regressorDocument(prediction), ['2015-06-01']);
    expect(said.signal[0]).toBe(signal);
    expect(said.expected_return[0]).toBe(prediction);
    expect(said.p_up[0]).toBeNaN();
  });

  test('p_up is the isotonic share of positive returns', () => {
    // The line from (−0.01, 0.4) to (0.03, 0.6) at 0.01.
    const calibration = { method: 'isotonic' as const, curves: [{ x: [-0.01, 0.03], y: [0.4, 0.6] }] };
    const said = say(regressorDocument(0, { members: [memberSaying([0.01], { calibration })] }), ['2015-06-01']);
    expect(said.p_up[0]).toBeCloseTo(0.5, 14);
    expect(said.p_down[0]).toBeCloseTo(0.5, 14);
    expect(said.score[0]).toBeCloseTo(0, 14);
  });

  test('a rank is no return: what it expects is missing, the prediction is there', () => {
    const said = say(regressorDocument(0.2, { label: { type: 'rank_return' } }), ['2015-06-01']);
    expect([said.expected_return[0], said.signal[0], said.outputs[0]![0]]).toEqual([gap, gap, 0.2]);
  });
});

describe('over the past every row is spoken by a member that did not see it (RESEARCH 18, row 30)', () => {
  const year = (text: string) => `${text}-01-01T00:00:00.000Z`;
  const fold = (from: string, to: string | null, values: readonly number[]) =>
    memberSaying(values, {
      trained_from: '2010-01-04T21:00:00.000Z',
      trained_to: `${Number(from) - 1}-12-20T21:00:00.000Z`,
      valid_from: year(from),
      valid_to: to === null ? null : year(to),
    });
  const final = fold('2020', null, [0, 0, 1]);
  const document = sampleDocument({ members: [fold('2018', '2019', [1, 0, 0]), fold('2019', '2020', [0, 1, 0]), final] });
  const said = say(document, ['2012-06-01', '2018-06-01', '2019-12-31', '2020-01-02', '2020-01-31']);

  test('fold members speak in their own test block, the final one from its valid_from on', () => {
    expect([...said.member]).toEqual([-1, 0, 1, 2, 2]);
    expect([...said.signal]).toEqual([gap, -1, 0, 1, 1]);
    expect([...said.in_sample]).toEqual([0, 0, 0, 0, 0]);
  });

  test('age counts from the last bar the speaking member was trained on', () => {
    // 2019-12-20 to 2020-01-02 are 13 days, 2017-12-20 to 2018-06-01 163.
    expect(said.model_age_days[3]).toBe(13);
    expect(said.model_age_days[1]).toBe(163);
    expect(said.model_age_days[0]).toBeNaN();
  });

  test('a member that speaks inside its own training says so', () => {
    const early = memberSaying([0, 0, 1], { valid_from: year('2012'), trained_to: '2014-12-31T21:00:00.000Z' });
    const inside = say(sampleDocument({ members: [early] }), ['2012-06-01', '2014-12-31', '2015-01-02']);
    expect([...inside.in_sample]).toEqual([1, 1, 0]);
    expect([...inside.model_age_days]).toEqual([0, 0, 2]);
  });

  test('a later row, or a later member, changes no earlier signal', () => {
    const before = say(sampleDocument({ members: document.members.slice(0, 2) }), ['2018-06-01', '2019-12-31']);
    expect([...before.score]).toEqual([...said.score.slice(1, 3)]);
  });
});

test('scores from outside take the place of the own estimator', () => {
  const said = signalsOf(parseModel(sampleDocument()), {
    matrix: { rows: 2, names: ['rsi_14', 'trend'], columns: [new Float64Array(2), new Float64Array(2)] },
    time: Float64Array.of(Date.UTC(2014, 0, 2), Date.UTC(2016, 0, 4)),
    roundTripCost: 0,
    scoresOf: (_, matrix, rows) => {
      expect([matrix.rows, ...rows]).toEqual([1, 1]);
      return [Float64Array.of(0.7), Float64Array.of(0.2), Float64Array.of(0.1)];
    },
  });
  expect([...said.signal]).toEqual([gap, -1]);
});
