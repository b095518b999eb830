import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../base/index.ts';
import { clearFaults, temporaryFolder } from '../fs/fs.testkit.ts';
import { StoreWriteError, setWriteFault, writesSeen } from '../fs/index.ts';
import { createRun, findRun, listRuns, RunUnknownError, readRunMetrics, readRunSummary, withRun } from './index.ts';
import { beginSample, LEDGER, START, writeSample } from './sample-run.testkit.ts';

clearFaults();

class DataLost extends AppError {
  readonly code = 'DATA_LOST';
}

test('a run has its folder, its five files and a summary in the order of the contract', () => {
  const runs = temporaryFolder();
  const run = beginSample(runs);
  expect(run.runId).toBe('agent/backtest/20260417_101010_123_rsi_reversion_3fa2');
  expect(readRunSummary(findRun(runs, run.runId)).status).toBe('running');
  writeSample(run);
  const files = readdirSync(run.dir).sort();
  expect(files).toEqual([
    ...['decisions.jsonl', 'equity_curve.csv', 'executions.jsonl', 'ledger.csv', 'metrics.json', 'report.html'],
    ...['resolved_project_config.yaml', 'run.log.jsonl', 'summary.json'],
  ]);
  const text = readFileSync(join(run.dir, 'summary.json'), 'utf8');
  expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  expect(Object.keys(JSON.parse(text))).toEqual([
    ...['schema_version', 'run_id', 'type', 'mode', 'name', 'kind', 'project', 'world', 'origin', 'parent', 'status', 'error'],
    ...['verdict', 'verdict_line', 'timestamps', 'symbols', 'window', 'data_fingerprint', 'config_hash', 'code_version'],
    ...[
      'cassette_hash',
      'seed',
      'trials',
      'ledger',
      'decisions_not_written',
      'stamps',
      'warnings',
      'artifacts',
      'improvement_hints',
    ],
    'next_command',
  ]);
  expect(JSON.parse(text)).toMatchObject({
    ...{ type: 'agent', mode: 'backtest', name: 'rsi_reversion', kind: 'rule', status: 'success', error: null, seed: 42 },
    timestamps: { started_at: '2026-04-17T10:10:10.123Z' },
    artifacts: { ledger: 'ledger.csv', report: 'report.html', run: 'run.log.jsonl' },
  });
  expect(JSON.parse(text).timestamps.completed_at > '2026-04-17T10:10:10.123Z').toBe(true);
  expect(readRunMetrics(findRun(runs, run.runId))).toEqual({ sharpe: 0.41, net_pnl: '-300.00', win_rate: null });
  expect(() => run.finish('success')).toThrow('ends once');
});

test('two runs that begin in the same millisecond get two folders', () => {
  const runs = temporaryFolder();
  const digits = ['3fa2', '3fa2', '0001'];
  const options = { now: () => START, hex: () => digits.shift() ?? 'ffff' };
  expect(beginSample(runs, options).runId).not.toBe(beginSample(runs, options).runId);
  expect(listRuns(runs).map(({ folder }) => folder.slice(-4))).toEqual(['0001', '3fa2']);
});

test('a failed run says why, and its lines so far stay', () => {
  const runs = temporaryFolder();
  const run = beginSample(runs);
  run.ledger([LEDGER]);
  run.fail(new DataLost('the file went away'));
  expect(run.running).toBe(false);
  const summary = readRunSummary(findRun(runs, run.runId));
  expect(summary).toMatchObject({ status: 'failed', error: { code: 'DATA_LOST', message: 'the file went away' } });
  expect(readFileSync(join(run.dir, 'ledger.csv'), 'utf8').split('\n').length).toBe(3);
  run.fail(new Error('later'));
  expect(readRunSummary(findRun(runs, run.runId)).error?.code).toBe('DATA_LOST');
});

test('an error of the work is recorded and passed on', async () => {
  const runs = temporaryFolder();
  const run = beginSample(runs);
  const before = process.listenerCount('SIGINT');
  const work = async (): Promise<never> => {
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    throw new DataLost('the file went away');
  };
  await expect(withRun(run, work)).rejects.toThrow(DataLost);
  expect(process.listenerCount('SIGINT')).toBe(before);
  expect(readRunSummary(findRun(runs, run.runId)).error?.code).toBe('DATA_LOST');
  const next = beginSample(runs, { hex: () => '0002' });
  expect(await withRun(next, async () => next.finish('halted') ?? 'done')).toBe('done');
  expect(readRunSummary(findRun(runs, next.runId)).status).toBe('halted');
});

test('at every failing write the run reads as failed and its files hold whole lines', () => {
  setWriteFault({ reason: 'ENOSPC', at: 1_000_000, lasting: true, pathPart: '' });
  writeSample(beginSample(temporaryFolder()));
  const points = writesSeen();
  expect(points).toBeGreaterThan(20);
  for (let at = 1; at <= points; at += 1) {
    for (const lasting of [true, false]) {
      setWriteFault(undefined);
      const runs = temporaryFolder();
      setWriteFault({ reason: 'ENOSPC', at, lasting, pathPart: '' });
      expect(() => {
        const run = beginSample(runs);
        try {
          writeSample(run);
        } catch (error) {
          run.fail(error);
          throw error;
        }
      }, `write ${at}`).toThrow(StoreWriteError);
      setWriteFault(undefined);
      checkStore(runs, 'failed');
      writeSample(beginSample(runs, { hex: () => '0002' }));
      expect(readRunSummary(findRun(runs, '20260417_101010_123_rsi_reversion_0002')).status).toBe('success');
    }
  }
});

/** Every run can be read, has the status, and every file that grows ends with a whole line. */
function checkStore(runs: string, status: string): void {
  for (const entry of listRuns(runs)) {
    const summary = readRunSummary(entry);
    expect(summary.status).toBe(status);
    expect(summary.error?.code).toBe('STORE_WRITE');
    expect(JSON.parse(readFileSync(join(entry.dir, 'summary.json'), 'utf8')).status).toBe(status);
    for (const file of readdirSync(entry.dir)) {
      expect(file).not.toMatch(/\.tmp$|\.partial$|^\.|\.lock$/);
      const text = readFileSync(join(entry.dir, file), 'utf8');
      if (/\.(csv|jsonl)$/.test(file)) expect(text === '' || text.endsWith('\n'), file).toBe(true);
      if (file.endsWith('.json')) expect(() => JSON.parse(text), file).not.toThrow();
    }
  }
}

/** Runs the sample in a process of its own that is ended by SIGKILL at the n-th write; tells whether it came that far. */
async function killedAt(runs: string, at: number): Promise<boolean> {
  const kit = new URL('./sample-run.testkit.ts', import.meta.url).href;
  const program = `import { beginSample, writeSample } from ${JSON.stringify(kit)}; writeSample(beginSample(${JSON.stringify(runs)}, { hex: () => '${at.toString(16).padStart(4, '0')}' }));`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    env: { ...process.env, QTA_TEST_WRITE_FAULT: `KILL@${at}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal === 'SIGKILL')));
}

test('kill -9 at every write: the run shows as RUN_INTERRUPTED and the next one is unaffected', async () => {
  const runs = temporaryFolder();
  let killed = 0;
  for (let at = 1; await killedAt(runs, at); at += 2) {
    killed += 1;
    checkInterrupted(runs);
  }
  expect(killed).toBeGreaterThan(9);
  const last = listRuns(runs).filter((entry) => readRunSummary(entry).status === 'success');
  expect(last.length).toBe(1);
  // Killed before it had a lock, a folder in the making is swept when it is a minute old.
  const family = join(runs, 'agent/backtest');
  const starting = (): readonly string[] => readdirSync(family).filter((name) => name.startsWith('.starting_'));
  for (const name of starting()) utimesSync(join(family, name), 1, 1);
  beginSample(runs, { hex: () => 'aaaa' }).finish('success');
  expect(starting()).toEqual([]);
});

function checkInterrupted(runs: string): void {
  for (const entry of listRuns(runs)) {
    const summary = readRunSummary(entry);
    if (summary.status === 'success') continue;
    expect(summary).toMatchObject({ status: 'failed', error: { code: 'RUN_INTERRUPTED' }, name: 'rsi_reversion' });
  }
}

test('a file where the folder of runs should be is told with place and hint', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'runs'), '');
  expect(() => beginSample(join(folder, 'runs'))).toThrow(
    expect.objectContaining({ code: 'STORE_WRITE', exitCode: 3, place: { file: join(folder, 'runs/agent/backtest') } }),
  );
});

test('ids are the full one, the folder, or the folder as a path; others get the nearest', () => {
  const runs = temporaryFolder();
  const run = beginSample(runs);
  const folder = '20260417_101010_123_rsi_reversion_3fa2';
  for (const id of [run.runId, folder, `runs/${run.runId}`, `${run.runId}/`]) expect(findRun(runs, id).runId).toBe(run.runId);
  expect(() => findRun(runs, 'agent/backtest/20260417_101010_123_rsi_reversion_3fa3')).toThrow(
    expect.objectContaining({ hint: `did you mean "${run.runId}"?`, exitCode: 2 }),
  );
  expect(() => findRun(runs, 'x')).toThrow(RunUnknownError);
  expect(() => findRun(temporaryFolder(), 'x')).toThrow(expect.objectContaining({ hint: expect.stringContaining('no runs') }));
});

test('a folder without a readable summary is a failed run, other folders are none', () => {
  const runs = temporaryFolder();
  const folder = join(runs, 'agent/backtest/20260417_101010_123_rsi_reversion_3fa2');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(runs, 'agent/backtest/notes'));
  const [entry] = listRuns(runs);
  expect(listRuns(runs).length).toBe(1);
  const unreadable = { status: 'failed', error: { code: 'RUN_UNREADABLE' }, name: 'rsi_reversion', mode: 'backtest' };
  expect(readRunSummary(entry!)).toMatchObject(unreadable);
  for (const text of ['', '{', '{"schema_version":1}']) {
    writeFileSync(join(folder, 'summary.json'), text);
    expect(readRunSummary(entry!)).toMatchObject(unreadable);
  }
});

test('facts that become known are in the summary at once', () => {
  const runs = temporaryFolder();
  const run = createRun({ runsDir: runs, family: 'research', name: 'research_lab', currency: 'USD' });
  run.update({ config_hash: 'sha256:77e0', warnings: [{ code: 'NO_VOLUME', message: 'SPX has no volume' }] });
  expect(readRunSummary(findRun(runs, run.runId))).toMatchObject({
    ...{ type: 'research', mode: null, config_hash: 'sha256:77e0' },
    warnings: [{ code: 'NO_VOLUME', message: 'SPX has no volume', path: null }],
  });
  run.finish('degraded', { stamps: ['SYNTHETIC DATA'] });
  expect(readRunSummary(findRun(runs, run.runId))).toMatchObject({ status: 'degraded', stamps: ['SYNTHETIC DATA'] });
  expect(existsSync(join(run.dir, 'run.lock'))).toBe(false);
});
