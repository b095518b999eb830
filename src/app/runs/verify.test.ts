import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { beginSample, steppingClock, writeSample } from '../../adapters/runs/sample-run.testkit.ts';
import { compareBytes, type Rerun, RunComparison, type RunFiles, reportRun, type VerifyResult, verifyRun } from './index.ts';

const ID = 'agent/backtest/20260417_101010_123_rsi_reversion_3fa2';

/** A repetition at another time, under another id. */
const rerun: Rerun = async ({ runsDir, configText, summary }) => {
  expect(configText).toMatch(/^project:/);
  expect(summary.status).toBe('success');
  const run = beginSample(runsDir, { now: steppingClock(Date.UTC(2026, 10, 21)), hex: () => 'beef' });
  writeSample(run);
  return run.dir;
};

function sample(): { readonly runsDir: string; readonly dir: string } {
  const runsDir = temporaryFolder();
  const run = beginSample(runsDir);
  writeSample(run);
  return { runsDir, dir: run.dir };
}

function change(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

async function verifyChanged(file: string, from: string, to: string): Promise<VerifyResult> {
  const { runsDir, dir } = sample();
  change(join(dir, file), from, to);
  return verifyRun({ runsDir, id: ID, rerun });
}

test('a run equals its repetition; times and ids aside', async () => {
  const { runsDir, dir } = sample();
  for (const name of ['promotion_manifest.json', 'promotion_manifest.spx.json']) writeFileSync(join(dir, name), '{}');
  const result = await verifyRun({ runsDir, id: ID, rerun });
  expect(result).toMatchObject({ run_id: ID, equal: true, differences: [] });
  expect(result.files).toEqual([
    ...['equity_curve.csv', 'ledger.csv', 'executions.jsonl', 'decisions.jsonl', 'metrics.json'],
    ...['resolved_project_config.yaml', 'summary.json'],
  ]);
});

test.each<[file: string, from: string, to: string, line: number | null, field: string | null]>([
  ['equity_curve.csv', '99656.84', '99656.85', 3, 'equity'],
  ['equity_curve.csv', 'net_exposure', 'net_exposurf', 1, 'net_exposurf'],
  ['ledger.csv', '-19.94', '-19.95', 2, 'net_pnl_contrib'],
  ['ledger.csv', ',14.41,1387.02', ',14.42,1387.02', 2, 'qty'],
  ['ledger.csv', '5d0e\n', '5d0e\n\n', 4, null],
  ['executions.jsonl', '"fees":"10.00"', '"fees":"10.01"', 1, 'fees'],
  ['executions.jsonl', '"seq":1,', '"seq": 1,', 1, null],
  ['decisions.jsonl', '29.0472', '29.0473', 1, 'inputs.SPX.rsi_14'],
  ['decisions.jsonl', '"rules":[]', '"rules":[1]', 1, 'risk[0].rules[0]'],
  ['metrics.json', '0.41', '0.42', 6, 'metrics.sharpe'],
  ['metrics.json', '0.41', '0.410', 6, null],
  ['metrics.json', '"win_rate"', '"win_rat"', null, 'metrics.win_rat'],
  ['resolved_project_config.yaml', 'rule_lab', 'rule_lac', 2, null],
  ['summary.json', '"seed": 42', '"seed": 43', 28, 'seed'],
])('one changed byte in %s is found: %s → %s', async (file, from, to, line, field) => {
  const result = await verifyChanged(file, from, to);
  expect(result.equal).toBe(false);
  expect(result.differences.length).toBe(1);
  expect(result.differences[0]).toMatchObject({ file, field });
  if (line !== null) expect(result.differences[0]?.line).toBe(line);
  expect(result.differences[0]?.stored).not.toBe(result.differences[0]?.rerun);
});

test('every byte of ledger and equity counts', async () => {
  const { runsDir, dir } = sample();
  for (const file of ['ledger.csv', 'equity_curve.csv']) {
    const whole = readFileSync(join(dir, file));
    for (let at = 0; at < whole.length; at += 11) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at] === 0x37 ? 0x38 : 0x37;
      writeFileSync(join(dir, file), bytes);
      const { equal } = await verifyRun({ runsDir, id: ID, rerun });
      // The only bytes that may differ are those of the order id, which holds the run's own.
      expect(equal, `byte ${at} of ${file}`).toBe(isInOrderId(whole, at));
    }
    writeFileSync(join(dir, file), whole);
  }
});

function isInOrderId(bytes: Buffer, at: number): boolean {
  const start = bytes.indexOf('q1.defa.rsirev.5k2m7xq3ab3qz.1');
  return start !== -1 && at >= start && at < start + 'q1.defa.rsirev.5k2m7xq3ab3qz.1'.length;
}

test('where a value came from does not count, its value does', async () => {
  expect((await verifyChanged('resolved_project_config.yaml', 'config/project.yaml:2', 'profile paper')).equal).toBe(true);
  expect((await verifyChanged('summary.json', '10:10:1', '11:10:1')).equal).toBe(true);
});

test('order ids are compared by their first appearance', async () => {
  const { runsDir, dir } = sample();
  const id = 'q1.defa.rsirev.5k2m7xq3ab3qz.1';
  for (const file of ['ledger.csv', 'executions.jsonl']) {
    const path = join(dir, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(id, 'another-run.1'));
  }
  expect((await verifyRun({ runsDir, id: ID, rerun })).equal).toBe(true);
  // Two orders where the repetition has one.
  change(
    join(dir, 'executions.jsonl'),
    '"event":"filled","client_order_id":"another-run.1"',
    '"event":"filled","client_order_id":"x"',
  );
  expect((await verifyRun({ runsDir, id: ID, rerun })).differences[0]).toMatchObject({
    ...{ file: 'executions.jsonl', line: 2, field: 'client_order_id' },
  });
});

test('a file too many or too few is a difference', async () => {
  const { runsDir, dir } = sample();
  writeFileSync(join(dir, 'certificate.json'), '{}\n');
  rmSync(join(dir, 'decisions.jsonl'));
  const { differences } = await verifyRun({ runsDir, id: ID, rerun });
  expect(differences.map(({ file }) => file)).toEqual(['decisions.jsonl', 'certificate.json']);
  expect(differences[0]).toMatchObject({ stored: 'no such file' });
});

test('the log, traces and the report may differ', async () => {
  const { runsDir, dir } = sample();
  for (const file of ['run.log.jsonl', 'traces.jsonl', 'report.html']) writeFileSync(join(dir, file), 'other\n');
  expect((await verifyRun({ runsDir, id: ID, rerun })).equal).toBe(true);
});

test('nothing stays behind, also when the repetition fails', async () => {
  const { runsDir } = sample();
  let used = '';
  const failing: Rerun = async (input) => {
    used = input.runsDir;
    throw new Error('the data is gone');
  };
  await expect(verifyRun({ runsDir, id: ID, rerun: failing })).rejects.toThrow('the data is gone');
  expect(used).not.toBe('');
  expect(existsSync(used)).toBe(false);
});

test('only a finished run can be verified or reported', async () => {
  const runsDir = temporaryFolder();
  const run = beginSample(runsDir);
  const render = async (): Promise<string> => '';
  await expect(verifyRun({ runsDir, id: ID, rerun })).rejects.toThrow(
    expect.objectContaining({ code: 'RUN_NOT_FINISHED', exitCode: 2 }),
  );
  run.fail(new Error('broken'));
  await expect(reportRun({ runsDir, id: ID, render })).rejects.toThrow('failed (BUG)');
  await expect(verifyRun({ runsDir, id: 'x', rerun })).rejects.toThrow(expect.objectContaining({ code: 'RUN_UNKNOWN' }));
});

test('a report is made again from the files of its run', async () => {
  const { runsDir, dir } = sample();
  const render = async (files: RunFiles): Promise<string> =>
    `${files.summary.name} ${files.text('ledger.csv').split('\n').length}\n`;
  expect(await reportRun({ runsDir, id: ID, render })).toEqual({ run_id: ID, path: join(dir, 'report.html') });
  expect(readFileSync(join(dir, 'report.html'), 'utf8')).toBe('rsi_reversion 3\n');
  rmSync(join(dir, 'ledger.csv'));
  await expect(reportRun({ runsDir, id: ID, render })).rejects.toThrow(expect.objectContaining({ code: 'RUN_FILE_MISSING' }));
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('bytes of column files', () => {
  expect(compareBytes('a', Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBeUndefined();
  expect(compareBytes('a', Uint8Array.of(1, 2, 3), Uint8Array.of(1, 9, 3))).toMatchObject({
    field: 'byte 2',
    stored: '0x02',
    rerun: '0x09',
  });
  expect(compareBytes('a', Uint8Array.of(1), Uint8Array.of(1, 9))).toMatchObject({
    field: 'byte 2',
    stored: null,
    rerun: '0x09',
  });
});

test('comments of the resolved config are told from texts that look like them', () => {
  const side = { names: [] };
  const compare = (stored: string, rerun: string): unknown =>
    new RunComparison(side, side).compareText('resolved_project_config.yaml', stored, rerun);
  expect(compare("a: it's   # default\n", "a: it's   # config/project.yaml:3\n")).toBeUndefined();
  expect(compare('# made by\na: 1\n', 'a: 1\n')).toBeUndefined();
  expect(compare('a: "x # y"   # default\n', 'a: "x # z"   # default\n')).toMatchObject({ line: 1 });
  expect(compare('a: "x \\" # y"\n', 'a: "x \\" # z"\n')).toMatchObject({ line: 1 });
  expect(compare("a: ['x # y', b#c]\n", "a: ['x # y', b#d]\n")).toMatchObject({ line: 1 });
});
