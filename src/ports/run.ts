import type { UnixMs } from '../base/index.ts';
import type { ApprovedOrder } from '../trading/index.ts';

/** Time of a run: virtual in backtest and replay, the wall clock's in live. */
export interface Clock {
  now(): UnixMs;
  /** Moves a virtual clock on; a wall clock waits or does nothing. Never goes back. */
  advanceTo(time: UnixMs): void;
}

/** Columns that grow with the feed. */
export interface Columns<Event> {
  /** Puts a bar, or the bars of one close, at the end. @returns its row of the common index */
  append(event: Event): number;
}

/** Where ticks become durable. */
export interface Journal<Entry> {
  /** Settles when the entry would survive a crash. */
  append(entry: Entry): Promise<void>;
}

/**
 * Where approved orders go. The simulated broker holds them inside the step already, so there this does nothing; a real broker sends
 * them and answers with events of the feed.
 */
export interface Broker {
  submit(order: ApprovedOrder): void;
}
