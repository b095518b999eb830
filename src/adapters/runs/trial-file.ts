import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AppendFile, ensureFolder, readBytesFrom, syncFolder, waitForLock } from '../fs/index.ts';

/** Name of the trial ledger in the folder of runs. */
export const TRIAL_LEDGER = 'ledger.jsonl';
const LOCK = 'ledger.lock';
/** A writer holds the lock for as long as its lines take to reach the disk. */
const LOCK_WAIT_MS = 60_000;

/** What stands in the file behind what was read before. */
export interface AddedText {
  /** Whole lines with their line ends. */
  readonly lines: string;
  /** What follows the last line end: the rest of a line that a crash cut, or a line whose writer is at work. */
  readonly torn: string;
  /** True when the file is shorter than what was read before. */
  readonly shrunk: boolean;
}

/** What a writer makes of the text it finds. */
export interface AppendPlan {
  /** Whole lines, each with its line end. */
  readonly text: string;
  /** The torn end is a whole line that only lost its line end: it stays. Else it is taken away. */
  readonly keepTorn: boolean;
}

/** `runs/ledger.jsonl` as text: reads what is new, appends under a lock file, durably. What the lines mean is its user's business. */
export class TrialFile {
  readonly path: string;
  readonly #runsDir: string;
  #offset = 0;

  /** @param runsDir absolute; made when the first line is written */
  constructor(runsDir: string) {
    this.#runsDir = runsDir;
    this.path = join(runsDir, TRIAL_LEDGER);
  }

  /** What was added since the last read; its whole lines count as read from now on. @throws StoreReadError */
  read(): AddedText {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < this.#offset) return { lines: '', torn: '', shrunk: true };
    const bytes = readBytesFrom(this.path, this.#offset) ?? new Uint8Array(0);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#offset += end;
    const text = (part: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(part);
    return { lines: text(bytes.subarray(0, end)), torn: text(bytes.subarray(end)), shrunk: false };
  }

  /**
   * Appends what `plan` makes of the lines that others added meanwhile, while no other process writes. The lines are on the disk when it
   * returns; when `plan` throws nothing is written.
   * @throws LockHeldError after a minute, StoreWriteError
   */
  async append(plan: (added: AddedText) => AppendPlan): Promise<void> {
    ensureFolder(this.#runsDir);
    const lock = await waitForLock(join(this.#runsDir, LOCK), LOCK_WAIT_MS);
    try {
      const { text, keepTorn } = plan(this.read());
      const isNew = this.#offset === 0;
      const file = new AppendFile(this.path);
      try {
        if (keepTorn) file.append('\n');
        else file.shorten(this.#offset);
        file.append(text);
      } finally {
        file.close();
      }
      if (isNew) syncFolder(this.#runsDir);
      this.#offset = file.size;
    } finally {
      lock.release();
    }
  }
}
