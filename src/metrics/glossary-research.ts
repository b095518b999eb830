import type { MetricWords } from './glossary-terms.ts';
import type { ResearchKey } from './keys.ts';

const ROW = '1 out-of-sample row';
const PERIOD = '1 period: a time with 10 symbols, else a month of a symbol with 4 rows';
const GRINOLD = 'R. Grinold, R. Kahn, Active Portfolio Management (1999)';

/** What research runs have beside the metrics of trading runs, all of out-of-sample predictions. */
export const RESEARCH_WORDS: Readonly<Record<ResearchKey, MetricWords>> = {
  accuracy: [
    'Accuracy',
    'Share of predictions whose class came true. With one common class, always saying it is accurate and worthless.',
    'rows right / rows',
    'fraction',
    ROW,
    'definition of this project',
  ],
  balanced_accuracy: [
    'Balanced accuracy',
    'Accuracy of each class, averaged, so that a common class does not count more. Chance is 1 / number of classes.',
    'mean over classes of right / happened',
    'fraction',
    ROW,
    'K. Brodersen, C. S. Ong, K. Stephan, J. Buhmann (2010)',
  ],
  f1: [
    'Macro F1',
    'Harmonic mean of precision and recall of each class, averaged over classes.',
    'mean over classes of 2·right / (happened + said)',
    'fraction',
    ROW,
    'C. J. van Rijsbergen (1979)',
  ],
  mcc: [
    'Matthews correlation',
    'Correlation of predicted and true classes: 0 is chance, 1 perfect.',
    '(c·n − Σ s·h) / √((n² − Σ s²)(n² − Σ h²)), c right, s said, h happened by class',
    'ratio',
    '2 classes said and happened',
    'B. W. Matthews (1975); J. Gorodkin (2004)',
  ],
  log_loss: [
    'Log-loss',
    'How surprised the probabilities are by what happened; lower is better, and that of constant class shares is the one to beat.',
    '−mean of ln p(happened), p from 1e-15 to 1 − 1e-15',
    'ratio',
    ROW,
    'I. J. Good (1952)',
  ],
  brier: [
    'Brier score',
    'Squared error of probabilities, from 0 (certain and right) to 2 (certain and wrong).',
    'mean over rows of Σ over classes (p − happened)²',
    'ratio',
    ROW,
    'G. W. Brier (1950)',
  ],
  ic: [
    'Information coefficient',
    'Correlation of scores with the returns that followed, averaged over periods.',
    'mean over periods of Pearson’s correlation: across symbols at one time from 10 symbols on, else over time by symbol, told by month',
    'ratio',
    PERIOD,
    GRINOLD,
  ],
  rank_ic: [
    'Rank information coefficient',
    'The information coefficient of ranks, which one large return cannot make. 0.02 to 0.05 is good on daily bars; above 0.15 look for a leak.',
    'mean over periods of Spearman’s correlation (average ranks)',
    'ratio',
    PERIOD,
    GRINOLD,
  ],
  icir: [
    'Information ratio of the rank IC',
    'Rank information coefficient per unit of its variation from period to period.',
    'mean / sd (n − 1) of the periods’ rank IC, not annualised',
    'ratio',
    '2 periods',
    GRINOLD,
  ],
  baseline_folds_beaten: [
    'Folds above the baseline',
    'Share of folds on which the model is better than the hardest baseline beside it (linear; constant for a linear model).',
    'folds above / folds',
    'fraction',
    '1 fold',
    'definition of this project',
  ],
};
