import type { RunWriter } from './run-writer.ts';
import { endOnSignals } from './signals.ts';

/**
 * Does the work of a run so that it always ends: an error of the work is recorded in the run and passed on, a signal ends run and
 * process. The work itself calls `finish`.
 */
export async function withRun<T>(run: RunWriter, work: () => Promise<T>): Promise<T> {
  const stop = endOnSignals((error) => run.fail(error));
  try {
    return await work();
  } catch (error) {
    run.fail(error);
    throw error;
  } finally {
    stop();
  }
}
