import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, currencyDecimals, invariant, isoTime, timeStamp, type UnixMs } from '../../base/index.ts';
import {
  AppendFile,
  acquireLock,
  cutTornLine,
  ensureFolder,
  type FileLock,
  heldLock,
  listFolder,
  lockHolder,
  randomHex,
  removeTree,
  renameDurably,
  StoreWriteError,
  wallClock,
  writeFileAtomic,
} from '../fs/index.ts';
import { ColumnStream } from './column-stream.ts';
import { type DecisionRecord, decisionLine } from './decision-lines.ts';
import { EQUITY_COLUMNS, type EquityAxis, EquityCurve, MAX_EQUITY_ROWS } from './equity-lines.ts';
import { ExecutionLines, type ExecutionRecord } from './execution-lines.ts';
import { LEDGER_HEADER, LedgerLines, type LedgerRecord } from './ledger-lines.ts';
import {
  modeOfFamily,
  type RunFacts,
  type RunFamily,
  type RunMode,
  type RunStatus,
  type RunSummary,
  runFolderName,
  startedSummary,
  withFacts,
} from './summary.ts';

/** Lock of a running run, inside its folder; gone when the run has ended. */
export const RUN_LOCK = 'run.lock';
/** A summary that says `failed`, laid by for the day the disk is full: giving a file another name needs no space. */
const RESERVE = '.summary.failed.json';
const DISK_REFUSED = { code: 'STORE_WRITE', message: 'the disk refused the last files of this run' };
const RUN_LOG = 'run.log.jsonl';
const STARTING = '.starting_';
/** Making a run takes milliseconds. */
const STARTING_MS = 60_000;

export interface CreateRunOptions {
  /** The folder `runs`, absolute. */
  readonly runsDir: string;
  readonly family: RunFamily;
  /** Agent, project or preset. */
  readonly name: string;
  /** Mode of a batch; the other families say it themselves. */
  readonly mode?: RunMode;
  /** Currency of money columns. */
  readonly currency: string;
  /** What is known at the start. */
  readonly facts?: RunFacts;
  /** Wall clock; for tests. */
  readonly now?: () => UnixMs;
  /** Four hexadecimal digits that make the name unique; for tests. */
  readonly hex?: () => string;
}

/**
 * Begins a run: makes its folder with a lock and a `summary.json` of status `running` in it. The folder appears under its name at
 * once with both, so no reader and no crash ever meets a run without a status.
 * @throws StoreWriteError
 */
export function createRun(options: CreateRunOptions): RunWriter {
  const now = options.now ?? wallClock;
  const family = join(options.runsDir, options.family);
  invariant(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(options.name), `"${options.name}" can be a part of a folder name`);
  ensureFolder(family);
  sweepStarting(family, wallClock());
  const start = now();
  for (let attempt = 0; ; attempt += 1) {
    const folder = runFolderName(timeStamp(start), options.name, (options.hex ?? (() => randomHex(4)))());
    if (existsSync(join(family, folder)) && attempt < 64) continue;
    const runId = `${options.family}/${folder}`;
    const mode = options.mode ?? modeOfFamily(options.family);
    const identity = { runId, family: options.family, mode, name: options.name, startedAt: isoTime(start) };
    const summary = withFacts(startedSummary(identity), options.facts ?? {});
    const starting = join(family, `${STARTING}${folder}`);
    try {
      ensureFolder(starting);
      acquireLock(join(starting, RUN_LOCK));
      writeFileAtomic(join(starting, 'summary.json'), jsonText(summary));
      writeFileAtomic(join(starting, RESERVE), jsonText({ ...summary, status: 'failed', error: DISK_REFUSED }));
      renameDurably(starting, join(family, folder));
    } catch (error) {
      removeTree(starting);
      throw error;
    }
    return new RunWriter({ dir: join(family, folder), summary, now, currency: options.currency });
  }
}

/**
 * Goes on with a run whose process is gone: takes its lock over and removes what was half-written, all but the files and folders of
 * `keep`. The run's identity, its start and its log stay.
 * @throws LockHeldError while a process works on it @throws StoreWriteError
 */
export function resumeRun(options: {
  /** The run's folder. */
  readonly dir: string;
  /** As it stands in the folder. */
  readonly summary: RunSummary;
  readonly currency: string;
  /** Names inside the run's folder that the work left for this purpose. */
  readonly keep: readonly string[];
  readonly facts?: RunFacts;
  readonly now?: () => UnixMs;
}): RunWriter {
  const { dir, summary, currency, keep, now = wallClock } = options;
  acquireLock(join(dir, RUN_LOCK));
  const kept = new Set([RUN_LOCK, RESERVE, 'summary.json', RUN_LOG, ...keep]);
  for (const name of listFolder(dir) ?? []) if (!kept.has(name)) removeTree(join(dir, name));
  cutTornLine(join(dir, RUN_LOG));
  const running = withFacts({ ...summary, status: 'running', error: null }, options.facts ?? {});
  writeFileAtomic(join(dir, RESERVE), jsonText({ ...running, status: 'failed', error: DISK_REFUSED }));
  return new RunWriter({ dir, summary: running, now, currency });
}

/** Removes folders of runs that died while they were being made: their lock is dead, or they are old and never got one. */
function sweepStarting(family: string, now: UnixMs): void {
  for (const name of listFolder(family) ?? []) {
    if (!name.startsWith(STARTING)) continue;
    const folder = join(family, name);
    const lock = join(folder, RUN_LOCK);
    const dead = existsSync(lock)
      ? lockHolder(lock) === undefined
      : now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now) > STARTING_MS;
    if (dead) removeTree(folder);
  }
}

/** JSON as run files have it: two spaces and a line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A run that is being written. Every method throws {@link StoreWriteError} when the disk refuses. */
export class RunWriter {
  readonly runId: string;
  readonly dir: string;
  readonly #now: () => UnixMs;
  readonly #currency: string;
  readonly #lock: FileLock;
  readonly #appends = new Map<string, AppendFile>();
  readonly #artifacts = new Map<string, string>();
  readonly #columns = new Map<string, ColumnStream>();
  readonly #ledgers = new Map<string, LedgerLines>();
  #summary: RunSummary;
  #executions: ExecutionLines | undefined;
  #ended = false;

  constructor(options: {
    readonly dir: string;
    readonly summary: RunSummary;
    readonly now: () => UnixMs;
    readonly currency: string;
  }) {
    this.runId = options.summary.run_id;
    this.dir = options.dir;
    this.#summary = options.summary;
    this.#now = options.now;
    this.#currency = options.currency;
    this.#lock = heldLock(join(options.dir, RUN_LOCK));
  }

  /** The summary as it stands. */
  get summary(): RunSummary {
    return this.#summary;
  }

  /** False once the run has finished or failed. */
  get running(): boolean {
    return !this.#ended;
  }

  /** Writes a whole text file, atomically. */
  writeText(file: string, text: string): void {
    this.#ensureFolderOf(file);
    writeFileAtomic(join(this.dir, file), text);
    this.#register(file);
  }

  /** Writes a JSON file, atomically; `schema_version: 1` goes first. */
  writeJson(file: string, value: object): void {
    this.writeText(file, jsonText({ schema_version: 1, ...value }));
  }

  /** Adds whole lines to a file that grows. */
  appendLines(file: string, lines: string): void {
    if (lines === '') return;
    this.#append(file).append(lines);
    this.#lock.refresh(this.#now());
  }

  /** One line of run.log.jsonl. */
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, facts: Readonly<Record<string, unknown>> = {}): void {
    this.appendLines(RUN_LOG, `${JSON.stringify({ at: isoTime(this.#now()), level, message, ...facts })}\n`);
  }

  /** Lines of ledger.csv, in a folder of the run (`backtests/SPX/`) or in the run's own. */
  ledger(records: readonly LedgerRecord[], folder = ''): void {
    const file = `${folder}ledger.csv`;
    const lines = this.#ledgers.get(file) ?? new LedgerLines(currencyDecimals(this.#currency));
    this.#ledgers.set(file, lines);
    this.#append(file, LEDGER_HEADER);
    this.appendLines(file, records.map((record) => lines.line(record)).join(''));
  }

  executions(records: readonly ExecutionRecord[]): void {
    this.#executions ??= new ExecutionLines(currencyDecimals(this.#currency));
    const lines = this.#executions;
    this.#append('executions.jsonl');
    this.appendLines('executions.jsonl', records.map((record) => lines.line(record)).join(''));
  }

  decisions(records: readonly DecisionRecord[]): void {
    this.#append('decisions.jsonl');
    this.appendLines('decisions.jsonl', records.map(decisionLine).join(''));
  }

  /** Opens equity_curve.csv, in a folder of the run or in the run's own; rows `firstRow` and later of the axis are written. */
  equityCurve(
    axis: EquityAxis,
    { folder = '', ...start }: { readonly capital: number; readonly firstRow: number; readonly folder?: string },
  ): EquityCurve {
    const file = this.#append(`${folder}equity_curve.csv`);
    const rows = axis.time.length - start.firstRow;
    if (rows > MAX_EQUITY_ROWS) {
      const columns = `${folder}equity.columns`;
      this.#columns.set(columns, new ColumnStream(join(this.dir, columns), EQUITY_COLUMNS, rows));
    }
    return new EquityCurve({
      file,
      axis,
      currencyDecimals: currencyDecimals(this.#currency),
      columns: this.#columns.get(`${folder}equity.columns`),
      ...start,
    });
  }

  /** Writes facts that became known into summary.json. */
  update(facts: RunFacts): void {
    this.#writeSummary(withFacts(this.#summary, facts));
  }

  /** Ends the run: files durable, summary with the final status, lock given back. */
  finish(status: Exclude<RunStatus, 'running' | 'failed'>, facts: RunFacts = {}): void {
    invariant(!this.#ended, 'a run ends once');
    for (const file of this.#appends.values()) file.close();
    for (const [file, columns] of this.#columns) {
      columns.close();
      this.#register(file);
    }
    this.#end(status, null, facts);
  }

  /**
   * Ends the run as failed. When the disk does not even take the summary, one that was laid by at the start takes its place; should that
   * fail too, the status stays `running` without a live process and every reader shows the run as failed with `RUN_INTERRUPTED`.
   */
  fail(error: unknown, facts: RunFacts = {}): void {
    if (this.#ended) return;
    for (const columns of this.#columns.values()) columns.abandon();
    try {
      for (const file of this.#appends.values()) file.close();
      this.#end('failed', runError(error), facts);
    } catch (failure) {
      if (!(failure instanceof StoreWriteError)) throw failure;
      this.#summary = { ...this.#summary, status: 'failed', error: DISK_REFUSED };
      this.#ended = true;
      renameSync(join(this.dir, RESERVE), join(this.dir, 'summary.json'));
    } finally {
      this.#lock.release();
    }
  }

  #end(status: RunStatus, error: RunSummary['error'], facts: RunFacts): void {
    const { started_at } = this.#summary.timestamps;
    const timestamps = { started_at, completed_at: isoTime(this.#now()) };
    this.#writeSummary({ ...withFacts(this.#summary, facts), status, error, timestamps });
    this.#ended = true;
    rmSync(join(this.dir, RESERVE), { force: true });
    this.#lock.release();
  }

  #writeSummary(summary: RunSummary): void {
    const artifacts = Object.fromEntries([...this.#artifacts].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#summary = { ...summary, artifacts };
    writeFileAtomic(join(this.dir, 'summary.json'), jsonText(this.#summary));
    this.#lock.refresh(this.#now());
  }

  #append(file: string, header = ''): AppendFile {
    let open = this.#appends.get(file);
    if (open === undefined) {
      this.#ensureFolderOf(file);
      open = new AppendFile(join(this.dir, file));
      this.#appends.set(file, open);
      this.#register(file);
      open.append(header);
    }
    return open;
  }

  #ensureFolderOf(file: string): void {
    if (file.includes('/')) ensureFolder(join(this.dir, dirname(file)));
  }

  /** By name without ending; files of inner folders with their path. */
  #register(file: string): void {
    this.#artifacts.set(file.replace(/\.[^/]*$/, ''), file);
  }
}

/** What summary.json says about the error that ended a run. */
export function runError(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'BUG', message: error instanceof Error ? error.message : String(error) };
}
