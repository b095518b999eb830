import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CliResult, cli, listFiles, readJson, temporaryFolder, writeFiles } from './cli.testkit.ts';

const PROJECT = `project: { name: peek }
data: { source: sample, symbols: [SPX], start_date: "2010-01-04", end_date: "2014-12-31", timeframe: 1d }
features:
  definitions:
    - { name: edge, type: custom, module: features/edge.js }
agents:
  - { name: peeker, kind: rule, rule: { entry: "edge > 0", exit: "edge <= 0" } }
`;

/** The change of the close from one row to another, seen from a row. */
function edge(from: string, to: string): string {
  return `import { defineFeature, z } from 'quanttradeai';
export default defineFeature({
  type: 'edge', summary: 'change of the close', unit: 'fraction', source: 'test', params: z.strictObject({}),
  inputs: () => [{ kind: 'bar', field: 'close' }], warmup: () => 1, stateSize: () => 0,
  block: ([close], [out], state, from, to) => {
    for (let i = from; i < to; i += 1) out[i] = i < 1 ? NaN : (${to}) / (${from}) - 1;
  },
});
`;
}

describe('a strategy that looks ahead', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const run = (args: readonly string[]): Promise<CliResult> => cli([...args, '-c', 'config/project.yaml'], { cwd: folder.path });
  const backtest = ['agent', 'run', '--agent', 'peeker', '--mode', 'backtest'];
  const files = (feature: string): void =>
    writeFiles(folder.path, { 'config/project.yaml': PROJECT, 'features/edge.js': feature, 'package.json': '{"type":"module"}' });

  test('is invalid by name, in the run, its report and on the screen; once mended it is not', async () => {
    files(edge('close[i]', 'close[i + 1]'));
    const leaky = await run(backtest);
    expect(leaky.stderr).toBe('');
    expect(leaky.code).toBe(0);
    expect(leaky.stdout).toContain('leak suite failed: FEATURE_READS_FUTURE: feature edge (SPX 2010-01-04)');
    expect(leaky.stdout).toContain('hint: read rows up to the current one only');
    const dir = runDir(folder.path, leaky.stdout);
    expect(readJson(join(dir, 'summary.json'))).toMatchObject({ status: 'success', verdict: 'invalid' });
    expect(readJson(join(dir, 'certificate.json'))).toMatchObject({
      schema_version: 1,
      verdict: 'FAIL',
      findings: [{ code: 'FEATURE_READS_FUTURE', subject: 'feature edge', symbol: 'SPX', blocking: true }],
    });
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain('FEATURE_READS_FUTURE');
    const verified = await run(['runs', 'verify', /run {6}(\S+)/.exec(leaky.stdout)![1]!]);
    expect(verified.stdout).toMatch(/^equal/);

    files(edge('close[i - 1]', 'close[i]'));
    const clean = await run(backtest);
    expect(clean.stdout).toContain('checked  no look-ahead: proved on 1,258 of 1,258 decisions');
    expect(clean.stdout).not.toContain('leak suite failed');
    const report = readFileSync(join(runDir(folder.path, clean.stdout), 'report.html'), 'utf8');
    expect(report).toContain('no look-ahead: proved on 1,258 of 1,258 decisions');
  });

  test('fails validate --deep with exit 1 and its certificate in the report', async () => {
    files(edge('close[i]', 'close[i + 1]'));
    const leaky = await run(['validate', '--deep', '--json']);
    expect(leaky.code).toBe(1);
    const document = JSON.parse(leaky.stdout) as { valid: boolean; report_dir: string; leak_tests: { verdict: string } };
    expect(document).toMatchObject({ valid: true, leak_tests: { verdict: 'FAIL', agents: [{ agent: 'peeker' }] } });
    expect(listFiles(join(folder.path, document.report_dir))).toContain('certificate.json');
    expect(readJson(join(folder.path, document.report_dir, 'certificate.json'))).toMatchObject({
      schema_version: 1,
      verdict: 'FAIL',
    });
    files(edge('close[i - 1]', 'close[i]'));
    expect((await run(['validate', '--deep'])).code).toBe(0);
    const shallow = await run(['validate', '--json']);
    expect(JSON.parse(shallow.stdout)).toMatchObject({ leak_tests: null });
  });
});

function runDir(folder: string, text: string): string {
  return join(folder, 'runs', /run {6}(\S+)/.exec(text)![1]!);
}
