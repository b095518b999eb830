import { join } from 'node:path';
import { AppendFile, cutTornLine, readText, removeTree } from '../../adapters/fs/index.ts';
import type { MetricValue } from '../../metrics/index.ts';
import type { BatchTrial } from '../trials/index.ts';
import type { ChildError } from './spec.ts';

/** A child that has been evaluated, as its batch keeps it. */
export interface ChildRow {
  readonly index: number;
  readonly status: 'success' | 'halted' | 'failed';
  readonly error: ChildError | null;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** What it says to the trial ledger; its returns are stored. */
  readonly trials: readonly BatchTrial[];
  readonly durationMs: number;
  /** Of successive halving, when this is how it did on a part of the window; absent: on all of it. */
  readonly rung?: number;
}

/** Files inside the folder of a batch from which it goes on; gone when it has ended. */
export const ROWS_FILE = 'rows.jsonl';
export const CHILDREN_FILE = 'children.jsonl';

/** A file of a batch that holds a JSON value on each line. Lines that were written outlive the process. */
export class LineFile<T> {
  readonly #path: string;
  #file: AppendFile | undefined;

  constructor(dir: string, name: string) {
    this.#path = join(dir, name);
  }

  /** What an earlier process left; a line that was cut is taken away. */
  read(): readonly T[] {
    cutTornLine(this.#path);
    const lines = (readText(this.#path) ?? '').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
  }

  add(value: T): void {
    this.#file ??= new AppendFile(this.#path);
    this.#file.append(`${JSON.stringify(value)}\n`);
  }

  close(): void {
    this.#file?.close();
  }

  remove(): void {
    this.close();
    removeTree(this.#path);
  }
}

/** A folder of a run that is a child, as soon as it exists. */
export interface StartedChild {
  readonly index: number;
  readonly runId: string;
}

/** The line of a child in the ledger that says how it did: not its looks. */
export function mainTrial({ trials }: Pick<ChildRow, 'trials'>): BatchTrial | undefined {
  return trials.find(({ kind }) => kind !== 'test_look');
}
