import { AppError, type ExitCode } from '../../base/index.ts';

/** The run was stopped from outside. */
export class RunInterruptedError extends AppError {
  readonly code = 'RUN_INTERRUPTED';
  override readonly exitCode: ExitCode = 3;
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`, { hint: 'start the command again' });
    this.signal = signal;
  }
}

/**
 * While the returned function is not called, SIGINT, SIGTERM and SIGHUP end the run properly: `onSignal` records it, then the process
 * ends by the same signal, as a shell expects. Signals are seen only when the program awaits: long synchronous work must `breathe`.
 */
export function endOnSignals(onSignal: (error: RunInterruptedError) => void): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const stop = (): void => {
    for (const signal of signals) process.off(signal, handle);
  };
  function handle(signal: NodeJS.Signals): void {
    stop();
    try {
      onSignal(new RunInterruptedError(signal));
    } finally {
      process.kill(process.pid, signal);
    }
  }
  for (const signal of signals) process.on(signal, handle);
  return stop;
}
