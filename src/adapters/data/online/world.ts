import { setTimeout as wait } from 'node:timers/promises';
import type { UnixMs } from '../../../base/index.ts';
import { wallClock } from '../../fs/index.ts';

/** What fetching needs of the outside beside the network; tests hand in a clock that they move. Rate limits hold per object. */
export interface OnlineWorld {
  readonly now: () => UnixMs;
  /** Ends early, by throwing its reason, when the signal is given. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long one try may take. */
  readonly timeoutMs: number;
}

/** The machine's own clock and environment. */
export const WALL: OnlineWorld = {
  now: wallClock,
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
  env: process.env,
  timeoutMs: 30_000,
};
