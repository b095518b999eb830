/**
 * A switch for tests: makes the n-th write of this process fail as a full disk or a missing permission would, or ends the process
 * at that point as a power cut would, so that a test can prove that nothing is left half-written.
 *
 * `QTA_TEST_WRITE_FAULT=ENOSPC@3` fails the third write, `ENOSPC@3+` the third and all later ones (a disk stays full), `KILL@3` ends
 * the process there with SIGKILL. A `:text` at the end counts only paths that contain the text. `QTA_TEST_DISK_FULL_AT=3` is short for
 * `ENOSPC@3+`. Unset, it costs one comparison a write.
 */
export interface WriteFault {
  readonly reason: string;
  /** The write, counted from 1, at which it happens. */
  readonly at: number;
  readonly lasting: boolean;
  readonly pathPart: string;
}

const fullAt = process.env['QTA_TEST_DISK_FULL_AT'];
let fault: WriteFault | undefined = parseWriteFault(
  fullAt === undefined ? process.env['QTA_TEST_WRITE_FAULT'] : `ENOSPC@${fullAt}+`,
);
let seen = 0;

/** Sets or clears the fault and starts counting at 1. */
export function setWriteFault(next: WriteFault | undefined): void {
  fault = next;
  seen = 0;
}

export function faultIsSet(): boolean {
  return fault !== undefined;
}

/** Writes counted since the fault was set: how many points of failure a piece of work has. */
export function writesSeen(): number {
  return seen;
}

/** @throws an error with the fault's system code when this write is the one that fails */
export function writePoint(path: string): void {
  if (fault === undefined || !path.includes(fault.pathPart)) return;
  seen += 1;
  if (seen !== fault.at && !(fault.lasting && seen > fault.at)) return;
  if (fault.reason === 'KILL') process.kill(process.pid, 'SIGKILL');
  throw Object.assign(new Error(`${fault.reason}: simulated at write ${seen}`), { code: fault.reason });
}

/** Undefined when the text is absent. @throws RangeError when it is no fault */
export function parseWriteFault(text: string | undefined): WriteFault | undefined {
  if (text === undefined || text === '') return undefined;
  const match = /^([A-Z]+)@([1-9]\d*)(\+?)(?::(.*))?$/.exec(text);
  if (match === null) throw new RangeError(`not a write fault: ${text}`);
  return { reason: match[1]!, at: Number(match[2]), lasting: match[3] === '+', pathPart: match[4] ?? '' };
}
