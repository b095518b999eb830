import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli, shared, temporaryFolder, writeFiles } from './cli.testkit.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const references = join(shared, 'oracles');

test('`verify` shows the figures that ship, each with its source, and none fails', async () => {
  const { code, stdout, stderr } = await cli(['verify'], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const source of ['Wilder', 'Bacon', 'López de Prado', 'NIST']) expect(stdout).toContain(source);
  expect(stdout).toMatch(/^(\d+) of \1 cases passed, 0 with a documented reason, 0 failed$/m);
});

test('a figure that is not ours is exit 1, with both numbers', async () => {
  const source = { repo: 'someone/else', commit: '0123456789abcdef' };
  const one = {
    function: 'expected_maximum_of_normals',
    inputs: { n_trials: 10 },
    expected: 1.6,
    decimals: 2,
    convention: '',
    source,
  };
  writeFiles(folder.path, {
    'references/overfitting/psr_dsr_mintrl.json': JSON.stringify({ cases: [one] }),
    'references/overfitting/returns_for_psr.csv': 'return\n0.01\n',
  });
  const text = await cli(['verify', '--references', 'references'], { cwd: folder.path });
  expect(text.code).toBe(1);
  expect(text.stdout).toContain('printed 1.6, here 1.574598');
  expect(text.stdout).toMatch(/^FAILED {2}Sharpe ratios and luck +1 +1 +0 +0 +1 {2}someone\/else 0123456789ab$/m);
  const json = await cli(['verify', '--references', 'references', '--json'], { cwd: folder.path });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ schema_version: 1, totals: { failed: 1 }, references: [{ failed: 1 }] });
});

test('a folder that is not there is exit 2', async () => {
  const { code, stdout, stderr } = await cli(['verify', '--references', 'nowhere'], { cwd: folder.path });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`${join(folder.path, 'nowhere')} error REFERENCE_FOLDER\n  there is no such folder\n  hint: `);
});

test.skipIf(!existsSync(references))('the references beside the project', async () => {
  const { code, stdout } = await cli(['verify', '--references', references, '--json'], { cwd: folder.path });
  expect(code).toBe(0);
  const { totals } = JSON.parse(stdout);
  expect(totals.failed).toBe(0);
  expect(totals.reasons / totals.cases).toBeLessThanOrEqual(0.03);
});
