import { sha256 } from '../../adapters/fs/index.ts';
import { columnHash } from '../../adapters/runs/index.ts';
import { ledger } from '../../research/index.ts';
import { type BatchTrial, type FileTrialLedger, isSameColumn, type TrialBatch } from '../trials/index.ts';
import { BatchTrials } from './batch-trials.ts';
import type { ChildRow } from './row-store.ts';

/** Where the trials of a batch go. */
export interface BatchBook {
  /** The head of the ledger that the batch found. */
  readonly before: ledger.LedgerHead;
  /** Returns of these days go to one file from now on; `rung` of successive halving, undefined: those of the whole window. */
  keepTogether(days: Float64Array, rung?: number): void;
  /** Stores the returns of a child; gives what its line says about them. */
  store(index: number, series: ledger.TrialSeries): ledger.SeriesPlace;
  /** Adds the lines of a child that are not there yet. Nothing about them may be shown before {@link flush}. */
  add(row: Pick<ChildRow, 'trials'>): Promise<void>;
  flush(): Promise<void>;
  /** The trials of the batch, once they are all in the ledger. */
  trials(): BatchTrials;
  close(): Promise<void>;
}

export interface BatchBookOptions {
  readonly book: FileTrialLedger;
  readonly batchId: string;
  /** Name of the batch's folder. */
  readonly folder: string;
  readonly before: ledger.LedgerHead;
}

/** Writes the trials of a batch into the ledger of the project. */
export class LiveBatchBook implements BatchBook {
  readonly before: ledger.LedgerHead;
  readonly #options: BatchBookOptions;
  readonly #batch: TrialBatch;
  /** Lines that are written. */
  readonly #written: Set<string>;

  constructor(options: BatchBookOptions) {
    const { book, batchId } = options;
    this.before = options.before;
    this.#options = options;
    this.#batch = book.batch();
    this.#written = new Set(book.lines.filter(({ parent }) => parent === batchId).map(nameOf));
  }

  keepTogether(days: Float64Array, rung?: number): void {
    this.#batch.keepTogether(fileName(this.#options.folder, rung), days);
  }

  store(index: number, series: ledger.TrialSeries): ledger.SeriesPlace {
    return this.#batch.store(index - 1, series);
  }

  async add({ trials }: Pick<ChildRow, 'trials'>): Promise<void> {
    for (const trial of trials) {
      if (this.#written.has(nameOf(trial))) continue;
      this.#written.add(nameOf(trial));
      await this.#batch.add(trial);
    }
  }

  flush(): Promise<void> {
    return this.#batch.flush();
  }

  trials(): BatchTrials {
    return new BatchTrials(this.#options.book, this.#options);
  }

  close(): Promise<void> {
    return this.#batch.close();
  }
}

/** Holds what a repetition of a batch says against the lines that stand in the ledger, and writes nothing. */
export class StoredBatchBook implements BatchBook {
  readonly before: ledger.LedgerHead;
  readonly #options: BatchBookOptions;
  readonly #lines: ReadonlyMap<string, ledger.TrialLine>;
  readonly #files: { readonly name: string; readonly days: Float64Array }[] = [];
  #difference: string | undefined;

  constructor(options: BatchBookOptions) {
    this.before = options.before;
    this.#options = options;
    this.#lines = new Map(
      options.book.lines.filter(({ parent }) => parent === options.batchId).map((line) => [nameOf(line), line]),
    );
  }

  keepTogether(days: Float64Array, rung?: number): void {
    if (days.length > 0) this.#files.push({ name: fileName(this.#options.folder, rung), days });
  }

  store(index: number, { days, returns }: ledger.TrialSeries): ledger.SeriesPlace {
    const file = this.#files.find((one) => isSameColumn(one.days, days));
    if (file === undefined) return sha256(ledger.seriesText({ days, returns }));
    const column = { file: `${file.name}.f64`, column: index - 1 };
    return { ...column, days: sha256(ledger.daysText(days)), hash: columnHash(returns) };
  }

  add({ trials }: Pick<ChildRow, 'trials'>): Promise<void> {
    for (const trial of trials) {
      const stored = this.#lines.get(nameOf(trial));
      const hash =
        stored && ledger.sealLine({ ...trial, at: stored.at }, { seq: stored.seq - 1, hash: stored.prev }, sha256).hash;
      if (stored === undefined || hash !== stored.hash) this.#difference ??= hash ?? sha256(nameOf(trial));
    }
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  trials(): BatchTrials {
    return new BatchTrials(this.#options.book, { ...this.#options, difference: this.#difference });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function fileName(folder: string, rung: number | undefined): string {
  return rung === undefined ? folder : `${folder}_rung_${rung}`;
}

function nameOf({ kind, run_id }: Pick<BatchTrial, 'kind' | 'run_id'>): string {
  return `${kind} ${run_id}`;
}
