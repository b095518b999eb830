import { createHash } from 'node:crypto';
import { canonicalJson, dateOfDay } from '../../../base/index.ts';
import {
  type CorporateEvent,
  missingRanges,
  ROW_COLUMNS,
  rowsWithin,
  type StampedRows,
  type TimeRange,
  type TradingCalendar,
} from '../../../market/index.ts';
import type { SourcePlan } from './contract.ts';
import { DataNotStoredError } from './errors.ts';
import type { FetchedRows, FetchedStore } from './fetched-store.ts';
import { type DayWindow, daysOf, endOf, stampsOf } from './wanted.ts';

/** What an earlier run read: the same rows are looked for again. */
export interface DataPin {
  readonly contentHash: string;
  /** Session of the last bar, as days since 1970-01-01. */
  readonly lastDay: number;
}

export interface StoredParts {
  readonly plan: SourcePlan;
  readonly calendar: TradingCalendar;
  readonly window: DayWindow;
  readonly store: FetchedStore;
  /** Everything that is there is good enough; otherwise the whole window must be there. */
  readonly anyPart: boolean;
  readonly pin: DataPin | undefined;
}

/**
 * The rows of a window out of the store alone. With a pin, of the states that the store remembers the one with the pinned content, else
 * the newest. @throws DataNotStoredError
 */
export function storedRows(parts: StoredParts): { readonly rows: StampedRows; readonly actions: readonly CorporateEvent[] } {
  const { plan, store, pin } = parts;
  const lists = store.actions();
  const actionsOf = (newest: number): readonly CorporateEvent[] => lists[newest]?.events ?? [];
  const states = [store.load(), ...(pin === undefined ? [] : store.before())];
  const found = partOf(states[0]!, parts);
  if (pin !== undefined) {
    for (const state of states) {
      const rows = rowsWithin(state.rows, found.range);
      for (let list = 0; list < Math.max(1, lists.length); list += 1) {
        const actions = actionsOf(list);
        if (contentHash(rows, actionsWithin(actions, rows, parts), plan) === pin.contentHash) return { rows, actions };
      }
    }
  }
  return { rows: found.rows, actions: actionsOf(0) };
}

function partOf(state: FetchedRows, parts: StoredParts): { readonly rows: StampedRows; readonly range: TimeRange } {
  const { plan, calendar, window, pin, anyPart } = parts;
  const what = `${plan.timeframe} bars of ${plan.symbol} from ${plan.source}`;
  const hint = 'quanttradeai data fetch -c <project> fetches what is missing';
  const lastDay = Math.min(window.endDay ?? Number.POSITIVE_INFINITY, pin?.lastDay ?? Number.POSITIVE_INFINITY);
  const end = endOf(state.covered);
  if (end === Number.NEGATIVE_INFINITY) throw new DataNotStoredError(what, 'at all', hint);
  const held = daysOf({ from: end, to: end }, plan, calendar).to;
  const range = stampsOf(
    { from: window.fromDay, to: anyPart || lastDay === Number.POSITIVE_INFINITY ? Math.min(lastDay, held) : lastDay },
    plan,
    calendar,
  );
  const [gap] =
    range === undefined
      ? [{ from: window.fromDay, to: held }]
      : missingRanges(range, state.covered).map((missing) => daysOf(missing, plan, calendar));
  const rows = range === undefined ? undefined : rowsWithin(state.rows, range);
  if (range !== undefined && rows !== undefined && (gap === undefined || (anyPart && rows.length > 0))) return { rows, range };
  throw new DataNotStoredError(
    what,
    gap === undefined ? 'of these dates' : `from ${dateOfDay(gap.from)} to ${dateOfDay(gap.to)}`,
    hint,
  );
}

/** Actions that take effect on one of these rows. */
export function actionsWithin(
  actions: readonly CorporateEvent[],
  rows: StampedRows,
  { plan, calendar }: { readonly plan: SourcePlan; readonly calendar: TradingCalendar },
): readonly CorporateEvent[] {
  if (rows.length === 0) return [];
  const { from } = daysOf({ from: rows.stamp[0]!, to: rows.stamp[0]! }, plan, calendar);
  const last = rows.stamp[rows.length - 1]!;
  const to = daysOf({ from: last, to: last }, plan, calendar).from;
  return actions.filter(({ exDay }) => exDay >= from && exDay <= to);
}

/** `sha256:…` of rows and actions and of where they come from: the same bytes on every machine. */
export function contentHash(rows: StampedRows, actions: readonly CorporateEvent[], plan: SourcePlan): string {
  const { source, symbol, variant, timeframe } = plan;
  const events = actions.map(({ kind, exDay, amount }) => ({ kind, exDay, amount }));
  const hash = createHash('sha256').update(canonicalJson({ source, symbol, variant, timeframe, rows: rows.length, events }));
  for (const name of ROW_COLUMNS) {
    const column = rows[name];
    hash.update(new Uint8Array(column.buffer, column.byteOffset, rows.length * 8));
  }
  return `sha256:${hash.digest('hex')}`;
}
