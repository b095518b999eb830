import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../fs/fs.testkit.ts';
import { findRun, RUN_LOCK, readRunSummary, resumeRun } from './index.ts';
import { beginSample, LEDGER } from './sample-run.testkit.ts';

/** A run whose process is gone: nobody holds its lock. */
function abandoned(runs: string) {
  const run = beginSample(runs);
  run.log('info', 'begun');
  run.ledger([LEDGER]);
  mkdirSync(join(run.dir, 'checkpoints'));
  writeFileSync(join(run.dir, 'checkpoints', 'fold-1.json'), '{}');
  appendFileSync(join(run.dir, 'run.log.jsonl'), '{"at":"cut sho');
  rmSync(join(run.dir, RUN_LOCK));
  return run;
}

test('a run whose process is gone is gone on with: identity, log and what was kept for it stay, half-written files go', () => {
  const runs = temporaryFolder();
  const dead = abandoned(runs);
  const entry = findRun(runs, dead.runId);
  expect(readRunSummary(entry).error?.code).toBe('RUN_INTERRUPTED');
  const run = resumeRun({ dir: entry.dir, summary: readRunSummary(entry), currency: 'USD', keep: ['checkpoints'] });
  expect(run.runId).toBe(dead.runId);
  expect(readRunSummary(entry)).toMatchObject({ status: 'running', timestamps: dead.summary.timestamps });
  expect(existsSync(join(run.dir, 'ledger.csv'))).toBe(false);
  expect(readdirSync(join(run.dir, 'checkpoints'))).toEqual(['fold-1.json']);
  run.log('info', 'resumed');
  const lines = readFileSync(join(run.dir, 'run.log.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['begun', 'resumed']);
  run.finish('success');
  expect(readRunSummary(entry)).toMatchObject({ status: 'success', error: null });
});

test('a run that a process works on is not taken over', () => {
  const runs = temporaryFolder();
  const alive = beginSample(runs);
  const entry = findRun(runs, alive.runId);
  expect(() => resumeRun({ dir: entry.dir, summary: alive.summary, currency: 'USD', keep: [] })).toThrow('is working here');
  alive.finish('success');
});

test('files of inner folders are artifacts under their path, each ledger with running totals of its own', () => {
  const run = beginSample(temporaryFolder());
  run.ledger([LEDGER], 'backtests/SPX/');
  run.ledger([LEDGER], 'backtests/portfolio/');
  run.writeJson('backtests/portfolio/weights.json', {});
  run.finish('success');
  expect(run.summary.artifacts).toMatchObject({
    'backtests/SPX/ledger': 'backtests/SPX/ledger.csv',
    'backtests/portfolio/ledger': 'backtests/portfolio/ledger.csv',
    'backtests/portfolio/weights': 'backtests/portfolio/weights.json',
  });
  const text = (folder: string): string => readFileSync(join(run.dir, folder, 'ledger.csv'), 'utf8');
  expect(text('backtests/SPX')).toBe(text('backtests/portfolio'));
});
