import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CliResult, cli, temporaryFolder, writeFiles } from './cli.testkit.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function run(buyBelow: number, env: Record<string, string> = {}): Promise<CliResult> {
  writeFiles(folder.path, {
    'config/project.yaml': `project: { name: counted }
data: { source: sample, symbols: [SPX], start_date: "2018-01-02", end_date: "2019-12-31" }
metrics: { robustness: false }
agents: [{ name: rsi, kind: rule, rule: { preset: rsi_threshold, feature: rsi_14, buy_below: ${buyBelow}, sell_above: 70 } }]
features: { definitions: [{ name: rsi_14, type: technical }] }
`,
  });
  return cli(['agent', 'run', '--agent', 'rsi', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'], {
    cwd: folder.path,
    env,
  });
}

const outcome = ({ stdout }: CliResult): { run_id: string; dir: string; metrics: Record<string, unknown> } => JSON.parse(stdout);
const ledgerFile = (): string => join(folder.path, 'runs', 'ledger.jsonl');

test('a run that is killed between its line and its result counts', { timeout: 120_000 }, async () => {
  const killed = await run(30, { QTA_TEST_WRITE_FAULT: 'KILL@1:metrics.json' });
  expect({ signal: killed.signal, stdout: killed.stdout }).toEqual({ signal: 'SIGKILL', stdout: '' });
  expect(readFileSync(ledgerFile(), 'utf8').trim().split('\n').length).toBe(1);
  expect(outcome(await run(31)).metrics['trials']).toBe(2);

  // Killed inside the line: it is no trial, and the next run mends the file and says so.
  const cut = await run(32, { QTA_TEST_WRITE_FAULT: 'KILL@2:ledger.jsonl' });
  expect(cut.signal).toBe('SIGKILL');
  expect(readFileSync(ledgerFile(), 'utf8').endsWith('\n')).toBe(false);
  const mended = outcome(await run(31));
  expect(mended.metrics['trials']).toBe(2);
  expect(readFileSync(join(mended.dir, 'run.log.jsonl'), 'utf8')).toContain('"code":"LEDGER_REPAIRED"');
});

test('a deleted run counts, and `runs verify` names the line of a ledger that was edited', { timeout: 120_000 }, async () => {
  const first = outcome(await run(30));
  const second = outcome(await run(31));
  expect(second.metrics['trials']).toBe(2);
  rmSync(first.dir, { recursive: true });
  const third = outcome(await run(32));
  expect(third.metrics['trials']).toBe(3);
  const verify = (id: string): Promise<CliResult> => cli(['runs', 'verify', id], { cwd: folder.path });
  expect((await verify(second.run_id)).code).toBe(0);

  const text = readFileSync(ledgerFile(), 'utf8');
  writeFileSync(ledgerFile(), text.replace('"seq":2,"kind":"evaluation"', '"seq":2,"kind":"inner"'));
  const broken = await verify(third.run_id);
  expect({ code: broken.code, stdout: broken.stdout }).toEqual({ code: 1, stdout: '' });
  expect(broken.stderr).toContain('LEDGER_BROKEN');
  expect(broken.stderr).toContain('line 2 of the trial ledger was changed after it was written');
  // No run begins on a count that cannot be trusted.
  expect((await run(33)).code).toBe(1);
});
