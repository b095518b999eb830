import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli, readJson, temporaryFolder, writeFiles } from './cli.testkit.ts';

const PROJECT = `project: { name: kernels, profile: research }
profiles: { research: { mode: research } }
data: { source: sample, symbols: [SPX], start_date: "2000-01-03", end_date: "2020-04-17", timeframe: 1d }
features:
  definitions:
    - { name: sma_20, type: technical }
    - { name: sma_200, type: technical }
    - { name: zscore_30, type: technical }
    - { name: bollinger_25, type: technical }
agents:
  - name: reversion
    kind: rule
    mode: backtest
    rule:
      when:
        - { if: "zscore_30 > 1 or close > bollinger_25.upper", action: close }
        - { if: "(zscore_30 < -1 or bollinger_25.percent_b < 0.1) and sma_20 > sma_200 * 0.9", action: buy }
    risk: { max_position_pct: 0.2 }
worlds: [{ name: default, capital: 100000, policy: { preset: sandbox } }]
`;

/** What a run decides and earns; ledger and executions name the run. */
const FILES = ['equity_curve.csv', 'decisions.jsonl', 'metrics.json'];

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Runs the project; says which warnings there were and what the files hold. */
async function run(
  node: readonly string[],
): Promise<{ readonly warnings: readonly string[]; readonly files: readonly string[] }> {
  const args = ['agent', 'run', '--agent', 'reversion', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'];
  const result = await cli(args, { cwd: folder.path, node });
  expect(result.code, result.stdout + result.stderr).toBe(0);
  const dir = join(folder.path, 'runs', String((JSON.parse(result.stdout) as { run_id: string }).run_id));
  const { warnings } = readJson(join(dir, 'summary.json')) as { warnings: readonly { readonly code: string }[] };
  return { warnings: warnings.map(({ code }) => code), files: FILES.map((name) => readFileSync(join(dir, name), 'utf8')) };
}

/** V8 needs SSE 4.1 on x64 for WebAssembly SIMD; elsewhere no switch takes it away. */
const canDoWithout = process.arch === 'x64';

test.skipIf(!canDoWithout)(
  'a processor without WebAssembly SIMD gives the same run with a warning',
  async () => {
    writeFiles(folder.path, { 'config/project.yaml': PROJECT });
    const usual = await run([]);
    expect(usual.warnings).not.toContain('KERNELS_MISSING');
    expect(usual.files[0]!.split('\n').length).toBeGreaterThan(50);
    const without = await run(['--no-enable-sse4-1']);
    expect(without.warnings).toContain('KERNELS_MISSING');
    expect(without.files).toEqual(usual.files);
  },
  180_000,
);
