import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '../../scripts/build.ts';
import { root } from '../../scripts/command.ts';
import type { Row, Work } from '../row.ts';

const PAIRS = 9;

/** The whole command as a user starts it, compile cache warm, against `node -e ""`. */
export const validateRow: Row = {
  group: 'command line',
  name: 'validate, cold start',
  target: 5,
  unit: 'x empty Node',
  heavy: true,
  prepare: prepareValidate,
};

async function prepareValidate(): Promise<Work> {
  await buildPackage();
  const folder = mkdtempSync(join(tmpdir(), 'qta-bench-'));
  const cli = join(root, 'bin/quanttradeai.mjs');
  start([cli, 'init', '--template', 'rule-agent', '-o', 'config/project.yaml'], folder);
  return {
    run: () => {
      let empty = Number.POSITIVE_INFINITY;
      let whole = Number.POSITIVE_INFINITY;
      for (let i = 0; i < PAIRS; i += 1) {
        empty = Math.min(empty, start(['-e', ''], folder));
        whole = Math.min(whole, start([cli, 'validate', '-c', 'config/project.yaml'], folder));
      }
      return { kind: 'figure', figure: whole / empty };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Wall time of one process in milliseconds. */
function start(args: readonly string[], cwd: string): number {
  const started = performance.now();
  const result = spawnSync(process.execPath, [...args], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  const elapsed = performance.now() - started;
  if (result.status !== 0)
    throw new Error(`node ${args.join(' ')} ended with ${result.status}: ${result.stderr || result.stdout}`);
  return elapsed;
}
