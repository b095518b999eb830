import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, isoTime } from '../../base/index.ts';
import { planFeatures, startFeatures } from '../../features/index.ts';
import { datasetOf, symbolOf } from '../../features/run.testkit.ts';
import { type ModelDocument, parseModel, signalsOf } from '../../models/index.ts';
import { ACTION, type Decisions, type PositionView } from '../../ports/index.ts';
import { type BoundAgent, type ModelSource, type PlannedAgent, planModelAgent, planRuleAgent, ruleSchema } from '../index.ts';

/** Row i of a test closes on day i + 1. */
const at = (row: number): string => isoTime((row + 1) * DAY_MS);

interface Member {
  /** Row at which it begins to speak. */
  readonly from: number;
  readonly trainedTo: number;
  readonly model: ModelDocument['members'][number]['model'];
}

/** Shares of −1, 0 and 1 at every bar. */
const shares = (down: number, flat: number, up: number) => ({ family: 'constant', fits: [{ values: [down, flat, up] }] });

interface What {
  readonly kind: ModelDocument['kind'];
  readonly label: string;
}
const CLASSES: What = { kind: 'classifier', label: 'forward_return' };

function source(features: readonly string[], members: readonly Member[], horizon = 1, { kind, label } = CLASSES): ModelSource {
  const classes = kind === 'classifier' ? [-1, 0, 1] : [];
  const means = kind === 'classifier' ? [-0.02, 0, 0.02] : [];
  const pipeline = {
    missing: 'drop',
    inputs: [...features],
    columns: features.map((name) => ({ name, fill: null, clip: null, centre: 0, spread: 1 })),
    constant: [],
    unselected: [],
  };
  const artifact = parseModel({
    schema: 'model/1',
    name: 'm',
    kind,
    family: 'constant',
    classes,
    horizon_bars: horizon,
    label: { type: label },
    symbols: ['A'],
    interval: '1d',
    features: features.map((name) => ({ name, definition: name, hash: name })),
    members: members.map(({ from, trainedTo, model }, index) => ({
      valid_from: at(from),
      valid_to: members[index + 1] === undefined ? null : at(members[index + 1]!.from),
      trained_from: at(0),
      trained_to: at(trainedTo),
      rows: 1,
      pipeline,
      params: {},
      model,
      calibration: { method: 'none', reason: 'test' },
      class_mean_returns: means,
    })),
    class_mean_returns: means,
    oos: { rank_ic: null, log_loss: null, folds: members.length },
    seed: 1,
    data_fingerprint: 'none',
    code_version: 'none',
    author: { kind: 'person' },
  });
  const { names } = artifact;
  return {
    name: 'm',
    hash: 'sha256:m',
    features: names,
    ranks: label === 'rank_return',
    horizonBars: horizon,
    validFrom: artifact.members[0]!.validFrom,
    signals: (of, time) => signalsOf(artifact, { matrix: { rows: time.length, names, columns: of }, time, roundTripCost: 0 }),
  };
}

/** Up from row 2 to 4: score 0.6 − 0.2; down from row 5 on: score 0.2 − 0.5. */
const TWO: readonly Member[] = [
  { from: 2, trainedTo: 1, model: shares(0.2, 0.2, 0.6) },
  { from: 5, trainedTo: 4, model: shares(0.5, 0.3, 0.2) },
];

function bind(
  planned: PlannedAgent,
  close: readonly number[],
  volume: readonly number[] = close.map(() => 1),
  decisionRows?: Uint8Array,
): BoundAgent {
  const values = Float64Array.from(close);
  const time = values.map((_, i) => (i + 1) * DAY_MS);
  const prices = { open: values, high: values, low: values, close: values };
  const bars = { ...prices, volume: Float64Array.from(volume), time, length: values.length };
  const dataset = datasetOf([symbolOf('A', bars)]);
  const plan = planFeatures(planned.features, planned.reads, { timeframe: '1d', periodsPerYear: () => 252 });
  const clock = decisionRows === undefined ? {} : { decisionRows };
  return planned.bind({ symbols: ['A'], run: startFeatures({ plan, dataset }), time: dataset.time, ...clock });
}

const FLAT: PositionView = {
  weight: Float64Array.of(0),
  barsHeld: Float64Array.of(0),
  unrealised: Float64Array.of(Number.NaN),
  entryPrice: Float64Array.of(Number.NaN),
};
const NAMES = new Map<number, string>(Object.entries(ACTION).map(([name, code]) => [code, name]));

function said(agent: BoundAgent, row: number): string {
  const unknown = (): Float64Array => Float64Array.of(Number.NaN);
  const out: Decisions = { action: new Uint8Array(1), weight: unknown(), stopPrice: unknown(), takeProfitPrice: unknown() };
  agent.decider.decide(row, FLAT, out);
  return wordOf(out, 0);
}

function wordOf({ action, weight }: Decisions, slot: number): string {
  const size = weight[slot]!;
  return `${NAMES.get(action[slot]!)}${Number.isNaN(size) ? '' : ` ${Number(size.toPrecision(12))}`}`;
}

function allSaid(agent: BoundAgent, rows: number): string[] {
  agent.advance(rows);
  return Array.from({ length: rows }, (_, row) => said(agent, row));
}

const PLAIN = { sizing: 'signal', hold: 'signal', allowShort: false, largestWeight: 0.25 } as const;
const CLOSES = [10, 11, 12, 13, 14, 15, 16, 17];

describe('two members with known class shares, largest weight 0.25', () => {
  const decisions = (settings: Partial<Omit<Parameters<typeof planModelAgent>[0], 'model'>>, horizon = 1): string[] =>
    allSaid(bind(planModelAgent({ model: source(['close'], TWO, horizon), ...PLAIN, ...settings }), CLOSES), CLOSES.length);

  test.each<[what: string, settings: object, horizon: number, expected: readonly string[]]>([
    // Before row 2 nobody speaks; the second member takes over at row 5.
    ['signal: all or nothing', {}, 1, ['abstain', 'abstain', 'buy', 'buy', 'buy', 'sell', 'sell', 'sell']],
    // 0.25 · 0.4 = 0.1; without shorts 0.25 · −0.3 is 0.
    ['score', { sizing: 'score' }, 1, ['abstain', 'abstain', 'buy 0.1', 'buy 0.1', 'buy 0.1', 'close', 'close', 'close']],
    // 0.25 · −0.3 = −0.075
    [
      'score with shorts',
      { sizing: 'score', allowShort: true },
      1,
      ['abstain', 'abstain', 'buy 0.1', 'buy 0.1', 'buy 0.1', 'sell -0.075', 'sell -0.075', 'sell -0.075'],
    ],
    // Halves of 0.25 for two bars each: one at row 2, two at rows 3 and 4, the last of them at row 5.
    [
      'overlap of two bars',
      { hold: 'overlap' },
      2,
      ['abstain', 'abstain', 'buy 0.125', 'buy 0.25', 'buy 0.25', 'buy 0.125', 'close', 'close'],
    ],
    // At row 5 a half long and a half short are nothing.
    [
      'overlap with shorts',
      { hold: 'overlap', allowShort: true },
      2,
      ['abstain', 'abstain', 'buy 0.125', 'buy 0.25', 'buy 0.25', 'close', 'sell -0.25', 'sell -0.25'],
    ],
  ])('%s', (_what, settings, horizon, expected) => expect(decisions(settings, horizon)).toEqual(expected));

  test('the first row is the first bar of the first member', () => {
    const agent = bind(planModelAgent({ model: source(['close'], TWO), ...PLAIN }), CLOSES);
    expect(agent.firstRow()).toBe(Infinity);
    agent.advance(2);
    expect(agent.firstRow()).toBe(Infinity);
    agent.advance(3);
    expect([agent.firstRow(), agent.firstRow(0)]).toEqual([2, 2]);
  });

  test('between two closes of its clock it holds, whatever is said', () => {
    const everyOther = Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0);
    const model = source(['close'], TWO);
    for (const [sizing, up, down] of [
      ['signal', 'buy', 'sell'],
      ['score', 'buy 0.1', 'close'],
    ] as const) {
      const agent = bind(planModelAgent({ model, ...PLAIN, sizing }), CLOSES, undefined, everyOther);
      expect(allSaid(agent, 8)).toEqual(['abstain', 'hold', up, 'hold', up, 'hold', down, 'hold']);
    }
  });

  test('equal shares are signal 0, which closes', () => {
    const model = source(['close'], [{ from: 0, trainedTo: 0, model: shares(0.4, 0.2, 0.4) }]);
    expect(allSaid(bind(planModelAgent({ model, ...PLAIN }), CLOSES), 2)).toEqual(['close', 'close']);
  });

  test('codes are written ahead where no weight is said', () => {
    const codes = new Uint8Array(8);
    const plain = bind(planModelAgent({ model: source(['close'], TWO), ...PLAIN }), CLOSES);
    plain.advance(8);
    expect(plain.decider.readsPosition).toBe(false);
    expect(plain.decider.writeCodes!(0, 3, 7, codes)).toBe(true);
    expect([...codes.subarray(0, 4)]).toEqual([ACTION.buy, ACTION.buy, ACTION.sell, ACTION.sell]);
    const score = bind(planModelAgent({ model: source(['close'], TWO), ...PLAIN, sizing: 'score' }), CLOSES);
    score.advance(8);
    expect(score.decider.writeCodes!(0, 3, 7, codes)).toBe(false);
  });
});

test('a missing feature abstains, and the reason names it', () => {
  const model = source(['close', 'volume'], TWO);
  const agent = bind(planModelAgent({ model, ...PLAIN }), CLOSES, [1, 1, 1, Number.NaN, 1, 1, 1, 1]);
  expect(allSaid(agent, 8).slice(2, 5)).toEqual(['buy', 'abstain', 'buy']);
  expect(agent.decider.explain(3, 0, FLAT)).toMatchObject({
    reason: 'no signal of m: missing volume',
    inputs: { close: 13, volume: null, 'signal.m.signal': null },
  });
  expect(agent.decider.explain(1, 0, FLAT).reason).toBe('no signal of m: no member of it speaks at this bar');
});

test('a decision gives its signals and features with pointers into the payload', () => {
  const agent = bind(planModelAgent({ model: source(['close'], TWO), ...PLAIN }), CLOSES);
  agent.advance(8);
  // 0.6 · 0.02 − 0.2 · 0.02
  expect(agent.decider.explain(2, 0, FLAT)).toEqual({
    reason: 'm: signal 1, p_up 0.6, p_down 0.2, expected_return 0.008, score 0.4',
    inputs: {
      close: 12,
      'signal.m.signal': 1,
      'signal.m.p_up': 0.6,
      'signal.m.p_down': 0.2,
      'signal.m.expected_return': expect.closeTo(0.008, 15),
      'signal.m.score': expect.closeTo(0.4, 15),
    },
    evidence: [
      ...['signal', 'p_up', 'p_down', 'expected_return', 'score'].map((field) => `/model_signals/m/A/${field}`),
      '/market_data/A/close',
    ],
  });
});

test('the reason under overlap gives the weight and over how many bars it is spread', () => {
  const agent = bind(planModelAgent({ model: source(['close'], TWO, 2), ...PLAIN, hold: 'overlap' }), CLOSES);
  agent.advance(8);
  expect(agent.decider.explain(5, 0, FLAT).reason).toMatch(/^m: signal -1, .*, weight 0\.125 over 2 bars$/);
});

describe('rules that read signals', () => {
  const rule = (value: object): PlannedAgent => planRuleAgent(ruleSchema.parse(value), [source(['close'], TWO)]);

  test('a signal is a name like any other, from the first bar of the first member on', () => {
    const agent = bind(
      rule({
        when: [
          { if: 'signal.m.p_up > 0.5 and close > 12.5', action: 'buy' },
          { if: 'signal.m.signal == -1', action: 'close' },
        ],
      }),
      CLOSES,
    );
    expect(allSaid(agent, 8)).toEqual(['hold', 'hold', 'hold', 'buy', 'buy', 'close', 'close', 'close']);
    expect(agent.firstRow()).toBe(2);
    expect(agent.decider.explain(3, 0, FLAT)).toMatchObject({
      reason: 'signal.m.p_up 0.6 > 0.5 and close 13 > 12.5',
      evidence: ['/model_signals/m/A/p_up', '/market_data/A/close'],
    });
  });

  test('it may be a weight, and look back', () => {
    const agent = bind(rule({ target: '0.5 * lag(signal.m.score, 1)' }), CLOSES);
    // Scores 0.4 from row 2 and −0.3 from row 5, one bar later.
    expect(allSaid(agent, 8).slice(2)).toEqual(['abstain', 'buy 0.2', 'buy 0.2', 'buy 0.2', 'sell -0.15', 'sell -0.15']);
  });
});

test('predicted ranks: the top fifth of the symbols is bought, the bottom fifth sold', () => {
  // What is predicted is the close. Of five symbols the ranks are −0.4, −0.2, 0, 0.2 and 0.4; of four ±0.375 and ±0.125.
  const model = source(
    ['close'],
    [{ from: 0, trainedTo: 0, model: { family: 'ridge', fits: [{ intercept: 0, coefficients: [1] }] } }],
    1,
    {
      kind: 'regressor',
      label: 'rank_return',
    },
  );
  const closes = { A: [1, 5], B: [2, 4], C: [3, 3], D: [4, 2], E: [5, Number.NaN] };
  const symbols = Object.keys(closes);
  const dataset = datasetOf(
    Object.entries(closes).map(([symbol, values]) => {
      const close = Float64Array.from(values);
      const bars = {
        open: close,
        high: close,
        low: close,
        close,
        volume: close,
        time: Float64Array.of(DAY_MS, 2 * DAY_MS),
        length: 2,
      };
      return symbolOf(symbol, bars);
    }),
  );
  const decided = (settings: Partial<Parameters<typeof planModelAgent>[0]>): string[][] => {
    const planned = planModelAgent({ model, ...PLAIN, allowShort: true, ...settings });
    const plan = planFeatures(planned.features, planned.reads, { timeframe: '1d', periodsPerYear: () => 252 });
    const agent = planned.bind({ symbols, run: startFeatures({ plan, dataset }), time: dataset.time });
    agent.advance(2);
    return [0, 1].map((row) => {
      const unknown = (): Float64Array => new Float64Array(5).fill(Number.NaN);
      const out: Decisions = { action: new Uint8Array(5), weight: unknown(), stopPrice: unknown(), takeProfitPrice: unknown() };
      agent.decider.decide(row, FLAT, out);
      return symbols.map((_, slot) => wordOf(out, slot));
    });
  };
  expect(decided({})).toEqual([
    ['sell', 'close', 'close', 'close', 'buy'],
    ['buy', 'close', 'close', 'sell', 'abstain'],
  ]);
  // 0.25 times the rank.
  expect(decided({ sizing: 'score' })).toEqual([
    ['sell -0.1', 'sell -0.05', 'close', 'buy 0.05', 'buy 0.1'],
    ['buy 0.09375', 'buy 0.03125', 'sell -0.03125', 'sell -0.09375', 'abstain'],
  ]);
});

/** Buys when the close is far above 10, sells when it is far below: three logits of one column. */
const LOGISTIC = {
  family: 'logistic',
  fits: [
    {
      logits: [
        { intercept: 10, coefficients: [-1] },
        { intercept: 0, coefficients: [0] },
        { intercept: -10, coefficients: [1] },
      ],
    },
  ],
};

test('what comes after a bar changes no decision up to it, and rows that come one by one give the same', () => {
  const price = fc.double({ min: 5, max: 15, noNaN: true });
  const walk = fc.array(price, { minLength: 4, maxLength: 40 });
  fc.assert(
    fc.property(
      walk,
      walk,
      fc.constantFrom('signal', 'overlap'),
      fc.constantFrom('signal', 'score'),
      (past, future, hold, sizing) => {
        const members = [
          { from: 1, trainedTo: 0, model: LOGISTIC },
          { from: 9, trainedTo: 5, model: LOGISTIC },
        ];
        const settings = { hold, sizing, allowShort: true, largestWeight: 0.25 } as const;
        const planned = planModelAgent({ model: source(['close'], members, 3), ...settings });
        const whole = allSaid(bind(planned, [...past, ...future]), past.length + future.length);
        const other = bind(planned, [...past, ...future.map((close) => 20 - close)]);
        const slow = bind(planned, [...past, ...future]);
        expect(allSaid(other, past.length + future.length).slice(0, past.length)).toEqual(whole.slice(0, past.length));
        const oneByOne = whole.map((_, row) => {
          slow.advance(row + 1);
          return said(slow, row);
        });
        expect(oneByOne).toEqual(whole);
      },
    ),
  );
});
