import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPromoted } from '../../src/app/models/index.ts';
import { type PromotionAnswer, researchInputs } from '../../src/app/promotion/index.ts';
import {
  constantModel,
  type PlannedRun,
  projectIn,
  projectYaml,
  researchRun,
} from '../../src/app/promotion/research-run.testkit.ts';
import { VERSION } from '../../src/cli/version.ts';
import { cli, listFiles, temporaryFolder } from './cli.testkit.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const TARGET = 'targets: [{ name: spx_model, symbol: SPX, path: models/promoted/spx_model }]';
const LUCKY = { dsr: { value: { dsr: 0.41, trials: 63, months_needed: 30 } } };
const METRICS = { accuracy: 0.53, f1: 0.41, sharpe: 0.8, dsr: 0.93, pbo: null, trials: 12 };

/** Leaves a research run as this program and the project's data make it now. */
async function run(plan: PlannedRun = {}, yaml: string = projectYaml()): Promise<string> {
  const loaded = projectIn(folder.path, yaml);
  return researchRun(loaded, {
    metrics: METRICS,
    ...plan,
    inputs: await researchInputs({ loaded, version: VERSION, run: undefined }),
  });
}

const promote = (id: string, words: readonly string[] = [], env: Record<string, string> = {}) =>
  cli(['promote', '--run', id, '-c', 'config/project.yaml', ...words], {
    cwd: folder.path,
    env: { QTA_OPERATOR: 'ann', ...env },
  });

const target = (): string => join(folder.path, 'models/promoted/spx_model');
const withoutCaches = (): string[] => listFiles(folder.path).filter((path) => !/^(data|cache|\.|runs\/\.)/.test(path));

test('scoreboard, dry run, promotion: the golden end of workflow A', { timeout: 120_000 }, async () => {
  const id = await run();
  const board = await cli(['runs', 'list', '--scoreboard', '--type', 'research'], { cwd: folder.path });
  expect(board.code).toBe(0);
  expect(board.stdout).toMatch(
    /^research by sharpe\n.*accuracy +f1 +sharpe +dsr +pbo +trials +run_id +stamps\n1 +lab +success.*53\.00 %.*0\.93 +n\/a +12/,
  );

  const before = withoutCaches();
  const dry = await promote(id, ['--dry-run']);
  expect({ code: dry.code, stderr: dry.stderr }).toEqual({ code: 0, stderr: '' });
  expect(dry.stdout).toContain('dry run: nothing was written\n');
  expect(withoutCaches()).toEqual(before);

  const done = await promote(id.replace('research/', ''));
  expect(done.code).toBe(0);
  for (const line of [
    /^lab {2}research\/20260102_090000_000_lab_0000$/m,
    /^run_status +success +success +PASS$/m,
    /^pins +5 match +all 5 match +PASS$/m,
    /^dsr +0\.93 +min 0\.9 +PASS$/m,
    /^pbo +n\/a +not asked +PASS +1 configuration, asked from 8$/m,
    /^sample +44 trades, 1000 bars +min 30 trades or 250 bars +PASS$/m,
    /^promoted {2}spx_model → models\/promoted\/spx_model\/model-[0-9a-f]{12}\.json$/m,
  ])
    expect(done.stdout).toMatch(line);
  const { manifest, text } = loadPromoted(target());
  expect(text).toBe(constantModel(1));
  expect(manifest).toMatchObject({ source_run_id: id, by: 'person:ann', project_name: 'lab', audit_seq: null });
  expect(existsSync(join(folder.path, 'runs', id, 'promotion_manifest.json'))).toBe(true);
});

test('runs report makes the page of a research run, and names the files that it misses', { timeout: 120_000 }, async () => {
  const id = await run({ facts: LUCKY });
  const result = await cli(['runs', 'report', id], { cwd: folder.path });
  expect(result).toMatchObject({ code: 0, stderr: '', stdout: `runs/${id}/report.html\n` });
  const page = readFileSync(join(folder.path, 'runs', id, 'report.html'), 'utf8');
  expect(page).toContain('<b>1 of 11 gates do not pass</b>: this model cannot be promoted.');
  expect(page).toContain('<b>dsr</b> 0.41</a> <span class="muted">min 0.9</span>');
  expect(page).toContain('<li>folds.json is missing: ');
  await cli(['runs', 'report', id], { cwd: folder.path });
  expect(readFileSync(join(folder.path, 'runs', id, 'report.html'), 'utf8')).toBe(page);
});

test('a threshold in the file decides; without a reason it is refused', { timeout: 120_000 }, async () => {
  const id = await run({ facts: LUCKY });
  const refused = await promote(id);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain(
    'dsr: DSR 0.41 after 63 trials. Add 30 months of data or stop searching; the bar rises with each trial.\n',
  );
  expect(refused.stdout).toContain('not promoted  1 gate fails; nothing was written\n');
  expect(existsSync(join(folder.path, 'models/promoted'))).toBe(false);

  projectIn(folder.path, projectYaml(`${TARGET}, gates: { dsr: { threshold: 0.4, reason: a first look } }`));
  const lowered = await promote(id, ['--json', '--dry-run']);
  expect(lowered.code).toBe(0);
  const answer = JSON.parse(lowered.stdout) as PromotionAnswer;
  expect(answer).toMatchObject({ schema_version: 1, run_id: id, dry_run: true, passed: true, promoted: false });
  expect(answer.gates.find(({ gate }) => gate === 'dsr')).toMatchObject({ value: 0.41, bound: 'min 0.4', outcome: 'PASS' });
  expect(answer.overrides).toEqual([{ gate: 'dsr', threshold: 0.4, severity: null, reason: 'a first look' }]);

  const yaml = join(folder.path, 'config/project.yaml');
  const text = readFileSync(yaml, 'utf8').replace(', reason: a first look', '');
  writeFileSync(yaml, text);
  const unreasoned = await promote(id);
  expect(unreasoned.code).toBe(2);
  expect(unreasoned.stderr).toContain('error GATE_OVERRIDE_REASON');
});

test('made-up data: promoted with warnings and its stamp', { timeout: 120_000 }, async () => {
  const yaml = projectYaml(TARGET.replace('SPX', 'AAA')).replace('symbols: [SPX]', 'symbols: [AAA]');
  const id = await run({ facts: LUCKY, summary: { stamps: ['SYNTHETIC DATA'] } }, yaml);
  const { code, stdout } = await promote(id);
  expect(code).toBe(0);
  expect(stdout).toContain('SYNTHETIC DATA\n');
  expect(stdout).toMatch(/^dsr +0\.41 +min 0\.9 +WARN +not decisive: SYNTHETIC DATA$/m);
  expect(loadPromoted(target()).manifest.stamps).toEqual(['SYNTHETIC DATA']);
});

describe('what later versions do is said in one sentence', () => {
  test.each([
    ['--to', 'paper'],
    ['--to', 'live'],
    ['--acknowledge-live', 'a'],
  ])('promote %s %s', async (...words) => {
    const { code, stderr } = await promote('research/x', words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error NOT_ACTIVE\n {2}`promote --[^`]+` is not active in this version\n$/);
  });
});

test('a promotion killed before its manifest leaves the old model, and the next one goes through', {
  timeout: 120_000,
}, async () => {
  await promote(await run());
  const newer = await run({ seed: 2, minute: 1 });
  const killed = await promote(newer, [], { QTA_TEST_WRITE_FAULT: 'KILL@6:models/promoted' });
  expect(killed.signal).toBe('SIGKILL');
  expect(loadPromoted(target()).text).toBe(constantModel(1));
  const again = await promote(newer);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('(replaces model-');
  expect(loadPromoted(target()).text).toBe(constantModel(2));
  expect(readdirSync(target()).filter((name) => !name.endsWith('.json'))).toEqual([]);
});
