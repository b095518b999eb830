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

/** Those that other numbers in an agent or a feature can fail. */
const NUMBER_CHECKS: readonly Check[] = [checkFeatures, checkAgents, checkExecution, checkRisk];

/**
 * Everything that one section's schema cannot see.
 * @param input.onlyNumbers the project passed before and differs in numbers of agents and features only
 */
export function runChecks(input: CheckInput & { readonly onlyNumbers?: boolean }): void {
  const context = new CheckContext(input);
  for (const check of input.onlyNumbers === true ? NUMBER_CHECKS : CHECKS) check(context);
}
