import { sha256, wallClock } from '../../adapters/fs/index.ts';
import { readTrialColumn, readTrialText, storeTrialText, TrialColumns, TrialFile } from '../../adapters/runs/index.ts';
import { isoTime, type UnixMs } from '../../base/index.ts';
import { ledger } from '../../research/index.ts';

/** Most lines between two fsyncs of a batch, and the longest time that one waits. */
const GROUP_LINES = 1000;
const GROUP_MS = 1000;

export interface OpenTrialLedgerOptions {
  /** Absolute folder of runs. */
  readonly runsDir: string;
  /** Wall clock; for tests. */
  readonly now?: () => UnixMs;
}

/**
 * Opens `runs/ledger.jsonl`, the trial ledger of a project, and checks its chain. Nothing is written before the first line.
 * @throws LedgerBrokenError naming the first line that does not hold
 */
export function openTrialLedger(options: OpenTrialLedgerOptions): FileTrialLedger {
  return new FileTrialLedger(options);
}

/**
 * The trial ledger of a project. Several processes may write at once: each appends under a lock to what the others have appended.
 */
export class FileTrialLedger implements ledger.TrialLedger {
  readonly #runsDir: string;
  readonly #now: () => UnixMs;
  readonly #file: TrialFile;
  readonly #store: StoredSeries;
  readonly #lines: ledger.TrialLine[] = [];
  #repaired: string | undefined;

  constructor({ runsDir, now = wallClock }: OpenTrialLedgerOptions) {
    this.#runsDir = runsDir;
    this.#now = now;
    this.#file = new TrialFile(runsDir);
    this.#store = new StoredSeries(runsDir, this.#file.path);
    this.#take(this.#file.read().lines);
  }

  get head(): ledger.LedgerHead {
    return this.#lines.at(-1) ?? ledger.EMPTY_HEAD;
  }

  /** Every line read or written so far. */
  get lines(): readonly ledger.TrialLine[] {
    return this.#lines;
  }

  /** The file's path. */
  get path(): string {
    return this.#file.path;
  }

  /** What the last append mended, in words; undefined when the file was whole. */
  get repaired(): string | undefined {
    return this.#repaired;
  }

  /**
   * Stores the returns, then adds the lines, at most 1,000 at a time: when it returns both are on the disk.
   * @throws LedgerBrokenError @throws LockHeldError @throws StoreWriteError
   */
  async append(trials: readonly ledger.NewTrial[]): Promise<ledger.LedgerHead> {
    const entries = trials.map(({ returns, ...trial }) => ({
      ...trial,
      series: this.#store.save(returns),
      at: isoTime(this.#now()),
    }));
    return this.#write(entries);
  }

  /** Begins, or goes on with, a batch of trials. */
  batch(): TrialBatch {
    return new TrialBatch({
      columns: (file, days) => ({
        columns: new TrialColumns(this.#runsDir, { batch: file, length: days.length }),
        days,
        hash: storeTrialText(this.#runsDir, ledger.daysText(days)),
      }),
      save: (series) => this.#store.save(series)!,
      write: (entries) => this.#write(entries),
      now: this.#now,
    });
  }

  count(window: ledger.CountWindow, upTo: ledger.LedgerHead = this.head): ledger.TrialCount {
    return ledger.countTrials(this.#lines.slice(0, upTo.seq), window, (line) => this.seriesOf(line));
  }

  looks(window: ledger.CountWindow, upTo: ledger.LedgerHead = this.head): number {
    return ledger.countLooks(this.#lines.slice(0, upTo.seq), window);
  }

  /** The returns that a line points to; undefined when it points to none. @throws LedgerBrokenError when they are gone or were changed */
  seriesOf(line: ledger.TrialLine): ledger.TrialSeries | undefined {
    return this.#store.load(line);
  }

  /** Whether the returns that a line would point to are there, whole. */
  isStored(place: ledger.SeriesPlace | null): boolean {
    return place === null || this.#store.find(place) !== undefined;
  }

  async #write(entries: readonly ledger.TrialEntry[]): Promise<ledger.LedgerHead> {
    let head = this.head;
    for (let from = 0; from < entries.length; from += GROUP_LINES) {
      const group = entries.slice(from, from + GROUP_LINES);
      const sealed: ledger.TrialLine[] = [];
      await this.#file.append(({ lines, torn, shrunk }) => {
        if (shrunk) throw new ledger.LedgerBrokenError(this.head.seq, 'is gone: the file became shorter', this.#file.path);
        this.#take(lines);
        const kept = this.#mend(torn);
        for (const entry of group) sealed.push(ledger.sealLine(entry, sealed.at(-1) ?? this.head, sha256));
        return { text: sealed.map((line) => `${ledger.lineText(line)}\n`).join(''), keepTorn: kept };
      });
      this.#lines.push(...sealed);
      head = this.head;
    }
    return head;
  }

  #take(text: string): void {
    this.#lines.push(...ledger.readLines(text, this.head, { sha256, file: this.#file.path }));
  }

  /** What a crash left behind the last line end; true when it is a whole line. */
  #mend(torn: string): boolean {
    if (torn === '') return false;
    const line = ledger.unendedLine(torn, this.head, { sha256, file: this.#file.path });
    const length = new TextEncoder().encode(torn).length;
    if (line === undefined) {
      this.#repaired = `a line of the trial ledger that a crash cut short was taken away: ${length} bytes behind line ${this.head.seq}`;
      return false;
    }
    this.#lines.push(line);
    this.#repaired = `line ${line.seq} of the trial ledger got the line end that a crash had cut off`;
    return true;
  }
}

/** A trial of a batch whose returns are stored, see {@link TrialBatch.store}. */
export type BatchTrial = Omit<ledger.TrialEntry, 'at'>;

/** Returns of trials on the same days, in one file. */
interface DayColumns {
  readonly columns: TrialColumns;
  readonly days: Float64Array;
  /** Of the file of the days. */
  readonly hash: string;
}

interface TrialBatchParts {
  readonly columns: (file: string, days: Float64Array) => DayColumns;
  readonly save: (series: ledger.TrialSeries) => string;
  readonly write: (entries: readonly ledger.TrialEntry[]) => Promise<ledger.LedgerHead>;
  readonly now: () => UnixMs;
}

/** Whether two columns have the same values. */
export function isSameColumn(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}

/** Trials of one batch on their way into the ledger: written in groups of at most 1,000 lines or a second. */
export class TrialBatch {
  readonly #parts: TrialBatchParts;
  readonly #files: DayColumns[] = [];
  #waiting: ledger.TrialEntry[] = [];
  #since = 0;

  constructor(parts: TrialBatchParts) {
    this.#parts = parts;
  }

  /** Returns of these days go to one file from now on. @param file its name, such as the batch's folder */
  keepTogether(file: string, days: Float64Array): void {
    if (days.length > 0) this.#files.push(this.#parts.columns(file, days));
  }

  /** Stores the returns of a trial under its number in the batch, or by themselves when their days have no file; gives what its line says about them. */
  store(column: number, series: ledger.TrialSeries): ledger.SeriesPlace {
    const found = this.#files.find(({ days }) => isSameColumn(days, series.days));
    if (found === undefined) return this.#parts.save(series);
    const { columns, hash: days } = found;
    return { file: columns.file, column, days, hash: columns.put(column, series.returns) };
  }

  /** Takes a trial in; writes the group when it is full or a second old. Nothing about it may be shown before {@link flush}. */
  async add(trial: BatchTrial): Promise<void> {
    const at = this.#parts.now();
    if (this.#waiting.length === 0) this.#since = at;
    this.#waiting.push({ ...trial, at: isoTime(at) });
    if (this.#waiting.length >= GROUP_LINES || at - this.#since >= GROUP_MS) await this.flush();
  }

  /** Makes everything taken in durable: returns first, then the lines that point to them. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const group = this.#waiting;
    this.#waiting = [];
    for (const { columns } of this.#files) columns.sync();
    await this.#parts.write(group);
  }

  /** Flushes and ends the batch. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      for (const { columns } of this.#files) columns.close();
    }
  }
}

/** The trials' returns under `runs/.trials`. What was read once is kept. */
class StoredSeries {
  readonly #runsDir: string;
  readonly #ledgerPath: string;
  readonly #known = new Map<string, ledger.TrialSeries>();
  readonly #days = new Map<string, Float64Array>();

  constructor(runsDir: string, ledgerPath: string) {
    this.#runsDir = runsDir;
    this.#ledgerPath = ledgerPath;
  }

  save(series: ledger.TrialSeries | undefined): string | null {
    if (series === undefined) return null;
    const hash = storeTrialText(this.#runsDir, ledger.seriesText(series));
    this.#known.set(hash, series);
    return hash;
  }

  load({ seq, series }: ledger.TrialLine): ledger.TrialSeries | undefined {
    if (series === null) return undefined;
    const key = keyOf(series);
    const read = this.find(series);
    if (read === undefined) {
      throw new ledger.LedgerBrokenError(seq, `points to returns that are gone or were changed (${key})`, this.#ledgerPath);
    }
    return read;
  }

  /** Undefined: gone or changed. */
  find(series: ledger.SeriesPlace): ledger.TrialSeries | undefined {
    const key = keyOf(series);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const read = typeof series === 'string' ? this.#own(series) : this.#column(series);
    if (read !== undefined) this.#known.set(key, read);
    return read;
  }

  #own(hash: string): ledger.TrialSeries | undefined {
    const text = readTrialText(this.#runsDir, hash);
    return text === undefined ? undefined : ledger.parseSeries(text);
  }

  #column({ file, column, days: hash, hash: own }: Exclude<ledger.SeriesPlace, string>): ledger.TrialSeries | undefined {
    let days = this.#days.get(hash);
    if (days === undefined) {
      const text = readTrialText(this.#runsDir, hash);
      days = text === undefined ? undefined : ledger.parseDays(text);
      if (days === undefined) return undefined;
      this.#days.set(hash, days);
    }
    const returns = readTrialColumn(this.#runsDir, { file, column, length: days.length, hash: own });
    return returns === undefined ? undefined : { days, returns };
  }
}

function keyOf(series: ledger.SeriesPlace): string {
  return typeof series === 'string' ? series : `${series.hash} ${series.days}`;
}
