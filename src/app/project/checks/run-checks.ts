import { checkAgents } from './agents.ts';
import { type Check, CheckContext, type CheckInput } from './context.ts';
import { checkData, checkStream } from './data.ts';
import { checkExecution } from './execution.ts';
import { checkFeatures } from './features.ts';
import { checkNames, checkPaths, checkSeries, checkSymbols } from './names.ts';
import { checkOperations } from './operations.ts';
import { checkResearch } from './research.ts';
import { checkRisk } from './risk.ts';
import { checkStages } from './stages.ts';
import { checkSweeps } from './sweeps.ts';
import { checkUnused } from './unused.ts';
import { checkWorlds } from './worlds.ts';

const CHECKS: readonly Check[] = [
  checkNames,
  checkSymbols,
  checkSeries,
  checkPaths,
  checkData,
  checkStream,
  checkFeatures,
  checkResearch,
  checkAgents,
  checkExecution,
  checkStages,
  checkWorlds,
  checkRisk,
  checkSweeps,
  checkOperations,
  checkUnused,
];

/** Everything that one section's schema cannot see. */
export function runChecks(input: CheckInput): void {
  const context = new CheckContext(input);
  for (const check of CHECKS) check(context);
}
