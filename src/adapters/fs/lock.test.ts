import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './fs.testkit.ts';
import { acquireLock, LockHeldError, lockHolder, processStart } from './index.ts';

const lockText = (pid: number, started: string, host = hostname()): string => `${JSON.stringify({ pid, started, host })}\n`;

test('one live process holds it; released, it is free', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'run.lock');
  const lock = acquireLock(path);
  expect(lockHolder(path)).toEqual({ pid: process.pid, started: processStart(process.pid), host: hostname() });
  expect(() => acquireLock(path)).toThrow(LockHeldError);
  lock.release();
  lock.release();
  expect(lockHolder(path)).toBeUndefined();
  acquireLock(path).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a process that was killed is taken over', async () => {
  const path = join(temporaryFolder(), 'run.lock');
  const index = new URL('./index.ts', import.meta.url).href;
  const program = `import { acquireLock } from ${JSON.stringify(index)}; acquireLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(lockHolder(path)?.pid).toBe(child.pid);
  expect(() => acquireLock(path)).toThrow(LockHeldError);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect(lockHolder(path)).toBeUndefined();
  acquireLock(path);
  expect(lockHolder(path)?.pid).toBe(process.pid);
});

test('a process number used again is not the holder', () => {
  const path = join(temporaryFolder(), 'run.lock');
  writeFileSync(path, lockText(process.pid, 'an earlier start'));
  expect(lockHolder(path)).toBeUndefined();
  acquireLock(path);
  expect(readFileSync(path, 'utf8')).toContain(processStart(process.pid));
});

test.each(['', 'not json', '{"pid":"1"}', 'null'])('a lock that says %j is nobody’s', (text) => {
  const path = join(temporaryFolder(), 'run.lock');
  writeFileSync(path, text);
  expect(lockHolder(path)).toBeUndefined();
  acquireLock(path).release();
  expect(existsSync(path)).toBe(false);
});

test('a lock of another machine counts while it is refreshed', () => {
  const path = join(temporaryFolder(), 'run.lock');
  writeFileSync(path, lockText(1, 'x', `${hostname()}-other`));
  expect(lockHolder(path)?.host).toBe(`${hostname()}-other`);
  utimesSync(path, 1, 1);
  expect(lockHolder(path)).toBeUndefined();
});

test('refreshing tells the time of the last sign of life, at most every ten seconds', () => {
  const path = join(temporaryFolder(), 'run.lock');
  const lock = acquireLock(path);
  const aliveAt = (): number => statSync(path).mtimeMs;
  lock.refresh(1_700_000_000_000);
  expect(aliveAt()).toBe(1_700_000_000_000);
  lock.refresh(1_700_000_009_999);
  expect(aliveAt()).toBe(1_700_000_000_000);
  lock.refresh(1_700_000_010_000);
  expect(aliveAt()).toBe(1_700_000_010_000);
});
