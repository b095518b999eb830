import { execFileSync } from 'node:child_process';
import { linkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { AppError, type ExitCode } from '../../base/index.ts';
import { randomHex } from './chance.ts';
import { systemCode, writing } from './errors.ts';
import { writePoint } from './faults.ts';
import { readText } from './read.ts';

/** A lock of another machine that was not refreshed for this long counts as abandoned. */
const FOREIGN_STALE_MS = 300_000;
const REFRESH_MS = 10_000;
/** Between two looks at a lock that another process holds. */
const LONGEST_PAUSE_MS = 50;

/** Who holds a lock. A process number alone is not enough: it is used again, so the process's start goes with it. */
export interface LockHolder {
  readonly pid: number;
  /** Start of the process as the system counts it; equal for the same process, unequal for a later one with its number. */
  readonly started: string;
  readonly host: string;
}

/** Another live process holds the lock. */
export class LockHeldError extends AppError {
  readonly code = 'LOCK_HELD';
  override readonly exitCode: ExitCode = 3;
  readonly holder: LockHolder;

  constructor(path: string, holder: LockHolder) {
    super(`process ${holder.pid} on ${holder.host} is working here`, {
      hint: 'wait until it has finished, or stop it',
      place: { file: path },
    });
    this.holder = holder;
  }
}

/** A lock that this process holds. */
export interface FileLock {
  readonly path: string;
  /** Tells other machines that the holder lives; cheap, acts at most every ten seconds. */
  refresh(nowMs: number): void;
  /** Gives the lock back; again is allowed. */
  release(): void;
}

/**
 * Takes the lock, or takes it over when its holder is dead.
 * @throws LockHeldError when a live process holds it
 * @throws StoreWriteError when the file cannot be made
 */
export function acquireLock(path: string): FileLock {
  for (;;) {
    if (createLock(path)) return heldLock(path);
    const text = readText(path);
    if (text === undefined) continue;
    const holder = liveHolder(path, text);
    if (holder !== undefined) throw new LockHeldError(path, holder);
    takeAway(path, text);
  }
}

/**
 * As {@link acquireLock}, waiting for a live holder to give it back.
 * @throws LockHeldError when it is still held after `timeoutMs`
 */
export async function waitForLock(path: string, timeoutMs: number): Promise<FileLock> {
  const until = performance.now() + timeoutMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return acquireLock(path);
    } catch (error) {
      if (!(error instanceof LockHeldError) || performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The live process that holds this lock, or undefined when there is no lock or its holder is gone. */
export function lockHolder(path: string): LockHolder | undefined {
  const text = readText(path);
  return text === undefined ? undefined : liveHolder(path, text);
}

/** A handle on a lock file of this process that was moved together with its folder. */
export function heldLock(path: string): FileLock {
  let refreshed = Number.NEGATIVE_INFINITY;
  return {
    path,
    refresh(nowMs) {
      if (nowMs - refreshed < REFRESH_MS) return;
      refreshed = nowMs;
      utimesSync(path, nowMs / 1000, nowMs / 1000);
    },
    release() {
      rmSync(path, { force: true });
    },
  };
}

/** A link to a complete file appears at once and only if the name is free: no other process ever reads half a lock. */
function createLock(path: string): boolean {
  const temporary = `${path}.${process.pid}.${randomHex(6)}.tmp`;
  return writing(path, () => {
    writePoint(path);
    try {
      writeFileSync(temporary, `${JSON.stringify(thisProcess())}\n`, { flag: 'wx' });
      linkSync(temporary, path);
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

/** Removes a dead holder's lock. Two processes may try at once: the one that moved away a newer lock puts it back. */
function takeAway(path: string, deadText: string): void {
  const aside = `${path}.${process.pid}.${randomHex(6)}.dead`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) !== deadText) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

function liveHolder(path: string, text: string): LockHolder | undefined {
  const holder = parseHolder(text);
  if (holder === undefined) return undefined;
  if (holder.host !== hostname()) {
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return changed !== undefined && Date.now() - changed < FOREIGN_STALE_MS ? holder : undefined;
  }
  return processStart(holder.pid) === holder.started ? holder : undefined;
}

function parseHolder(text: string): LockHolder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('pid' in value && 'started' in value && 'host' in value)) return undefined;
  const { pid, started, host } = value;
  if (typeof pid !== 'number' || typeof started !== 'string' || typeof host !== 'string') return undefined;
  return { pid, started, host };
}

let self: LockHolder | undefined;

function thisProcess(): LockHolder {
  self ??= { pid: process.pid, started: processStart(process.pid) ?? 'unknown', host: hostname() };
  return self;
}

/** When a process began, or undefined when there is none: boot and clock ticks on Linux, the start date elsewhere. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxProcessStart(pid);
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() === '' ? undefined : text.trim();
  } catch {
    return undefined;
  }
}

function linuxProcessStart(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in brackets may hold spaces and brackets; fields are counted behind the last one. Field 3 is the state, 22 the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${fields[19]}`;
}
