import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../../base/index.ts';
import { sessionEnds } from '../../../metrics/index.ts';
import { runAgentBacktest } from '../run-agent.ts';
import { budgetOf } from './budget.ts';
import { COST_MULTIPLES, costLadder, ladderRuns } from './cost-ladder.ts';
import { barsCsv, barsOfCloses, CAPITAL, LabFolder, type OwnRun, ownRun } from './prepared-run.testkit.ts';
import { freeBars, RandomDecider } from './random-decider.ts';
import { randomEntries } from './random-entries.ts';
import { robustnessOf } from './robustness.ts';
import { laterStarts } from './start-dates.ts';

const FREE = 'costs: { enabled: false }, slippage: { model: none }, borrow: { enabled: false }';
const LIMITS = 'risk: { limits: { max_position_pct: 1, max_symbol_pct: 1, max_order_pct: 1, max_sector_pct: 1 } }';
const RULE = 'rule: { entry: "close > lag(close, 1)", exit: "close < lag(close, 1)" }';
/** One unit a time, so that no cost changes what is bought. */
const ONE_UNIT = 'sizing: { mode: quantity, value: 1 }';

let lab: LabFolder;
beforeAll(() => {
  lab = new LabFolder();
});
afterAll(() => lab.remove());

/** Multiplicative steps without drift. */
function walk(seed: number, rows: number): number[] {
  const random = new Random(seed, 'walk');
  let close = 100;
  return Array.from({ length: rows }, () => {
    close *= random.below(2) === 0 ? 1.02 : 1 / 1.02;
    return close;
  });
}

function runOf(closes: readonly number[], yaml: string): Promise<OwnRun> {
  return ownRun(lab.load({ 'data/AAA_1d.csv': barsCsv(barsOfCloses(closes)) }, yaml));
}

const yamlOf = (options: { execution: string; sizing?: string; agent?: string; metrics?: string }): string =>
  `${LIMITS}
metrics: { ${options.metrics ?? 'robustness: true'} }
position_manager: { execution: { ${options.execution} }${options.sizing === undefined ? '' : `, ${options.sizing}`} }
agents: [{ name: a, kind: rule, ${options.agent ?? RULE} }]
`;

describe('cost ladder', () => {
  test('the rung 1× made again is the run itself, bit for bit', async () => {
    const agent =
      'rule: { entry: "close > lag(close, 1)", exit: "position.unrealised > 0.01 or position.bars_held > 7" }, stops: { stop_loss_pct: 0.03 }';
    for (const seed of [1, 2, 3]) {
      const { engine, reruns } = await runOf(walk(seed, 300), yamlOf({ execution: 'costs: { bps: 7 }', agent }));
      const before = { equity: [...engine.equity], trades: Array.from({ length: engine.tradeCount }, (_, i) => engine.trade(i)) };
      expect(before.trades.length).toBeGreaterThan(20);
      await reruns.run({ costMultiple: 5 });
      const again = await reruns.run({ costMultiple: 1 });
      expect([...again.engine.equity]).toEqual(before.equity);
      expect(before.trades).toEqual(Array.from({ length: again.engine.tradeCount }, (_, i) => again.engine.trade(i)));
      expect(again.engine.totals()).toEqual(engine.totals());
    }
  });

  test('two trades by hand: a result that is linear in its costs', async () => {
    // Closes 100 101 103 102 104 106 105 105: bought at the opens after 101 and 104, sold at those after 102 and 105. Opens are closes before:
    // 101 → 102 and 104 → 105, 1 each. 10 bps of 101 + 102 + 104 + 105 = 412: 0.412; 10 bps of slippage on the same: 0.412.
    const closes = [100, 101, 103, 102, 104, 106, 105, 105];
    const execution = 'costs: { bps: 10 }, slippage: { model: bps, bps: 10 }';
    const own = await runOf(closes, yamlOf({ execution, sizing: ONE_UNIT }));
    const ladder = costLadder(await ladderRuns(own.reruns), own);
    expect(ladder.rungs.map(({ multiple }) => multiple)).toEqual([...COST_MULTIPLES]);
    // Fees are taken of the price paid, so slippage of a fee adds 1e-6 of the notional times multiple²: below a cent.
    for (const { multiple, net_pnl, closed_trades } of ladder.rungs) {
      expect(Math.abs(Number(net_pnl) - (2 - multiple * 0.824))).toBeLessThan(0.0101);
      expect(closed_trades).toBe(2);
    }
    // Traded at paid prices: 411.998 … so 2 / 412 in basis points.
    expect(ladder.break_even_bps).toBeCloseTo((2 / 412) * 10_000, 1);
    expect(ladder.break_even_not_available).toBe(null);
  });

  test('more costs never leave more of the same fills', async () => {
    for (let seed = 10; seed < 22; seed += 1) {
      const execution = 'costs: { bps: 4, per_order: 1 }, slippage: { model: bps, bps: 6 }';
      const agent = `${seed % 2 === 0 ? RULE : 'rule: { entry: "close < lag(close, 3)", exit: "close > lag(close, 2)", short_entry: "close > lag(close, 5)", short_exit: "close < lag(close, 1)" }, risk: { allow_short: true }'}`;
      const own = await runOf(walk(seed, 160), yamlOf({ execution, sizing: ONE_UNIT, agent }));
      const { rungs } = costLadder(await ladderRuns(own.reruns), own);
      const trades = new Set(rungs.map(({ closed_trades }) => closed_trades));
      expect(trades.size).toBe(1);
      for (let i = 1; i < rungs.length; i += 1) {
        expect(Number(rungs[i]!.net_pnl)).toBeLessThan(Number(rungs[i - 1]!.net_pnl));
      }
    }
  });

  test('an instrument’s own borrow rate is scaled with the rest', async () => {
    const agent =
      'rule: { entry: "close < 0", exit: "close > 0", short_entry: "close > 0", short_exit: "close < 0" }, risk: { allow_short: true }';
    const execution = 'costs: { enabled: false }, slippage: { model: none }';
    const own = await runOf(new Array<number>(100).fill(100), yamlOf({ execution, sizing: ONE_UNIT, agent }));
    const { rungs } = costLadder(await ladderRuns(own.reruns), own);
    // One unit of 100 owes 1 % a year from the open of the second day on; the price does not move.
    const once = -Number(rungs[1]!.net_pnl);
    expect(Math.abs(once - (100 * 0.01 * 98) / 365)).toBeLessThan(0.015);
    for (const { multiple, net_pnl } of rungs) expect(Math.abs(Number(net_pnl) + multiple * once)).toBeLessThan(0.05);
  });

  test('nothing traded: no break-even, and why', async () => {
    const own = await runOf(walk(4, 80), yamlOf({ execution: FREE, agent: 'rule: { entry: "close < 0", exit: "close > 0" }' }));
    const ladder = costLadder(await ladderRuns(own.reruns), own);
    expect([ladder.break_even_bps, ladder.break_even_not_available]).toEqual([null, 'nothing was traded']);
    expect(ladder.rungs.map(({ net_pnl, cost_bps }) => [net_pnl, cost_bps])).toEqual(COST_MULTIPLES.map(() => ['0.00', null]));
  });
});

describe('random entries', () => {
  test('as many positions as the run closed, each held as long', async () => {
    const own = await runOf(walk(31, 400), yamlOf({ execution: FREE }));
    const held = (engine: OwnRun['engine']): number[] =>
      Array.from({ length: engine.tradeCount }, (_, i) => engine.trade(i).barsHeld).sort((a, b) => a - b);
    const expected = held(own.engine);
    const stays = Array.from({ length: own.engine.tradeCount }, (_, i) => ({ bars: own.engine.trade(i).barsHeld, weight: 0.5 }));
    const rows = Int32Array.from({ length: 398 }, (_, i) => i + 1);
    const decider = new RandomDecider({ rooms: [{ stays, rows }], rows: 400, withWeights: true });
    const random = new Random(1, 'test');
    const entries = new Set<number>();
    for (let draw = 0; draw < 5; draw += 1) {
      decider.plan(random);
      const { engine } = await own.reruns.run({ decider });
      expect(held(engine)).toEqual(expected);
      for (let i = 0; i < engine.tradeCount; i += 1) entries.add(engine.trade(i).entryRow);
    }
    expect(entries.size).toBeGreaterThan(expected.length);
  });

  test('every way to lay the free bars is equally likely', () => {
    // Two stays of one bar each take four of six rows: two free, so places (0,2) (0,3) (0,4) (1,3) (1,4) (2,4).
    const stays = [
      { bars: 1, weight: 1 },
      { bars: 1, weight: 1 },
    ];
    const room = { stays, rows: Int32Array.of(0, 1, 2, 3, 4, 5) };
    expect(freeBars(room)).toBe(2);
    const decider = new RandomDecider({ rooms: [room], rows: 6, withWeights: true });
    const random = new Random(9, 'test');
    const counts = new Map<string, number>();
    const draws = 6000;
    const out = {
      action: new Uint8Array(1),
      weight: new Float64Array(1),
      stopPrice: new Float64Array(1),
      takeProfitPrice: new Float64Array(1),
    };
    const position = {
      weight: new Float64Array(1),
      barsHeld: new Float64Array(1),
      unrealised: new Float64Array(1),
      entryPrice: new Float64Array(1),
    };
    for (let draw = 0; draw < draws; draw += 1) {
      decider.plan(random);
      const opened: number[] = [];
      for (let row = 0; row < 6; row += 1) {
        decider.decide(row, position, out);
        if (out.action[0] === 1) opened.push(row);
      }
      counts.set(opened.join(), (counts.get(opened.join()) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['0,2', '0,3', '0,4', '1,3', '1,4', '2,4']);
    // Binomial with 1/6: standard error √(6000 · 5/36) = 28.9; four of them.
    for (const count of counts.values()) expect(Math.abs(count - draws / 6)).toBeLessThan(4 * Math.sqrt((draws * 5) / 36));
  });

  test('on walks without drift and without costs they are centred on nothing', async () => {
    const means: number[] = [];
    for (let seed = 100; seed < 140; seed += 1) {
      // Up and down by the same ratio drifts by half its variance: the sum of plain steps does not.
      const random = new Random(seed, 'plain walk');
      let close = 1000;
      const closes = Array.from({ length: 250 }, () => {
        close += random.below(2) === 0 ? 1 : -1;
        return close;
      });
      const own = await runOf(closes, yamlOf({ execution: FREE, sizing: ONE_UNIT }));
      const found = await randomEntries(own.reruns, own, 20);
      if ('missing' in found) throw new Error(found.missing);
      expect(found.mean_trades).toBe(found.trades);
      means.push(found.total_return.mean);
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1);
    expect(variance).toBeGreaterThan(0);
    expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / means.length));
  });

  test('perfect foresight lies above all of them', async () => {
    // A wave of period 20: bought at the bottom, sold at the top, by the bar.
    const closes = Array.from({ length: 400 }, (_, i) => 100 + 10 * Math.cos((2 * Math.PI * (i + 10)) / 20));
    const agent = 'rule: { entry: "close < 90.01", exit: "close > 109.99" }';
    const own = await runOf(closes, yamlOf({ execution: FREE, agent }));
    const found = await randomEntries(own.reruns, own, 50);
    expect(found).toMatchObject({ runs: 50, total_return: { percentile: 1, p_value: 1 / 51 } });
  });

  test('too few trades, and no room, are named', async () => {
    const few = await runOf([100, 101, 103, 102, 104, 106, 105, 105], yamlOf({ execution: FREE }));
    expect(await randomEntries(few.reruns, few, 5)).toEqual({ missing: 'needs 5 closed trades, has 2' });
    const agent = 'rule: { target: "if(close > lag(close, 1), 0.5, -0.5)" }, risk: { allow_short: true }';
    const full = await runOf(walk(5, 120), yamlOf({ execution: FREE, agent }));
    expect(await randomEntries(full.reruns, full, 5)).toEqual({
      missing: 'positions fill the whole run: there is no other place for them',
    });
  });
});

describe('later starts', () => {
  test('held from the first close on, a later start buys later', async () => {
    // 1 % a day for 100 days: decided at close k, bought at its price (the open after it), so it grows by 1.01^(99 − k) less rounding.
    const closes = Array.from({ length: 100 }, (_, i) => 100 * 1.01 ** i);
    const own = await runOf(
      closes,
      yamlOf({ execution: FREE, sizing: 'sizing: { cash_buffer: 0 }', agent: 'rule: { entry: "close > 0", exit: "close < 0" }' }),
    );
    const { prepared } = own.parts;
    const ends = sessionEnds({ session: prepared.loaded.dataset.session, from: prepared.evaluateFrom });
    const starts = await laterStarts(own.reruns, own.evaluation, { ends, atMost: 10 });
    expect(starts.map(({ sessions_later }) => sessions_later)).toEqual([0, 1, 5, 10, 21, 42]);
    expect(starts.map(({ from }) => from)).toEqual([
      ...['2021-01-01', '2021-01-02', '2021-01-06', '2021-01-11', '2021-01-22', '2021-02-12'],
    ]);
    for (const { sessions_later, total_return, buy_and_hold_return } of starts) {
      expect(total_return).toBeCloseTo(1.01 ** (99 - sessions_later) - 1, 4);
      expect(buy_and_hold_return).toBeCloseTo(1.01 ** (99 - sessions_later) - 1, 4);
    }
  });
});

describe('robustness.json', () => {
  test('switched off: the ladder stays, every other part says why it is not there', async () => {
    const own = await runOf(walk(6, 200), yamlOf({ execution: FREE, metrics: 'robustness: false' }));
    const found = await robustnessOf(own.reruns, own, { ladder: await ladderRuns(own.reruns), capital: CAPITAL });
    expect(found).toMatchObject({ budget: null, bootstrap_fan: null, random_entries: null });
    expect(found.cost_ladder.rungs.length).toBe(5);
    expect(Object.values(found.not_available)).toEqual(new Array(5).fill('metrics.robustness is false'));
  });

  test('a large run does less, and says of what', () => {
    expect(budgetOf({ rows: 5000, sessions: 5000, trades: 20 })).toEqual({
      ...{ bootstrap_draws: 1000, shuffle_draws: 1000, random_runs: 100, start_dates: 10 },
      reduced: [],
    });
    expect(budgetOf({ rows: 500_000, sessions: 1300, trades: 40_000 })).toEqual({
      ...{ bootstrap_draws: 1000, shuffle_draws: 250, random_runs: 20, start_dates: 4 },
      reduced: ['shuffle_draws', 'random_runs', 'start_dates'],
    });
  });

  test('a backtest writes it; the verdict, metrics.json and the ladder say the same of twice the costs', async () => {
    // A loop that beats its own buy-and-hold and loses its edge between once and twice the costs. Longer, it would be too good to be true.
    const closes = Array.from({ length: 87 }, (_, i) => [100, 101, 100.5][i % 3]!);
    const agent = 'rule: { entry: "close < 100.1", exit: "close > 100.9" }';
    const loaded = lab.load(
      { 'data/AAA_1d.csv': barsCsv(barsOfCloses(closes).map(([, , , close]) => [close, close + 0.2, close - 0.2, close])) },
      yamlOf({ execution: `fill: same_close, ${FREE.replace('enabled: false', 'bps: 35')}`, agent }),
    );
    const { dir } = await runAgentBacktest({ loaded, agent: 'a', runsDir: join(lab.path, 'runs'), version: '0.0.0' });
    const read = (file: string): Record<string, unknown> =>
      JSON.parse(readFileSync(join(dir, file), 'utf8')) as Record<string, unknown>;
    const ladder = (read('robustness.json') as { cost_ladder: { rungs: { multiple: number; net_pnl: string }[] } }).cost_ladder;
    const net = new Map(ladder.rungs.map(({ multiple, net_pnl }) => [multiple, net_pnl]));
    const { metrics } = read('metrics.json') as { metrics: Record<string, string> };
    expect(net.get(1)).toBe(metrics['net_pnl']);
    expect(net.get(2)).toBe(metrics['cost_2x_net_pnl']);
    expect(Number(net.get(1))).toBeGreaterThan(0);
    expect(Number(net.get(2))).toBeLessThan(0);
    expect(read('summary.json')).toMatchObject({ verdict: 'invalid', verdict_line: expect.stringMatching(/^edge gone at /) });
    expect(read('robustness.json')).toMatchObject({ schema_version: 1, random_entries: { runs: 100 }, not_available: {} });
  });
});
