import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.ts';
import { buildPackage } from './build.ts';
import { CHECKS } from './check.ts';
import { root, runNode, secondsSince, tools } from './command.ts';
import { type Counts, countVitest, summaryLine } from './counts.ts';
import { missingRedis } from './redis.ts';

const TIME_LIMIT_MS = 40 * 60_000;

/**
 * Types, lint, dead code, build, then every test. Each check counts as one. The last line is `N passed, N failed`;
 * the exit code is 0 only when something ran and nothing failed. Arguments are handed to vitest.
 */
export async function test(args: readonly string[]): Promise<number> {
  const started = performance.now();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const note = (name: string, ok: boolean, since: number): void => {
    process.stdout.write(`${ok ? 'ok' : 'FAILED'} ${name} (${secondsSince(since)})\n`);
    if (ok) counts.passed += 1;
    else counts.failed += 1;
  };
  const browser = findBrowser();
  // One after the other: both may install a package.
  const redis = browser.then(() => missingRedis());
  for (const check of CHECKS) {
    const since = performance.now();
    note(check.name, await check.run(), since);
  }
  const since = performance.now();
  note('build', await builds(), since);
  const found = await browser;
  process.stdout.write(`browser tests: ${found.path ?? `skipped, ${found.reason}`}\n`);
  const noRedis = await redis;
  process.stdout.write(`tests of the queue: ${noRedis === undefined ? 'redis-server' : `skipped, ${noRedis}`}\n`);
  const tests = await runVitest(args, found.path, started);
  counts.passed += tests.passed;
  counts.failed += tests.failed;
  counts.skipped += tests.skipped;
  process.stdout.write(`all of it took ${secondsSince(started)}\n${summaryLine(counts)}\n`);
  return counts.failed === 0 && tests.passed > 0 ? 0 : 1;
}

async function builds(): Promise<boolean> {
  try {
    await buildPackage();
    return true;
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

async function runVitest(args: readonly string[], browser: string | undefined, started: number): Promise<Counts> {
  const folder = join(root, '.build');
  const file = join(folder, 'vitest.json');
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const result = await runNode(
    tools.vitest,
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args],
    { env: browser === undefined ? {} : { CHROME_PATH: browser }, timeoutMs: TIME_LIMIT_MS - (performance.now() - started) },
  );
  if (result.timedOut) process.stdout.write('FAILED the tests took longer than 40 minutes in all and were stopped\n');
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = countVitest(JSON.parse(readFileSync(file, 'utf8')));
  // An unhandled error makes vitest fail without a failed test: it counts as one.
  if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
