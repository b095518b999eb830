import { DAY_MS, Random, type UnixMs } from '../../../base/index.ts';
import {
  type CorporateEvent,
  mergeRows,
  missingRanges,
  rowsWithin,
  type StampedRows,
  type TimeRange,
  type TradingCalendar,
} from '../../../market/index.ts';
import type { Page, SourcePlan } from './contract.ts';
import { Conversation, rateLimitOf } from './conversation.ts';
import { SourceEmptyError } from './errors.ts';
import { type FetchedActions, type FetchedRows, type FetchedStore, NO_ROWS, type Revision } from './fetched-store.ts';
import { rangeText } from './range-text.ts';
import { type DayWindow, daysOf, endOf, lastClosedDay, stampsOf, withoutEmptyEnd } from './wanted.ts';
import type { OnlineWorld } from './world.ts';

export interface FetchSettings {
  readonly useCache: boolean;
  /** Fetch everything again and record what changed. */
  readonly refresh: boolean;
  /** How long the newest bar that was found counts as the newest there is. */
  readonly expirationMs: number;
}

export interface FetchParts {
  readonly plan: SourcePlan;
  readonly calendar: TradingCalendar;
  readonly window: DayWindow;
  readonly store: FetchedStore;
  readonly settings: FetchSettings;
  readonly world: OnlineWorld;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** Rows of a window with the actions known about them. */
export interface RowsOfWindow {
  readonly rows: StampedRows;
  readonly actions: readonly CorporateEvent[];
  /** Nothing was asked for. */
  readonly fromCache: boolean;
  readonly revision: Revision | undefined;
}

/**
 * The rows of a window: those of the store, and what it lacks from the source. Every page is stored as it comes, so that a fetch that
 * was interrupted goes on where it ended.
 * @throws SourceEmptyError when no session of the window has closed, and what the source throws
 */
export async function fetchRows(parts: FetchParts): Promise<RowsOfWindow> {
  const { plan, window, store, settings, world } = parts;
  const now = world.now();
  const held = settings.useCache ? store.load() : NO_ROWS;
  const wanted = wantedStamps(parts, held, now);
  if (wanted === undefined) {
    throw new SourceEmptyError(`${plan.source} ${plan.symbol}`, `${rangeText(window)}: no session of it has closed yet`);
  }
  const missing = settings.refresh ? [wanted] : missingRanges(wanted, known(held, parts, now));
  const fetch = new Fetch(parts, now);
  const actions = await fetch.actions(wanted, missing.length > 0);
  const pages = await fetch.pages(missing);
  const { rows, revision } = await fetch.result(held, pages);
  return {
    rows: rowsWithin(rows, wanted),
    actions,
    fromCache: fetch.requests === 0,
    revision,
  };
}

/** The window's stamps. An open end lies at the last session that has closed or, while the store is fresh, where the store ends. */
function wantedStamps({ plan, calendar, window, settings }: FetchParts, held: FetchedRows, now: UnixMs): TimeRange | undefined {
  const last = lastClosedDay(calendar, now, plan.settleMs);
  const isOpen = window.endDay === undefined || window.endDay > last;
  const range = stampsOf({ from: window.fromDay, to: Math.min(window.endDay ?? last, last) }, plan, calendar);
  if (range === undefined || !isOpen || settings.refresh || isExpired(held, settings, now)) return range;
  const end = endOf(held.covered);
  return end > range.from ? { from: range.from, to: Math.min(range.to, end) } : range;
}

function known(held: FetchedRows, { plan, settings }: FetchParts, now: UnixMs): readonly TimeRange[] {
  return isExpired(held, settings, now) ? withoutEmptyEnd(held, plan) : held.covered;
}

function isExpired({ at }: FetchedRows, { expirationMs }: FetchSettings, now: UnixMs): boolean {
  return now - at >= expirationMs;
}

/** One fetch of one symbol. */
class Fetch {
  readonly #parts: FetchParts;
  readonly #now: UnixMs;
  readonly #conversation: Conversation;
  readonly #kept: { readonly range: TimeRange; readonly pages: Page[] }[] = [];

  constructor(parts: FetchParts, now: UnixMs) {
    const { plan, world, seed, signal } = parts;
    this.#parts = parts;
    this.#now = now;
    this.#conversation = new Conversation({
      world,
      limit: rateLimitOf(world, `${plan.source} ${plan.baseUrl ?? ''}`, plan.limit),
      chance: new Random(seed, `fetch ${plan.source} ${plan.symbol} ${plan.timeframe}`),
      signal,
      secrets: plan.secrets,
    });
  }

  get requests(): number {
    return this.#conversation.requests;
  }

  /** Asked for again whenever bars are: a vendor's adjusted prices need every split until today. */
  async actions(wanted: TimeRange, barsAreMissing: boolean): Promise<readonly CorporateEvent[]> {
    const { plan, calendar, store, settings } = this.#parts;
    if (plan.actions === undefined) return [];
    const [newest] = settings.useCache ? store.actions() : [];
    const days = daysOf(wanted, plan, calendar);
    if (newest !== undefined && !barsAreMissing && newest.days.from <= days.from && newest.days.to >= days.to)
      return newest.events;
    const all = { from: Math.min(days.from, newest?.days.from ?? days.from), to: calendar.dateOf(this.#now) };
    const events = await plan.actions(all, this.#conversation);
    const fresh: FetchedActions = { at: this.#now, days: all, events };
    this.#actions = fresh;
    return events;
  }

  #actions: FetchedActions | undefined;

  /** Fetches and stores the ranges; what is older than the source keeps counts as asked for. */
  async pages(missing: readonly TimeRange[]): Promise<readonly Page[]> {
    const { plan, settings, signal } = this.#parts;
    const oldest = Math.ceil(plan.oldest(this.#now) / DAY_MS) * DAY_MS;
    for (const range of missing) {
      const given = { from: Math.max(range.from, oldest), to: range.to };
      if (given.from >= given.to) continue;
      for await (const page of plan.pages(given, this.#conversation)) {
        signal?.throwIfAborted();
        this.#keep(given, page);
      }
    }
    for (const { from, to } of settings.refresh ? [] : missing) {
      const gone = { from, to: Math.min(to, oldest) };
      if (gone.from < gone.to) this.#keep(gone, { covered: gone, rows: mergeRows([]) });
    }
    return this.#kept.flatMap(({ pages }) => pages);
  }

  #keep(range: TimeRange, page: Page): void {
    const { store, settings } = this.#parts;
    if (settings.useCache && !settings.refresh) {
      this.#saveActions();
      store.addPage(page, this.#now);
    }
    const last = this.#kept.at(-1);
    if (last?.range === range) last.pages.push(page);
    else this.#kept.push({ range, pages: [page] });
  }

  /** After the first answer of bars, so that a source that cannot be used leaves nothing behind. */
  #saveActions(): void {
    if (this.#actions !== undefined && this.#parts.settings.useCache) this.#parts.store.saveActions(this.#actions);
    this.#actions = undefined;
  }

  async result(
    held: FetchedRows,
    pages: readonly Page[],
  ): Promise<{ readonly rows: StampedRows; readonly revision: Revision | undefined }> {
    const { store, settings } = this.#parts;
    if (!settings.useCache) return { rows: mergeRows(pages.map(({ rows }) => rows)), revision: undefined };
    this.#saveActions();
    if (!settings.refresh) return { rows: pages.length === 0 ? held.rows : store.close().rows, revision: undefined };
    const sum = { changed: 0, added: 0, removed: 0 };
    for (const { range, pages: own } of this.#kept) {
      const { changed, added, removed } = store.replace(range, mergeRows(own.map(({ rows }) => rows)), this.#now);
      sum.changed += changed;
      sum.added += added;
      sum.removed += removed;
    }
    return { rows: store.load().rows, revision: sum };
  }
}
