import { type EvidenceFacts, PBO_CONFIGURATIONS, SPA_CONFIGURATIONS } from '../gates/index.ts';
import { monthsNeeded } from '../luck.ts';
import type { SweepJudgement } from './judgement.ts';

/** What the gates are told about the selection that a batch is: `dsr`, `pbo` and `spa` of its best run. */
export function selectionFacts(
  { winner, trials, pbo, spa, plateau, compared }: SweepJudgement,
  {
    perYear,
    nameOf,
  }: {
    /** Returns a year. */
    readonly perYear: number;
    /** Name of a variant. */
    readonly nameOf: (place: number) => string;
  },
): Pick<EvidenceFacts, 'dsr' | 'pbo' | 'spa'> {
  const configurations = compared;
  const centre = 'missing' in plateau ? null : nameOf(plateau.place);
  return {
    dsr: dsrFact({ winner, trials }, perYear),
    pbo:
      'missing' in pbo && compared >= PBO_CONFIGURATIONS
        ? { missing: pbo.missing }
        : { value: { pbo: 'missing' in pbo ? null : pbo.probability, configurations, plateau: centre } },
    spa:
      'missing' in spa && compared >= SPA_CONFIGURATIONS
        ? { missing: spa.missing }
        : { value: { p: 'missing' in spa ? null : spa.pValue, configurations } },
  };
}

function dsrFact({ winner, trials }: Pick<SweepJudgement, 'winner' | 'trials'>, perYear: number): EvidenceFacts['dsr'] {
  if ('missing' in winner) return { missing: winner.missing };
  if ('missing' in winner.dsr) return { missing: winner.dsr.missing };
  return { value: { dsr: winner.dsr.value, trials: trials.raw, months_needed: monthsNeeded(winner, perYear) } };
}
