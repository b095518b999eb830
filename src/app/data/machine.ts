import type { Warning } from '../../base/index.ts';
import { missingKernels } from '../../kernels/index.ts';
import type { MachineWarningCode } from './warning-codes.ts';

/** What is to be said about the machine that computes. */
export function machineWarnings(): readonly Warning[] {
  const reason = missingKernels();
  if (reason === undefined) return [];
  const code: MachineWarningCode = 'KERNELS_MISSING';
  return [{ code, message: `${reason}: the same numbers come from slower code` }];
}
