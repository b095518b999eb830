import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, listFiles, temporaryFolder } from './cli.testkit.ts';

/** The commands of the roadmap on runs of the strategy-lab template: rank them, compare them. */
describe('scoreboard and comparison', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const ids: string[] = [];
  const run = (...args: readonly string[]) => cli(args, { cwd: folder.path });
  const backtest = async (agent: string): Promise<void> => {
    const { code, stdout } = await run(
      'agent',
      'run',
      '--agent',
      agent,
      '-c',
      'config/project.yaml',
      '--mode',
      'backtest',
      '--json',
    );
    expect(code).toBe(0);
    ids.push((JSON.parse(stdout) as { run_id: string }).run_id);
  };

  beforeAll(async () => {
    expect((await run('init', '--template', 'strategy-lab', '-o', 'config/project.yaml')).code).toBe(0);
    await backtest('rsi_reversion');
    const path = join(folder.path, 'config/project.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('buy_below: 30', 'buy_below: 35'));
    await backtest('rsi_reversion');
    await backtest('sma_trend');
  }, 120_000);
  afterAll(() => folder.remove());

  test('`runs list --scoreboard --sort-by … --json`', async () => {
    const { code, stdout } = await run(
      ...['runs', 'list', '--scoreboard', '--type', 'agent', '--mode', 'backtest', '--sort-by', 'mdd', '--ascending', '--json'],
    );
    expect(code).toBe(0);
    const board = JSON.parse(stdout) as { rows: { run_id: string; rank: number; metrics: Record<string, number> }[] };
    expect(board).toMatchObject({ family: 'agent/backtest', sort_by: 'max_drawdown', ascending: true });
    expect(board.rows.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    const dips = board.rows.map(({ metrics }) => metrics['max_drawdown']!);
    expect(dips).toEqual([...dips].sort((a, b) => a - b));
    expect(Object.keys(board.rows[0]!.metrics)).toEqual(
      'sharpe dsr pbo net_pnl max_drawdown win_rate closed_trades trials'.split(' '),
    );
    const text = await run('runs', 'list', '--scoreboard', '--type', 'agent', '--mode', 'backtest');
    expect(text.stdout).toMatch(
      /^the first is the best of 3 configurations on its data, dsr 0\.\d\d after 3 trials, PBO n\/a \(needs 8 /m,
    );
    const unknown = await run('runs', 'list', '--scoreboard', '--sort-by', 'sharp');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('SORT_KEY_UNKNOWN');
    expect(unknown.stderr).toContain('did you mean "sharpe"?');
  });

  test('`runs list --compare A --compare B --html FILE`: one parameter apart', async () => {
    const result = await run('runs', 'list', '--compare', ids[0]!, '--compare', ids[1]!, '--html', 'comparison.html');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).not.toContain('not comparable');
    expect(result.stdout).toMatch(/^agent\.rule\.buy_below +30 +35$/m);
    expect(result.stdout).toMatch(/^page {2}comparison\.html$/m);
    const page = readFileSync(join(folder.path, 'comparison.html'), 'utf8');
    for (const id of ids.slice(0, 2)) expect(page).toContain(id);
    expect(page).toContain('COMPARABLE');
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  test('the Sharpe ratios of a comparison are those of the runs, the DSR is told after all trials', async () => {
    const { code, stdout } = await run('runs', 'list', ...ids.flatMap((id) => ['--compare', id]), '--json');
    expect(code).toBe(0);
    const of = JSON.parse(stdout) as {
      comparable: boolean;
      reasons: string[];
      runs: { trials: { n: number }; trials_now: { n: number; dsr: number } }[];
      metrics: { key: string; values: number[]; differences: number[]; p_values: number[]; intervals: [number, number][] }[];
    };
    expect(of.comparable).toBe(false);
    expect(of.reasons.join()).toContain('window: evaluated');
    expect(of.runs.map(({ trials }) => trials.n)).toEqual([1, 2, 3]);
    expect(of.runs.map(({ trials_now }) => trials_now.n)).toEqual([3, 3, 3]);
    const row = (key: string) => of.metrics.find((metric) => metric.key === key)!;
    const stored = ids.map((id) => {
      const text = readFileSync(join(folder.path, 'runs', id, 'metrics.json'), 'utf8');
      return (JSON.parse(text) as { metrics: Record<string, number> }).metrics;
    });
    expect(row('sharpe').values).toEqual(stored.map(({ sharpe }) => sharpe));
    expect(row('sharpe').differences[1]).toBeCloseTo(stored[1]!['sharpe']! - stored[0]!['sharpe']!, 12);
    // The last run was judged after all three trials already.
    expect(of.runs[2]!.trials_now.dsr).toBeCloseTo(stored[2]!['dsr']!, 12);
    expect(of.runs[0]!.trials_now.dsr).toBeLessThan(stored[0]!['dsr']!);
    // What is tested, from the written curve on the common sessions, lies around what the run says of itself.
    const [low, high] = row('sharpe').intervals[1]!;
    expect(low).toBeLessThan(row('sharpe').differences[1]!);
    expect(high).toBeGreaterThan(row('sharpe').differences[1]!);
  });

  test('bad input ends with 2 or 3, a reason and a way out, and leaves nothing', async () => {
    const before = listFiles(folder.path);
    const refused = async (code: number, word: string, ...args: readonly string[]): Promise<void> => {
      const result = await run('runs', 'list', ...args);
      expect(result, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toContain(word);
      expect(result.stderr).toContain('hint: ');
    };
    const pair = ['--compare', ids[0]!, '--compare', ids[1]!];
    await refused(2, 'COMPARE_COUNT', '--compare', ids[0]!);
    await refused(2, 'RUN_UNKNOWN', '--compare', ids[0]!, '--compare', `${ids[1]!.slice(0, -1)}x`);
    await refused(2, 'OPTION_VALUE', ...pair, '--scoreboard');
    await refused(2, 'OPTION_VALUE', ...pair, '--sort-by', 'sharpe');
    await refused(2, 'OPTION_VALUE', '--html', 'comparison.html');
    await refused(2, 'COMPARE_PATH', ...pair, '--html', 'config/project.yaml');
    await refused(2, 'COMPARE_PATH', ...pair, '--html', `runs/${ids[0]!}/report.html`);
    await refused(3, 'STORE_WRITE', ...pair, '--html', 'nowhere/comparison.html');
    expect(listFiles(folder.path)).toEqual(before);
    expect(existsSync(join(folder.path, 'nowhere'))).toBe(false);
  });
});
