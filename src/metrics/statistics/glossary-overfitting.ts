import type { Words } from './glossary-terms.ts';

/** How much of a result is the choice among many. */
export const OVERFITTING_WORDS = {
  effectiveTrials: [
    'Effective trials',
    'Number of independent trials that N related ones are worth.',
    'ρ̄ + (1 − ρ̄)·N, ρ̄ the mean correlation of the trials’ returns on common dates, 0 … 1',
    'trials',
    '`times` (same dates), `seed` 0 of the sample of pairs above 2,000 trials',
    'fewer than 1 trial; pairs below 30 common dates say nothing',
    'M. López de Prado, Advances in Financial Machine Learning (2018)',
  ],
  probabilityOfBacktestOverfitting: [
    'Probability of backtest overfitting',
    'How often the best configuration of one half of the data is at or below the median in the other half.',
    'share of all C(S, S/2) halves with λ ≤ 0, λ = ln(ω / (1 − ω)), ω = rank in the other half / (N + 1)',
    'probability',
    '`blocks` S: the largest of 16, 12, 10, 8 with 20 returns each',
    'fewer than 160 returns; fewer than 2 configurations that vary',
    'D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2017)',
  ],
  realityCheck: [
    'Reality check',
    'Probability of as good a best mean difference from the benchmark if no configuration beat it.',
    '(1 + #{V* ≥ V}) / (B + 1), V = max √T·d̄, V* = max √T·(d̄* − d̄)',
    'probability',
    '`draws` 1,000, `meanBlock` ⌈T^⅓⌉, `seed`',
    'fewer than 30 returns; no difference varies',
    'H. White (2000)',
  ],
  superiorPredictiveAbility: [
    'Superior predictive ability',
    'The reality check in units of standard errors, in which hopeless configurations do not count.',
    '(1 + #{S* ≥ S}) / (B + 1), S = max(0, max √T·d̄/ω), draws centred at d̄ where √T·d̄/ω ≥ −√(2·ln ln T), else at 0',
    'probability',
    '`draws` 1,000, `meanBlock` ⌈T^⅓⌉, `seed`',
    'fewer than 30 returns; no difference varies',
    'P. R. Hansen (2005), consistent p-value',
  ],
  trialVariance: [
    'Variance of the trials',
    'How far the Sharpe ratios of the trials lie apart: what luck has to choose from.',
    'variance (n − 1) of the Sharpe ratios per period; below two 1 / (T − 1)',
    'ratio²',
    '`n` T, returns of the judged series',
    'fewer than 2 returns',
    'D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)',
  ],
} satisfies Readonly<Record<string, Words>>;
