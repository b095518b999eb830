import { installWithApt } from './apt.ts';
import { run } from './command.ts';

/**
 * Why the tests of the queue are skipped, or undefined when there is a `redis-server` (or `QTA_REDIS_SERVER`) for them: an installed one,
 * else Debian's package, as root. Each test starts a server of its own.
 */
export async function missingRedis(): Promise<string | undefined> {
  if (await isThere()) return undefined;
  if (process.env['QTA_NO_REDIS'] === '1') return 'QTA_NO_REDIS is set';
  await installWithApt('redis-server');
  return (await isThere()) ? undefined : 'no redis-server is installed and none could be';
}

async function isThere(): Promise<boolean> {
  const program = process.env['QTA_REDIS_SERVER'] ?? 'redis-server';
  return (await run(program, ['--version'], { output: 'keep' })).code === 0;
}
