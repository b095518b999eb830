import type { UnixMs } from '../../base/index.ts';

/** The wall clock: for stamps of runs and logs, never for anything that enters a result. */
export function wallClock(): UnixMs {
  return Date.now();
}

/** Milliseconds that only go forward, for durations. */
export function monotonicMs(): number {
  return performance.now();
}

/** Gives waiting signals and timers a chance to run between two pieces of long synchronous work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
