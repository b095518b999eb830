import { existsSync } from 'node:fs';
import { run } from './command.ts';

const LIMIT_MS = 150_000;

/** Installs a package of Debian for tests, as root, in a bounded time; does nothing elsewhere. Whether it worked shows in what is there then. */
export async function installWithApt(name: string): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const options = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15', '-o', 'DPkg::Lock::Timeout=60'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const until = performance.now() + LIMIT_MS;
  const left = (): number => Math.max(1000, until - performance.now());
  const update = await run('apt-get', [...options, 'update'], { env, output: 'keep', timeoutMs: left() });
  if (update.code !== 0) return;
  const install = [...options, 'install', '-y', '--no-install-recommends', name];
  await run('apt-get', install, { env, output: 'keep', timeoutMs: left() });
}
