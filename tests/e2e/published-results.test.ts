import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, hasShared, readJson, shared, temporaryFolder, writeFiles } from './cli.testkit.ts';

/**
 * Results that other engines publish, reproduced from the data that they publish them for.
 *
 * backtesting.py, `test_compute_stats` of its own tests, "values also used on the website": the crossing of the 10- and 30-day means of
 * GOOG, 2004-08-19 to 2013-03-01, long and short with all that is free, no commission, open trades closed at the end.
 */
describe.skipIf(!hasShared)('backtesting.py: GOOG, crossing means', { timeout: 120_000 }, () => {
  const PROJECT = `project: { name: goog }
data:
  source: csv
  symbols: [GOOG]
  start_date: 2004-08-19
  end_date: 2013-03-01
  timeframe: 1d
  csv: { path: goog.csv }
features:
  definitions:
    - { name: sma_10, type: technical }
    - { name: sma_30, type: technical }
position_manager: { execution: { like: backtesting_py } }
worlds: [{ name: w, capital: 10000 }]
risk: { limits: { max_order_pct: 1, max_position_pct: 1, max_symbol_pct: 1, max_sector_pct: 1 } }
agents:
  - name: cross
    kind: rule
    rule:
      when:
        - { if: "crosses_above(sma_10, sma_30)", action: buy, weight: 1 }
        - { if: "crosses_below(sma_10, sma_30)", action: sell, weight: -1 }
    risk: { allow_short: true }
`;

  test('the same trades, the same money, the same statistics', async () => {
    const folder = temporaryFolder();
    const csv = readFileSync(join(shared, 'data', 'equities_daily', 'GOOG_backtesting_py.csv'), 'utf8').replace(/^,/, 'Date,');
    writeFiles(folder.path, { 'config/project.yaml': PROJECT, 'goog.csv': csv });
    const run = await cli(['agent', 'run', '--agent', 'cross', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'], {
      cwd: folder.path,
    });
    expect(run.stderr).not.toContain('error');
    expect(run.code).toBe(0);
    const { run_id: id } = JSON.parse(run.stdout) as { run_id: string };
    const { metrics, basis } = readJson(join(folder.path, 'runs', id, 'metrics.json')) as {
      metrics: Record<string, number | string>;
      basis: Record<string, unknown>;
    };
    const value = (key: string): number => Number(metrics[key]);
    // # Trades 66; Equity Final 51422.98999999996; Duration 3116 days.
    expect(metrics['closed_trades']).toBe(66);
    expect(metrics['net_pnl']).toBe('41422.99');
    expect(value('total_return')).toBeCloseTo(4.142298999999996, 12);
    expect(basis['days']).toBe(3116);
    // Win Rate 46.96969696969697; Max. Drawdown −47.98012705007589.
    expect(value('win_rate')).toBeCloseTo(0.4696969696969697, 15);
    expect(value('max_drawdown')).toBeCloseTo(0.4798012705007589, 13);
    // Max. and Avg. Drawdown Duration 584 and 41 days.
    expect(value('max_drawdown_days')).toBe(584);
    expect(value('mean_drawdown_days')).toBe(41);
    // CAGR 21.16 since its pull request 1346 (2026), which divides by 365.25; 14.16 before.
    expect(value('annual_return')).toBeCloseTo(0.2116, 4);
    // Sharpe 0.58038 and Sortino 1.08479 of 2,148 returns, the first of them 0; the same request takes that one out: 2,147. So the annual
    // return 1.2118026 becomes 1.2118026^(2148/2147) = 1.2119107, and the ratios grow with 0.2119107 / 0.2118026 = 1.00051.
    const growth = (1.2118025581379228 ** (2148 / 2147) - 1) / 0.2118025581379228;
    expect(value('sortino')).toBeCloseTo(1.0847880675854096 * growth, 9);
    expect(value('sharpe')).toBeCloseTo(0.5803778344714113, 3);
    folder.remove();
  });
});
