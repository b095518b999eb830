import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../base/index.ts';
import { runOutcome } from '../runs/index.ts';
import { benchmarkEquity, benchmarkFile, onTimeIndex } from './benchmark.ts';
import { intrabarFile } from './intrabar.ts';
import { type BarNumbers, barsCsv, barsOfCloses, CAPITAL, LabFolder, ownRun } from './robustness/prepared-run.testkit.ts';
import { runAgentBacktest } from './run-agent.ts';

let lab: LabFolder;
beforeAll(() => {
  lab = new LabFolder();
});
afterAll(() => lab.remove());

const FREE =
  'position_manager: { execution: { costs: { enabled: false }, slippage: { model: none } }, sizing: { cash_buffer: 0 } }';
const LIMITS = 'risk: { limits: { max_position_pct: 1, max_symbol_pct: 1, max_order_pct: 1, max_sector_pct: 1 } }';

describe('the benchmark of a world', () => {
  const own = Array.from({ length: 60 }, (_, i) => 100 + (i % 3));
  const other = Array.from({ length: 60 }, (_, i) => 50 + ((i * 7) % 5));
  const files = {
    'data/AAA_1d.csv': barsCsv(barsOfCloses(own)),
    'data/BBB_1d.csv': barsCsv(barsOfCloses(other)),
  };
  const yaml = (benchmark: string): string =>
    `benchmark: ${benchmark}\n${LIMITS}\n${FREE}\nagents: [{ name: a, kind: rule, symbols: [AAA], rule: { entry: "close > 0", exit: "close < 0" } }]\n`;

  test('a symbol that is not traded: bought with all capital at the open after the first close, in the file and in the comparison', async () => {
    const loaded = lab.load(files, yaml('BBB'));
    const { dir, runId } = await runAgentBacktest({ loaded, agent: 'a', runsDir: join(lab.path, 'runs'), version: '0.0.0' });
    const column = readFileSync(join(dir, 'equity_curve.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',').at(-1)));
    // The open of the second bar is the close of the first.
    const units = CAPITAL / other[0]!;
    expect(column).toEqual(other.map((close, i) => (i === 0 ? CAPITAL : Number((units * close).toFixed(2)))));
    const { benchmark, robustness, intrabar } = runOutcome(join(lab.path, 'runs'), runId);
    expect(benchmark).toMatchObject({
      world: { benchmark: 'BBB', total_return: (units * other[59]!) / CAPITAL - 1 },
      buy_and_hold: { benchmark: 'AAA' },
    });
    expect(robustness).not.toBe(null);
    expect(intrabar).toMatchObject({ count: 0, finer: null });
  });

  test('the run holds its symbol: beta and correlation 1 against buy-and-hold; cash keeps the capital', async () => {
    const { parts, engine } = await ownRun(lab.load(files, yaml('cash')));
    const file = benchmarkFile(parts, engine.equity, CAPITAL);
    expect(file.buy_and_hold.metrics['beta']).toBeCloseTo(1, 6);
    expect(file.buy_and_hold.metrics['correlation']).toBeCloseTo(1, 10);
    expect(file.world).toMatchObject({ benchmark: 'cash', total_return: 0, metrics: { beta: null } });
    expect(file.world.not_available['beta']).toBe('the benchmark does not vary');
    expect([...benchmarkEquity(parts, CAPITAL, Int32Array.of(0, 7, 59))]).toEqual([CAPITAL, CAPITAL, CAPITAL]);
  });

  test('bars of other times are seen at the first row that does not close before them', () => {
    const bars = { length: 4, time: Float64Array.of(5, 10, 11, 40) };
    const placed = onTimeIndex({ bars } as Parameters<typeof onTimeIndex>[0], Float64Array.of(10, 20, 30));
    // 5 and 10 by the row of 10, 11 by that of 20; 40 is not seen.
    expect([...placed.rows!]).toEqual([0, 0, 1, 3]);
  });
});

describe('ambiguous bars', () => {
  // A close above 100 every sixth day buys at the next open, 100; that day reaches 103 and 97, past the levels 2 % above and below.
  const days: BarNumbers[] = [];
  const hours: BarNumbers[] = [];
  for (let i = 0; i < 60; i += 1) {
    const wide = i % 6 === 3;
    days.push(wide ? [100, 103, 97, 100] : i % 6 === 2 ? [100, 101, 100, 101] : [100, 100, 100, 100]);
    for (let hour = 0; hour < 24; hour += 1) {
      // Days 3, 15, 27 …: the high in hour 5 and the low in hour 9; days 9, 21, …: both in hour 5, so hours cannot tell.
      const both = wide && i % 12 === 9 && hour === 5;
      const high = wide && i % 12 === 3 && hour === 5;
      const low = wide && i % 12 === 3 && hour === 9;
      hours.push([100, both || high ? 103 : 100, both || low ? 97 : 100, 100]);
    }
  }
  const files = { 'data/AAA_1d.csv': barsCsv(days), 'data/AAA_1h.csv': barsCsv(hours, HOUR_MS) };
  const yaml = (path: string): string => `${LIMITS}
position_manager: { execution: { costs: { enabled: false }, slippage: { model: none }, intrabar: { ${path} } }, sizing: { mode: quantity, value: 10 } }
agents: [{ name: a, kind: rule, rule: { entry: "close > 100.5", exit: "close < 100.5" }, stops: { stop_loss_pct: 0.02, take_profit_pct: 0.02 } }]
`;

  test('worst, chosen and best reading by hand', async () => {
    const { reruns, engine } = await ownRun(lab.load(files, yaml('path: stop_first')));
    const file = await intrabarFile(reruns, engine, CAPITAL);
    // Days 3, 9, 15 … 57: ten trades, all ambiguous.
    const n = 10;
    expect([engine.tradeCount, file.count]).toEqual([n, n]);
    // 10 units of 100: −20 at the stop; at the target each would have made +20, so 40 more. Nothing else moves.
    const money = (value: number): string => value.toFixed(2);
    expect(file).toMatchObject({ path: 'stop_first', worst: 0, net_pnl: { worst: money(-20 * n), chosen: money(-20 * n) } });
    expect(file.net_pnl.best).toBe(money(20 * n));
    expect([file.ambiguous_net_pnl, file.ambiguous_share, file.finer]).toEqual([money(-20 * n), null, null]);
  });

  test('finer bars resolve what they can tell, and the file says which share', async () => {
    const taken = await ownRun(lab.load(files, yaml('path: take_first')));
    expect((await intrabarFile(taken.reruns, taken.engine, CAPITAL)).ambiguous_share).toBeCloseTo(1, 10);
    const { reruns, engine } = await ownRun(lab.load(files, yaml('path: finer, drill_timeframe: 1h')));
    const trades = Array.from({ length: engine.tradeCount }, (_, i) => engine.trade(i));
    // By turns the hours know that the high came first, and cannot tell: +20 at the target, −20 at the stop.
    expect(trades.map(({ exitReason, ambiguous, netPnl }) => [exitReason, ambiguous, Math.round(netPnl * 1e6) / 1e6])).toEqual(
      trades.map((_, i) => (i % 2 === 0 ? ['take_profit', false, 20] : ['stop_loss', true, -20])),
    );
    expect(await intrabarFile(reruns, engine, CAPITAL)).toMatchObject({
      count: 5,
      net_pnl: { worst: '0.00', chosen: '0.00', best: '200.00' },
      ambiguous_net_pnl: '-100.00',
      finer: { timeframe: '1h', ambiguous_without: 10, ambiguous_with: 5, resolved_share: 0.5 },
    });
  });
});
