import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, type Json, type UnixMs } from '../../../base/index.ts';
import {
  type CorporateEvent,
  fetchedFolder,
  joinRanges,
  mapColumns,
  mergeRows,
  ROW_COLUMNS,
  type RowColumn,
  type StampedRows,
  type TimeRange,
} from '../../../market/index.ts';
import { ensureFolder, listFolder, randomHex, readText, sha256, writeFileAtomic } from '../../fs/index.ts';
import { readColumnFile, writeColumnFile } from '../cache/column-file.ts';
import type { DayRange, Page, SourcePlan } from './contract.ts';

/** Raise it when stored rows mean something else than before. */
const FORMAT = 1;
/** Bars of one symbol, timeframe and feed before the last times that `refresh` changed them; lists of actions before they grew. */
const KEPT_BEFORE = 8;
const KEPT_LINES = 1000;
const ALL = 'bars.columns';
const PAGE = /^page_.*\.columns$/;
const BEFORE = /^before_.*\.columns$/;
const ACTIONS = 'actions.json';
const REVISIONS = 'revisions.jsonl';

const rangeSchema = z.object({ from: z.number(), to: z.number() });
const metaSchema = z.object({ covered: z.array(rangeSchema), at: z.number() });
const actionsSchema = z.object({
  key: z.string(),
  /** Newest first. */
  lists: z
    .array(
      z.object({
        at: z.number(),
        from: z.number(),
        to: z.number(),
        events: z.array(z.object({ kind: z.enum(['dividend', 'split']), exDay: z.number(), amount: z.number() })),
      }),
    )
    .min(1),
});

/** Rows of one symbol that were fetched, and for which stamps they are all there are. */
export interface FetchedRows {
  readonly rows: StampedRows;
  readonly covered: readonly TimeRange[];
  /** When the newest end of `covered` was asked for; -Infinity when nothing was. */
  readonly at: UnixMs;
}

/** Dividends and splits with ex-dates in `days`, as the source named them at a time. */
export interface FetchedActions {
  readonly at: UnixMs;
  readonly days: DayRange;
  readonly events: readonly CorporateEvent[];
}

/** How bars that were fetched again differ from those before. */
export interface Revision {
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
}

export const NO_ROWS: FetchedRows = { rows: mergeRows([]), covered: [], at: Number.NEGATIVE_INFINITY };

/**
 * What was fetched of one symbol from one source: a folder with one file of all bars and, while a fetch is under way, one for each page.
 * Each file says itself which stamps it answers for and appears whole or not at all, so an interrupted fetch loses no page and nobody
 * reads a part of one. A damaged file is as good as absent. Nothing is written before the first page has come.
 */
export class FetchedStore {
  readonly folder: string;
  /** From the cache folder. */
  readonly name: string;
  readonly #key: string;
  readonly #files: string[] = [];

  constructor(cacheDir: string, { source, symbol, variant, timeframe, baseUrl }: SourcePlan) {
    this.#key = sha256(canonicalJson({ format: FORMAT, source, symbol, variant, timeframe, base: baseUrl ?? null }));
    const parts = [timeframe, variant.replaceAll(/[^A-Za-z0-9-]/g, '-'), this.#key.slice(7, 15)].filter((part) => part !== '');
    this.name = `${fetchedFolder(source, symbol)}/${parts.join('_')}`;
    this.folder = join(cacheDir, this.name);
  }

  /** Everything that is there. */
  load(): FetchedRows {
    const names = (listFolder(this.folder) ?? []).filter((name) => name === ALL || PAGE.test(name));
    const parts: FetchedRows[] = [];
    this.#files.length = 0;
    for (const name of names) {
      const part = this.#read(name);
      if (part === undefined) continue;
      parts.push(part);
      if (name !== ALL) this.#files.push(name);
    }
    return combined(parts);
  }

  /** Makes a page durable against the end of this process. @throws StoreWriteError */
  addPage({ covered, rows }: Page, at: UnixMs): void {
    if (covered.from >= covered.to && rows.length === 0) return;
    ensureFolder(this.folder);
    const name = `page_${covered.from}_${covered.to}_${randomHex(6)}.columns`;
    this.#write(name, { rows, covered: [covered], at });
    this.#files.push(name);
  }

  /** Puts all pages into the one file. @throws StoreWriteError */
  close(): FetchedRows {
    const all = this.load();
    if (this.#files.length > 0) {
      this.#write(ALL, all);
      for (const name of this.#files) rmSync(join(this.folder, name), { force: true });
      this.#files.length = 0;
    }
    return all;
  }

  /**
   * Puts bars that were fetched again in the place of those of the same stamps; what was there before is kept beside them when it was
   * different. @throws StoreWriteError
   */
  replace(range: TimeRange, fresh: StampedRows, at: UnixMs): Revision {
    const before = this.load();
    const inside = (stamp: number): boolean => stamp >= range.from && stamp < range.to;
    const revision = revisionOf(before, fresh, inside);
    ensureFolder(this.folder);
    if (revision.changed + revision.removed > 0) {
      this.#write(`before_${String(at).padStart(14, '0')}.columns`, before);
      this.#tidy();
    }
    const outside: number[] = [];
    for (let row = 0; row < before.rows.length; row += 1) if (!inside(before.rows.stamp[row]!)) outside.push(row);
    const kept = mapColumns(outside.length, (name) => Float64Array.from(outside, (row) => before.rows[name][row]!));
    this.#write(ALL, { rows: mergeRows([kept, fresh]), covered: joinRanges([...before.covered, range]), at });
    for (const name of this.#files) rmSync(join(this.folder, name), { force: true });
    this.#files.length = 0;
    this.#log({ at, ...range, ...revision });
    return revision;
  }

  /** Bars as they were before each time that `refresh` changed them, newest first. */
  before(): readonly FetchedRows[] {
    const names = (listFolder(this.folder) ?? []).filter((name) => BEFORE.test(name)).reverse();
    return names.flatMap((name) => this.#read(name) ?? []);
  }

  /** Lists of dividends and splits, newest first; empty when none was fetched. */
  actions(): readonly FetchedActions[] {
    const text = readText(join(this.folder, ACTIONS));
    const found = text === undefined ? undefined : actionsSchema.safeParse(parsed(text)).data;
    if (found === undefined || found.key !== this.#key) return [];
    return found.lists.map(({ at, from, to, events }) => ({ at, days: { from, to }, events }));
  }

  /** Keeps a list; an older one with other events stays behind it. @throws StoreWriteError */
  saveActions(fresh: FetchedActions): void {
    const events = canonicalJson(eventsJson(fresh.events));
    const others = this.actions().filter((list) => canonicalJson(eventsJson(list.events)) !== events);
    const lists = [fresh, ...others]
      .slice(0, KEPT_BEFORE)
      .map(({ at, days, events: list }) => ({ at, ...days, events: eventsJson(list) }));
    ensureFolder(this.folder);
    writeFileAtomic(join(this.folder, ACTIONS), `${JSON.stringify({ key: this.#key, lists }, null, 2)}\n`);
  }

  #write(name: string, { rows, covered, at }: FetchedRows): void {
    const columns = new Map<string, Float64Array>(ROW_COLUMNS.map((column) => [column, whole(rows[column], rows.length)]));
    const meta = { covered: covered.map(({ from, to }) => ({ from, to })), at };
    writeColumnFile(join(this.folder, name), { key: this.#key, columns, meta });
  }

  #read(name: string): FetchedRows | undefined {
    const content = readColumnFile(join(this.folder, name), this.#key, (bytes) => new Uint8Array(bytes));
    const meta = metaSchema.safeParse(content?.meta).data;
    if (content === undefined || meta === undefined) return undefined;
    const column = (wanted: RowColumn): Float64Array => content.columns.get(wanted) ?? new Float64Array(content.rows);
    if (ROW_COLUMNS.some((wanted) => !content.columns.has(wanted))) return undefined;
    return { rows: mapColumns(content.rows, column), covered: meta.covered, at: meta.at };
  }

  #tidy(): void {
    const names = (listFolder(this.folder) ?? []).filter((name) => BEFORE.test(name)).reverse();
    for (const name of names.slice(KEPT_BEFORE)) rmSync(join(this.folder, name), { force: true });
  }

  #log(line: Readonly<Record<string, number>>): void {
    const path = join(this.folder, REVISIONS);
    const lines = (readText(path) ?? '').split('\n').filter((one) => one !== '');
    writeFileAtomic(path, `${[...lines.slice(1 - KEPT_LINES), JSON.stringify(line)].join('\n')}\n`);
  }
}

/** Later pages win over earlier ones. */
function combined(parts: readonly FetchedRows[]): FetchedRows {
  if (parts.length === 0) return NO_ROWS;
  const sorted = [...parts].sort((a, b) => a.at - b.at);
  const end = Math.max(...sorted.map(endOf));
  return {
    rows: mergeRows(sorted.map(({ rows }) => rows)),
    covered: joinRanges(sorted.flatMap(({ covered }) => covered)),
    at: Math.max(...sorted.filter((part) => endOf(part) === end).map(({ at }) => at)),
  };
}

function endOf({ covered }: FetchedRows): number {
  return covered.reduce((end, { to }) => Math.max(end, to), Number.NEGATIVE_INFINITY);
}

function revisionOf(before: FetchedRows, fresh: StampedRows, inside: (stamp: number) => boolean): Revision {
  const old = new Map<number, number>();
  for (let row = 0; row < before.rows.length; row += 1)
    if (inside(before.rows.stamp[row]!)) old.set(before.rows.stamp[row]!, row);
  let changed = 0;
  let added = 0;
  for (let row = 0; row < fresh.length; row += 1) {
    const at = old.get(fresh.stamp[row]!);
    if (at === undefined) added += 1;
    else if (ROW_COLUMNS.some((name) => !Object.is(fresh[name][row], before.rows[name][at]))) changed += 1;
    if (at !== undefined) old.delete(fresh.stamp[row]!);
  }
  return { changed, added, removed: old.size };
}

function eventsJson(events: readonly CorporateEvent[]): { kind: CorporateEvent['kind']; exDay: number; amount: number }[] {
  return events
    .map(({ kind, exDay, amount }) => ({ kind, exDay, amount }))
    .sort((a, b) => a.exDay - b.exDay || Number(a.kind === 'split') - Number(b.kind === 'split') || a.amount - b.amount);
}

/** Column files hold whole columns. */
function whole(column: Float64Array, length: number): Float64Array {
  return column.length === length ? column : column.slice(0, length);
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
