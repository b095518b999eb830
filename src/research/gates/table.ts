import { llmClean, llmCost, llmFailures, llmFlip, paperRecord, parity, redteam, synthetic } from './agent-gates.ts';
import { baselines, costStress, drawdown, dsr, looks, mintrl, outOfSample, pbo, sample, spa } from './evidence-gates.ts';
import type { Gate } from './gate.ts';
import { leakSuite, pins, runStatus, sanity } from './run-gates.ts';

/** Every evidence gate, in the order in which they are judged and printed (RESEARCH 15). */
export const GATES: readonly Gate[] = [
  runStatus,
  pins,
  leakSuite,
  sanity,
  baselines,
  dsr,
  pbo,
  spa,
  costStress,
  drawdown,
  sample,
  mintrl,
  looks,
  outOfSample,
  llmClean,
  llmFailures,
  llmFlip,
  redteam,
  llmCost,
  parity,
  paperRecord,
  synthetic,
];
