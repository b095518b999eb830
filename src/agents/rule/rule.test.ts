import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressions, invariant } from '../../base/index.ts';
import {
  expressionKey,
  featureNames,
  featuresSection,
  planFeatures,
  type ResolvedFeature,
  resolveFeatures,
  startFeatures,
} from '../../features/index.ts';
import { type Dataset, type SymbolData, shareOf } from '../../market/index.ts';
import type { Decisions, PositionView } from '../../ports/index.ts';
import { type BoundAgent, checkRule, compileRule, planRule, type RuleConfig, ruleSchema, signalNames } from '../index.ts';
import { closureOf } from './closure.ts';

const DAY = 86_400_000;
const ACTIONS = ['hold', 'buy', 'sell', 'close', 'abstain'] as const;

function symbolOf(symbol: string, close: Float64Array): SymbolData {
  const time = close.map((_, i) => (i + 1) * DAY);
  return {
    instrument: shareOf(symbol),
    calendar: 'XNYS',
    bars: { length: close.length, time, open: close, high: close, low: close, close, volume: close.map(() => 1000) },
    factor: undefined,
    actions: [],
    rows: undefined,
    hasVolume: true,
    synthetic: false,
  };
}

function datasetOf(closes: Readonly<Record<string, readonly number[]>>): Dataset {
  const symbols = Object.entries(closes).map(([symbol, values]) => symbolOf(symbol, Float64Array.from(values)));
  const { time } = symbols[0]!.bars;
  const session = Int32Array.from(time, (_, i) => i);
  return { timeframe: '1d', time, session, periodsPerYear: 252, symbols, fingerprint: 'sha256:test' };
}

const DEFINITIONS = [
  { name: 'rsi_2', type: 'technical' },
  { name: 'sma_2', type: 'technical' },
  { name: 'sma_3', type: 'technical' },
  { name: 'zscore_3', type: 'technical' },
];

function features(): readonly ResolvedFeature[] {
  return resolveFeatures(featuresSection.parse({ definitions: DEFINITIONS }).definitions, { timeframe: '1d' }).features;
}

interface Setup {
  readonly rule: unknown;
  readonly closes: Readonly<Record<string, readonly number[]>>;
  readonly decisionRows?: Uint8Array;
}

function setUp({ rule, closes, decisionRows }: Setup): { agent: BoundAgent; rows: number } {
  const dataset = datasetOf(closes);
  const planned = planRule(ruleSchema.parse(rule));
  const plan = planFeatures(features(), planned.reads, { timeframe: '1d', periodsPerYear: () => 252 });
  const run = startFeatures({ plan, dataset });
  const symbols = Object.keys(closes);
  const agent = compileRule({ rule: planned, symbols, run, ...(decisionRows === undefined ? {} : { decisionRows }) });
  return { agent, rows: dataset.time.length };
}

function flat(symbols: number): PositionView {
  return {
    weight: new Float64Array(symbols),
    barsHeld: new Float64Array(symbols),
    unrealised: new Float64Array(symbols).fill(NaN),
    entryPrice: new Float64Array(symbols).fill(NaN),
  };
}

function held(weight: number, barsHeld: number, unrealised = 0.01, entryPrice = 10): PositionView {
  return {
    weight: Float64Array.of(weight),
    barsHeld: Float64Array.of(barsHeld),
    unrealised: Float64Array.of(unrealised),
    entryPrice: Float64Array.of(entryPrice),
  };
}

function decide(agent: BoundAgent, bar: number, position: PositionView): string[] {
  const symbols = position.weight.length;
  const out: Decisions = {
    action: new Uint8Array(symbols),
    weight: new Float64Array(symbols).fill(NaN),
    stopPrice: new Float64Array(symbols).fill(NaN),
    takeProfitPrice: new Float64Array(symbols).fill(NaN),
  };
  agent.decider.decide(bar, position, out);
  return Array.from(out.action, (code, slot) => {
    const weight = out.weight[slot]!;
    return `${ACTIONS[code]}${Number.isNaN(weight) ? '' : ` ${weight}`}`;
  });
}

/** The decisions of a one-symbol rule over all rows, row by row, flat throughout. */
function over(rule: unknown, closes: readonly number[], position = flat(1)): string[] {
  const { agent, rows } = setUp({ rule, closes: { SPX: closes } });
  return Array.from({ length: rows }, (_, bar) => {
    agent.advance(bar + 1);
    return decide(agent, bar, position)[0]!;
  });
}

describe('presets', () => {
  test('rsi_threshold: below buys, above sells, between and exactly at a threshold holds', () => {
    // rsi_2 over 10 11 10 12: 50, then 100 · 5/6; then −4: averages (5/8, 17/8) → 22.73; then flat: unchanged.
    const rule = { preset: 'rsi_threshold', feature: 'rsi_2' };
    expect(over(rule, [10, 11, 10, 12, 8, 8])).toEqual(['hold', 'hold', 'hold', 'sell', 'buy', 'buy']);
    const at = { ...rule, buy_below: 50, sell_above: 83 };
    expect(over(at, [10, 11, 10, 12])).toEqual(['hold', 'hold', 'hold', 'sell']);
  });

  test('sma_crossover: fast above slow buys, below sells, equal holds', () => {
    const rule = { preset: 'sma_crossover', fast_feature: 'sma_2', slow_feature: 'sma_3' };
    // sma_2: 1.5 2.5 3 2.5 1.5 1; sma_3: – 2 8/3 8/3 2 4/3.
    expect(over(rule, [1, 2, 3, 3, 2, 1, 1])).toEqual(['hold', 'hold', 'buy', 'buy', 'sell', 'sell', 'sell']);
    expect(over(rule, [4, 4, 4, 4])).toEqual(['hold', 'hold', 'hold', 'hold']);
  });

  test('thresholds that do not leave a band', () => {
    const parsed = ruleSchema.safeParse({ preset: 'rsi_threshold', feature: 'rsi_2', buy_below: 70, sell_above: 70 });
    expect(JSON.stringify(parsed.error?.issues)).toContain('RULE_THRESHOLDS');
  });

  test('presets of a later version are accepted and cannot run', () => {
    const rule = ruleSchema.parse({ preset: 'tsmom' });
    expect(rule).toEqual({ preset: 'tsmom', lookback_bars: 252, skip_bars: 0, target_vol: 0.1, rebalance: 'month' });
    expect(checkRule(rule, { features: new Set() })).toEqual([]);
    expect(() => planRule(rule)).toThrow(expect.objectContaining({ code: 'RULE_PRESET_NOT_AVAILABLE' }));
  });
});

describe('lines', () => {
  test('the first true line wins, none true holds', () => {
    const rule = {
      when: [
        { if: 'close > 10', action: 'sell' },
        { if: 'close > 5', action: 'buy', weight: 'close / 10' },
        { if: 'close < 1', action: 'close' },
        { if: 'close < 2', action: 'hold' },
      ],
    };
    expect(over(rule, [11, 7, 3, 0.5, 1.5])).toEqual(['sell', 'buy 0.7', 'hold', 'close', 'hold']);
  });

  test('a missing condition is not true, a missing weight abstains, weights stay inside -1 and 1', () => {
    const rule = { when: [{ if: '1 / (close - 3) > 0', action: 'buy', weight: 'log(close - 4) * 10' }] };
    expect(over(rule, [3, 4, 5, 6, 2])).toEqual(['hold', 'abstain', 'buy 0', 'buy 1', 'hold']);
  });

  test('a target is a weight: its sign is the action, 0 is flat, missing abstains', () => {
    const rule = { target: 'close / 10' };
    expect(over(rule, [5, -2, 0, 30])).toEqual(['buy 0.5', 'sell -0.2', 'close 0', 'buy 1']);
    expect(over({ target: 'log(close)' }, [-1, 1])).toEqual(['abstain', 'close 0']);
    expect(over({ target: 0.25 }, [1])).toEqual(['buy 0.25']);
  });

  test('entry and exit: the exit of the open side comes first, an absent exit is not entry', () => {
    const both = { entry: 'close > 5', exit: 'close > 8' };
    expect(over(both, [4, 6, 9])).toEqual(['hold', 'buy', 'buy']);
    expect(over(both, [4, 6, 9], held(0.1, 3))).toEqual(['hold', 'buy', 'close']);
    const absent = { entry: 'close > 5' };
    expect(over(absent, [4, 6], held(0.1, 3))).toEqual(['close', 'buy']);
    expect(over(absent, [4, 6])).toEqual(['hold', 'buy']);
    const missing = { entry: '1 / close > 5' };
    expect(over(missing, [0], held(0.1, 3))).toEqual(['hold']);
  });

  test('a position that a stop has closed: the entry must end before it opens again, and the rule says so once', () => {
    // 6: buy; 7: held; 7: gone without a word; 4: the entry has ended → close, once; 4: hold; 6: the next entry.
    const { agent, rows } = setUp({
      rule: { entry: 'close > 5', exit: 'position.bars_held >= 9' },
      closes: { SPX: [6, 7, 7, 4, 4, 6] },
    });
    agent.advance(rows);
    const positions = [flat(1), held(0.1, 1), flat(1), flat(1), flat(1), flat(1)];
    const said = positions.map((position, bar) => decide(agent, bar, position)[0]);
    expect(said).toEqual(['buy', 'buy', 'buy', 'close', 'hold', 'buy']);
    expect(agent.decider.explain(3, 0, flat(1)).reason).toBe('no condition holds');
  });

  test('an entry that never became a position is given up when its exit holds, and only then', () => {
    const { agent, rows } = setUp({ rule: { entry: 'close > 5', exit: 'close < 3' }, closes: { SPX: [6, 4, 2, 2, 6] } });
    agent.advance(rows);
    const said = [0, 1, 2, 3, 4].map((bar) => decide(agent, bar, flat(1))[0]);
    expect(said).toEqual(['buy', 'hold', 'close', 'hold', 'buy']);
  });

  test('a position that the rule itself has closed needs no further word', () => {
    const { agent, rows } = setUp({ rule: { entry: 'close > 5', exit: 'close < 5' }, closes: { SPX: [6, 4, 4, 4] } });
    agent.advance(rows);
    const positions = [flat(1), held(0.1, 1), flat(1), flat(1)];
    expect(positions.map((position, bar) => decide(agent, bar, position)[0])).toEqual(['buy', 'close', 'hold', 'hold']);
  });

  test('short entries and exits', () => {
    const rule = { entry: 'close > 8', exit: 'close < 6', short_entry: 'close < 3', short_exit: 'close > 4' };
    // Flat throughout: at 5 the exit gives up the entry of 9 that never became a position.
    expect(over(rule, [9, 7, 5, 2])).toEqual(['buy', 'hold', 'close', 'sell']);
    expect(over(rule, [9, 7, 5, 2], held(-0.1, 1))).toEqual(['close', 'close', 'close', 'sell']);
    expect(over(rule, [9, 7, 5, 2], held(0.1, 1))).toEqual(['buy', 'hold', 'close', 'close']);
    expect(over({ entry: 'false', short_entry: 'close < 3' }, [2, 4], held(-0.1, 1))).toEqual(['sell', 'close']);
  });

  test('conditions written as YAML booleans', () => {
    expect(over({ entry: true, exit: false }, [1, 2], held(0.1, 1))).toEqual(['buy', 'buy']);
  });

  test('positions: bars held, gain, entry price, weight', () => {
    const rule = { entry: 'close > 100', exit: 'position.bars_held >= 20 or position.unrealised < -0.05' };
    expect(over(rule, [5], held(0.1, 20))).toEqual(['close']);
    expect(over(rule, [5], held(0.1, 19))).toEqual(['hold']);
    expect(over(rule, [5], held(0.1, 3, -0.06))).toEqual(['close']);
    const scale = {
      when: [{ if: 'close > position.entry_price * 1.1', action: 'buy', weight: 'min(position.weight * 2, 0.4)' }],
    };
    expect(over(scale, [12], held(0.1, 3, 0.2, 10))).toEqual(['buy 0.2']);
    // Flat: there is no entry price, so the condition is missing.
    expect(over(scale, [12])).toEqual(['hold']);
  });
});

describe('when it decides', () => {
  test('a block of codes says what is said row by row', () => {
    const close = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 60 });
    const bound = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        close,
        bound,
        bound,
        fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
        (closes, low, high, every) => {
          const rule = {
            when: [
              { if: `close > ${high} and sma_2 > ${low}`, action: 'buy' },
              { if: `close < ${low}`, action: 'close' },
            ],
          };
          const decisionRows = every === undefined ? undefined : Uint8Array.from(closes, (_, row) => (row % every === 0 ? 1 : 0));
          const { agent, rows } = setUp({
            rule,
            closes: { SPX: closes },
            ...(decisionRows === undefined ? {} : { decisionRows }),
          });
          agent.advance(rows);
          const said = closes.map((_, bar) => decide(agent, bar, flat(1))[0]!);
          const from = Math.floor(rows / 3);
          const codes = new Uint8Array(rows - from);
          expect(agent.decider.writeCodes?.(0, from, rows, codes)).toBe(true);
          expect([...codes].map((code) => ACTIONS[code])).toEqual(said.slice(from));
          expect(agent.decider.readsPosition).toBe(false);
        },
      ),
    );
  });

  test.each([
    ['an entry, whose exits depend on the side', { entry: 'close > 5' }, true],
    ['a condition on the position', { when: [{ if: 'position.weight > 0', action: 'close' }] }, true],
    ['a weight that reads the position', { when: [{ if: 'close > 0', action: 'buy', weight: 'position.weight + 0.1' }] }, true],
    ['a target that reads the position', { target: 'position.weight + 0.1' }, true],
    ['a target', { target: '0.1' }, false],
    ['a weight', { when: [{ if: 'close > 0', action: 'buy', weight: 'close / 10' }] }, false],
  ])('%s: no codes ahead', (_, rule, readsPosition) => {
    const { agent } = setUp({ rule, closes: { SPX: [1, 2, 3, 4] } });
    agent.advance(4);
    expect(agent.decider.readsPosition).toBe(readsPosition);
    expect(agent.decider.writeCodes?.(0, 0, 4, new Uint8Array(4))).toBe(false);
  });

  test('not before everything it reads is defined', () => {
    const { agent, rows } = setUp({
      rule: { when: [{ if: 'close > 0 or sma_3 > lag(close, 3)', action: 'buy' }] },
      closes: { SPX: [1, 2, 3, 4, 5] },
    });
    expect(agent.firstRow()).toBe(Infinity);
    const seen: string[] = [];
    for (let bar = 0; bar < rows; bar += 1) {
      agent.advance(bar + 1);
      seen.push(decide(agent, bar, flat(1))[0]!);
    }
    expect(seen).toEqual(['hold', 'hold', 'hold', 'buy', 'buy']);
    expect(agent.firstRow()).toBe(3);
  });

  test('rsi_2 warms up on bar 3', () => {
    const { agent } = setUp({ rule: { preset: 'rsi_threshold', feature: 'rsi_2' }, closes: { SPX: [1, 2, 3] } });
    agent.advance(3);
    expect(agent.firstRow()).toBe(2);
  });

  test('only on the rows of its clock', () => {
    const decisionRows = Uint8Array.of(0, 1, 0, 1);
    const { agent } = setUp({ rule: { entry: 'close > 0' }, closes: { SPX: [1, 2, 3, 4] }, decisionRows });
    agent.advance(4);
    expect([0, 1, 2, 3].map((bar) => decide(agent, bar, flat(1))[0])).toEqual(['hold', 'buy', 'hold', 'buy']);
  });

  test('several symbols, each with its own columns and position', () => {
    const rule = { entry: 'close > 5', exit: 'close < 3' };
    const closes = { A: [6, 2, 6], B: [1, 7, 2] };
    const { agent } = setUp({ rule, closes });
    agent.advance(3);
    const position = { ...flat(2), weight: Float64Array.of(0.1, 0) };
    expect([0, 1, 2].map((bar) => decide(agent, bar, position))).toEqual([
      ['buy', 'hold'],
      ['close', 'buy'],
      ['buy', 'close'],
    ]);
    const swapped = setUp({ rule, closes: { B: closes.B, A: closes.A } }).agent;
    swapped.advance(3);
    const other = { ...flat(2), weight: Float64Array.of(0, 0.1) };
    expect([0, 1, 2].map((bar) => decide(swapped, bar, other))).toEqual([
      ['hold', 'buy'],
      ['buy', 'close'],
      ['close', 'buy'],
    ]);
  });

  test('in one advance and bar by bar: the same decisions', () => {
    const closes = Array.from({ length: 2300 }, (_, i) => 100 + 10 * Math.sin(i / 9) + (i % 5));
    const rule = { entry: 'crosses_above(sma_2, sma_3) and rsi_2 < 80', exit: 'zscore_3 > 1.2 or position.bars_held > 5' };
    const stepped = over(rule, closes, held(0.1, 2));
    const { agent, rows } = setUp({ rule, closes: { SPX: closes } });
    agent.advance(rows);
    expect(Array.from({ length: rows }, (_, bar) => decide(agent, bar, held(0.1, 2))[0])).toEqual(stepped);
    expect(new Set(stepped)).toEqual(new Set(['hold', 'buy', 'close']));
  });
});

describe('reasons', () => {
  const explain = (rule: unknown, closes: readonly number[], bar: number, position = flat(1)) => {
    const { agent } = setUp({ rule, closes: { 'BTC/USD': closes } });
    agent.advance(closes.length);
    return agent.decider.explain(bar, 0, position);
  };

  test('the true line with its values, the values read, pointers to what decided', () => {
    const rule = { preset: 'rsi_threshold', feature: 'rsi_2', buy_below: 30, sell_above: 70 };
    expect(explain(rule, [10, 11, 10, 12, 8], 4)).toEqual({
      reason: 'rsi_2 22.73 < 30',
      inputs: { rsi_2: expect.closeTo(250 / 11, 9) },
      evidence: ['/features/BTC~1USD/rsi_2'],
    });
    expect(explain(rule, [10, 11, 10, 12, 8], 2).reason).toBe('no condition holds');
    expect(explain(rule, [10, 11, 10, 12, 8], 1).reason).toBe('warming up');
  });

  test('own words, positions, windows and missing values', () => {
    const own = { when: [{ if: 'close > 1', action: 'buy', reason: 'trend turned up' }] };
    expect(explain(own, [2], 0)).toEqual({
      reason: 'trend turned up',
      inputs: { close: 2 },
      evidence: ['/market_data/BTC~1USD/close'],
    });
    const exit = { entry: 'close > 100', exit: 'position.bars_held >= 20 and close > lag(close, 1)' };
    expect(explain(exit, [2, 3], 1, held(0.1, 21))).toEqual({
      reason: 'position.bars_held 21 >= 20 and close 3 > lag(close, 1)',
      inputs: { 'position.bars_held': 21, close: 3 },
      evidence: ['/positions/BTC~1USD/bars_held', '/market_data/BTC~1USD/close'],
    });
    const weight = { when: [{ if: 'close > 1', action: 'buy', weight: '0.1 / (zscore_3 - zscore_3)' }] };
    expect(explain(weight, [2, 2, 2], 2)).toMatchObject({
      reason: 'weight missing: zscore_3',
      inputs: { close: 2, zscore_3: null },
    });
    expect(explain({ entry: 'zscore_3 > 0' }, [2, 2, 2], 2).reason).toBe('no condition holds; missing zscore_3');
    expect(explain({ target: 'close / 10' }, [2], 0).reason).toBe('close 2 / 10');
  });
});

describe('check', () => {
  const names = { features: featureNames(features()) };
  const found = (rule: unknown): unknown[] =>
    checkRule(ruleSchema.parse(rule), names).map(({ code, path, message, column }) => [code, path.join('.'), column, message]);

  test.each<[RuleConfig]>([
    [{ entry: 'rsi_2 < 30 and close > sma_3', exit: 'position.unrealised > 0.1' }],
    [{ target: 'clip(-zscore_3 / 2, -1, 1)' }],
    [{ preset: 'sma_crossover', fast_feature: 'sma_2', slow_feature: 'sma_3' }],
  ])('%j is fine', (rule) => expect(found(rule)).toEqual([]));

  test.each([
    [{ entry: 'rsi2 < 30' }, ['RULE_UNKNOWN_NAME', 'entry', 1, 'nothing is named "rsi2"']],
    [{ entry: 'rsi_2 <' }, ['RULE_SYNTAX', 'entry', 8, 'expected a value, not the end']],
    [{ entry: 'true', exit: 'rsi_2' }, ['RULE_TYPE', 'exit', 1, 'rsi_2 is a number, a condition is needed here']],
    [
      { when: [{ if: 'true', action: 'buy', weight: 'close > 1' }] },
      ['RULE_TYPE', 'when.0.weight', 1, 'close > 1 is a condition, a number is needed here'],
    ],
    [{ target: 'sma(position.weight, 3)' }, ['RULE_TYPE', 'target', 1, 'sma looks back and position.weight has no history']],
    [
      { target: 'signal.m.score' },
      [
        'RULE_UNKNOWN_NAME',
        'target',
        1,
        "signal.m.score is a model's signal, and the agent declares no model in model_signal_sources",
      ],
    ],
    [{ preset: 'rsi_threshold', feature: 'rsi_3' }, ['FEATURE_UNKNOWN', 'feature', undefined, 'no feature is named "rsi_3"']],
    [
      { when: [{ if: 'true', action: 'close', weight: 1 }] },
      ['SETTING_UNUSED', 'when.0.weight', undefined, 'nothing uses weight because the action is close'],
    ],
  ])('%j', (rule, expected) => expect(found(rule)).toEqual([expected]));

  test('signals of declared models are names, others are not', () => {
    const signals = new Set(signalNames('spx_up'));
    const problems = (entry: string): unknown[] =>
      checkRule(ruleSchema.parse({ entry }), { ...names, signals }).map(({ message, hint }) => [message, hint]);
    for (const field of ['signal', 'p_up', 'p_down', 'expected_return', 'score'])
      expect(problems(`lag(signal.spx_up.${field}, 1) > 0`)).toEqual([]);
    expect(problems('signal.spx_upp.p_up > 0.5')).toEqual([
      ['nothing is named "signal.spx_upp.p_up"', 'did you mean "signal.spx_up.p_up"?'],
    ]);
    expect(problems('signal.spx_up.weight > 0')).toHaveLength(1);
  });

  test('a compiler that is handed a refused text says so', () => {
    expect(() => planRule({ entry: 'rsi_2 <' })).toThrow(expect.objectContaining({ code: 'RULE_SYNTAX' }));
  });
});

/** Random expressions without history over the close and a column with holes. */
const numberText: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.constantFrom('close', 'zscore_3', '0.5', '2')
    : fc.oneof(
        fc
          .tuple(numberText(depth - 1), fc.constantFrom('+', '-', '*', '/', '%'), numberText(depth - 1))
          .map(([a, o, b]) => `(${a} ${o} ${b})`),
        fc.tuple(fc.constantFrom('abs', 'log', 'exp', 'sqrt', 'sign', '-'), numberText(depth - 1)).map(([f, a]) => `${f}(${a})`),
        fc
          .tuple(fc.constantFrom('min', 'max'), numberText(depth - 1), numberText(depth - 1))
          .map(([f, a, b]) => `${f}(${a}, ${b})`),
        fc.tuple(conditionText(depth - 1), numberText(depth - 1)).map(([c, a]) => `if(${c}, ${a}, clip(${a}, 0, 1))`),
      ),
);
const conditionText: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.constantFrom('close > 2', 'zscore_3 < 0', 'true', 'between(close, 1, 3)')
    : fc.oneof(
        fc
          .tuple(conditionText(depth - 1), fc.constantFrom('and', 'or'), conditionText(depth - 1))
          .map(([a, o, b]) => `(${a} ${o} ${b})`),
        conditionText(depth - 1).map((a) => `not ${a}`),
        fc
          .tuple(numberText(depth - 1), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), numberText(depth - 1))
          .map(([a, o, b]) => `${a} ${o} ${b}`),
      ),
);

test('what reads the position is evaluated as the columns are', () => {
  const dataset = datasetOf({ SPX: [1, 2, 2, 2, 3, 1, 1, 1, 4, 2, 2.5] });
  fc.assert(
    fc.property(fc.oneof(numberText(3), conditionText(3)), (text) => {
      const parsed = expressions.parseExpression(text);
      if (!parsed.ok) return;
      const { expression } = parsed;
      const plan = planFeatures(
        features(),
        { names: ['close', 'zscore_3'], expressions: [expression] },
        { timeframe: '1d', periodsPerYear: () => 252 },
      );
      const run = startFeatures({ plan, dataset });
      run.advance(11);
      const column = run.column(0, expressionKey(expression));
      const closure = closureOf(expression, {
        columnsOf: (node) => (node.kind === 'name' ? [run.column(0, node.name)] : undefined),
      });
      const first = run.firstRow(0, [expressionKey(expression)]);
      invariant(first < 11, 'the data is long enough');
      for (let bar = first; bar < 11; bar += 1) expect(closure(bar, 0, flat(1)) + 0).toBe(column[bar]! + 0);
    }),
    { numRuns: 300 },
  );
});
