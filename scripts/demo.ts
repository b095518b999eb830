import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build.ts';
import { root, runNode, secondsSince } from './command.ts';

/** The main job, as a user types it, in a fresh project folder of the checkout. */
const STEPS: readonly (readonly string[])[] = [
  ['init', '--template', 'rule-agent', '-o', 'config/project.yaml'],
  ['validate', '-c', 'config/project.yaml'],
  ['agent', 'run', '--agent', 'rsi_reversion', '-c', 'config/project.yaml', '--mode', 'backtest'],
];

/** Builds what is missing and runs the steps; stops at the first that fails, with its exit code. */
export async function demo(): Promise<number> {
  process.stdout.write(`${await buildPackage()}\n`);
  const folder = join(root, 'demo-run');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const started = performance.now();
  for (const step of STEPS) {
    process.stdout.write(`\n$ quanttradeai ${step.join(' ')}\n`);
    const { code } = await runNode(join(root, 'bin/quanttradeai.mjs'), step, { cwd: folder });
    if (code !== 0) {
      process.stderr.write(`\nthe step failed with exit code ${code ?? 'none (killed)'}\n`);
      return code ?? 70;
    }
  }
  process.stdout.write(`\nreport: ${reportOf(folder)}\nthe demo took ${secondsSince(started)}\n`);
  return 0;
}

/** @throws Error when the run reported success and left no report */
function reportOf(folder: string): string {
  const runs = join(folder, 'runs/agent/backtest');
  const [run] = existsSync(runs) ? readdirSync(runs) : [];
  const report = join(runs, run ?? '', 'report.html');
  if (run === undefined || !existsSync(report)) throw new Error(`the run reported success but there is no report in ${runs}`);
  return report;
}
