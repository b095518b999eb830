import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTemplateModel, TEMPLATE_MODEL } from '../../scripts/template-model.ts';
import { loadPromoted, type PromotionManifest } from '../../src/app/models/index.ts';
import { cli, readJson, temporaryFolder } from './cli.testkit.ts';

/** A model's text without the hash of the program that made it, which changes with every line of code. */
const withoutCodeVersion = (text: string): string => text.replace(/"code_version":"[^"]*"/, '"code_version":""');

/** What a manifest says that does not depend on when and by which build the run was made. */
function lasting({ features, gates, symbol, target_name, project_name, destination_path, stamps, overrides }: PromotionManifest) {
  const outcomes = gates.map(({ gate, outcome }) => `${gate} ${outcome}`);
  return { features, outcomes, symbol, target_name, project_name, destination_path, stamps, overrides };
}

test('the model of the template is the one that research run makes of it, byte for byte (npm run template-model)', {
  timeout: 180_000,
}, async () => {
  const made = await makeTemplateModel();
  const committed = loadPromoted(TEMPLATE_MODEL);
  const [name = ''] = [...made.keys()].filter((file) => file.startsWith('model-'));
  expect(withoutCodeVersion(made.get(name)!)).toBe(withoutCodeVersion(committed.text));
  const manifest = JSON.parse(made.get('promotion_manifest.json')!) as PromotionManifest;
  expect(lasting(manifest)).toEqual(lasting(committed.manifest));
  expect(committed.manifest.source_run_id).toMatch(/^research\/\d{8}_\d{6}_\d{3}_model_agent_lab_[0-9a-f]{4}$/);
  expect(committed.text.length).toBeLessThan(200_000);
  expect(readdirSync(TEMPLATE_MODEL).sort()).toEqual([committed.manifest.files[0]!.path, 'promotion_manifest.json']);
});

describe('the model-agent template', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const say = (...words: readonly string[]) => cli([...words, '-c', 'config/project.yaml'], { cwd: folder.path });
  beforeAll(async () => {
    const made = await cli(['init', '--template', 'model-agent', '-o', 'config/project.yaml'], { cwd: folder.path });
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    expect(made.stdout).not.toContain('warning');
  });
  afterAll(() => folder.remove());

  test('is valid without a warning, with the model in use', async () => {
    const { code, stdout } = await say('validate');
    expect(code).toBe(0);
    expect(stdout).toContain('config/project.yaml is valid: 0 errors, 0 warnings');
  });

  test('its model agent runs at once, out of sample bar by bar', async () => {
    const { code, stdout } = await say('agent', 'run', '--agent', 'paper_momentum', '--mode', 'backtest', '--json');
    expect(code).toBe(0);
    const { run_id, dir, verdict } = JSON.parse(stdout) as { run_id: string; dir: string; verdict: string };
    expect(verdict).not.toBe('valid');
    // The first member speaks after the first of six parts of the rows before the test window, in March 2003.
    const { models } = readJson(join(dir, 'models.json')) as { models: readonly object[] };
    expect(JSON.stringify(models)).toContain('spx_daily_classifier');
    const [, first = ''] = readFileSync(join(dir, 'equity_curve.csv'), 'utf8').split('\n');
    expect(first.slice(0, 10)).toBe('2003-03-21');
    const verified = await cli(['runs', 'verify', run_id], { cwd: folder.path });
    expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('without the sample there is no model, and the README says how to make one', async () => {
    const other = temporaryFolder();
    const made = await cli(['init', '--template', 'model-agent', '--data', 'csv', '-o', 'config/project.yaml'], {
      cwd: other.path,
    });
    expect(made.code).toBe(0);
    expect(made.stdout).toContain('warning MODEL_NOT_PROMOTED');
    expect(readFileSync(join(other.path, 'README.md'), 'utf8')).toContain(
      'quanttradeai research run -c config/project.yaml\nquanttradeai promote --run research/ID -c config/project.yaml\n',
    );
    other.remove();
  });
});

test('the hybrid template, as far as its model goes: research, promotion, a project without a warning', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder();
  const say = (...words: readonly string[]) => cli([...words, '-c', 'config/project.yaml'], { cwd: folder.path });
  await cli(['init', '--template', 'hybrid', '-o', 'config/project.yaml'], { cwd: folder.path });
  expect((await say('validate')).stdout).toContain('0 errors, 1 warning');
  const yaml = join(folder.path, 'config/project.yaml');
  // Without the search for parameters, which the research template is tested with.
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/family: voting, tuning: \{[^}]*\}/, 'family: logistic'));
  const run = await say('research', 'run');
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const [id = ''] = readdirSync(join(folder.path, 'runs/research'));
  expect((await say('promote', '--run', id)).code).toBe(0);
  expect((await say('validate')).stdout).toContain('0 errors, 0 warnings');
  const agent = await say('agent', 'run', '--agent', 'hybrid_swing_agent', '--mode', 'backtest');
  expect(agent.code).toBe(2);
  expect(agent.stderr).toContain('NOT_ACTIVE');
  folder.remove();
});
