import type { ChartWords } from './chart-terms.ts';

const HOUSE = 'definition of this project';
const PRADO = 'M. López de Prado, Advances in Financial Machine Learning (2018)';

/** What only the reports of research runs show. */
export const RESEARCH_CHART_WORDS: Readonly<Record<string, ChartWords>> = {
  gate: [
    'Gate',
    'A question that the evidence of a run must answer before its model may be promoted. A gate that blocks stops the promotion; one that warns is told. A fact that is missing never passes.',
    'value against its bound; project and policy may turn a blocking gate into a warning, with the reason',
    HOUSE,
  ],
  dsr_at_raw: [
    'Deflated Sharpe ratio at all trials',
    'The deflated Sharpe ratio as if every counted trial had been independent of the others: the strictest reading.',
    'PSR against the Sharpe ratio that the best of N trials reaches by luck, N = trials as counted',
    'D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)',
  ],
  mintrl: [
    'Minimum track record',
    'How many years it takes until a Sharpe ratio like this one is above 0 with a confidence of 95 %, and how many there are.',
    '1 + (1 − g₃·SR + (g₄ − 1)/4 · SR²) · (Φ⁻¹(0.95) / SR)² returns, in years',
    'D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier (2012)',
  ],
  luck_sharpe: [
    'Sharpe ratio of luck',
    'What the best of so many trials without any skill is expected to reach on data like this, a year.',
    '√(variance of the trials’ Sharpe ratios) · E[max of N effective trials] · √(returns a year)',
    'D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)',
  ],
  pbo_logits: [
    'Logits of the splits',
    'The history is halved in every way that its blocks allow. The best trial of one half has a rank in the other: at or below 0 it fell into the worse half there, so the choice did not carry over.',
    'λ = ln(ω / (1 − ω)), ω = rank out of sample / (trials + 1); PBO = share of λ ≤ 0',
    'D. Bailey, J. Borwein, M. López de Prado, Q. Zhu, The Probability of Backtest Overfitting (2017)',
  ],
  row_account: [
    'Row account',
    'What became of every bar that was read: a row to learn from, or left out for the reason named.',
    'bars read − before the first warm bar − missing feature − label not complete − no label = rows used',
    HOUSE,
  ],
  fold: [
    'Fold',
    'A stretch that is predicted by a model trained only on rows whose labels ended before it. The test window is the last such stretch, kept out of all choices.',
    'walk-forward: trained on rows before the stretch, purged and embargoed',
    PRADO,
  ],
  purge: [
    'Purge and embargo',
    'A training row whose label reaches into the tested stretch knows part of the answer: it is purged. Rows shortly after a tested stretch are embargoed. What is kept must lie at a distance above zero from what is tested.',
    'kept = before − purged − embargoed; smallest distance of a kept label to the tested window > 0',
    PRADO,
  ],
  baseline: [
    'Baselines',
    'Constant always says the class shares (the mean) of its training rows; linear is a logistic or ridge regression on the same rows and features. A model that does not beat both on most folds adds nothing.',
    'same folds, same rows, same costs',
    HOUSE,
  ],
  class_shares: [
    'Class shares',
    'How often each class came true and how often it was said, lowest class first.',
    'rows of the class / rows',
    HOUSE,
  ],
  reliability: [
    'Reliability',
    'Probabilities that were said beside how often it happened. On the line the probabilities can be believed; below it they promise too much.',
    'rows in ten bins of equal width of p(highest class): mean p against share that happened',
    'A. H. Murphy, R. L. Winkler (1977)',
  ],
  feature_rank_ic: [
    'Rank IC of a feature',
    'Rank correlation of the feature by itself with the return that the label describes, over all rows.',
    'Spearman’s correlation',
    'R. Grinold, R. Kahn, Active Portfolio Management (1999)',
  ],
  objective: [
    'Objective of a trial',
    'What tuning makes small: the error on inner folds of the training rows, plus a charge for being uneven. It never is a Sharpe ratio.',
    'classifier: mean log-loss + 0.5 sd over inner folds; regressor: −(mean rank IC − 0.5 sd)',
    HOUSE,
  ],
  parameter_map: [
    'Parameter map',
    'The trials of the final tuning by two parameters at a time. A good cell among good ones is a plateau; a good cell among bad ones was luck.',
    'each cell: median objective of its trials, the best of them, and their number; parameters by the share of the objective’s variation that their bins explain',
    HOUSE,
  ],
  sweep_map: [
    'Map of a sweep',
    'The variants of a sweep by two parameters at a time. A good cell among good ones is a plateau; a good cell among bad ones was luck.',
    'each cell: median objective of its variants over all values of the other parameters, the best of them, and their number; more than twelve numbers are cut into twelve parts of equal count',
    HOUSE,
  ],
  plateau: [
    'Plateau',
    'The variant whose surroundings are best: a choice that is still good when its parameters are a little wrong.',
    'largest median objective over a variant and its neighbours: one step in one parameter of a grid; of a random list the eight nearest by the ranks of their parameters',
    HOUSE,
  ],
  neighbourhood_stability: [
    'Neighbourhood stability',
    'How much of a variant’s objective is left around it. Near 1 the result does not hang on exact parameters; near 0 it is a lonely peak.',
    'median objective over the variant and its neighbours / its own objective',
    HOUSE,
  ],
  cpcv_paths: [
    'Paths of combinatorial cross-validation',
    'Every choice of groups is tested once; put together again they give several histories of predictions instead of one. How far the paths lie apart tells how much the result depends on the order of history.',
    'N groups, k tested: C(N, k)·k/N paths',
    PRADO,
  ],
  worst_fold: [
    'Worst fold',
    'The tested stretch on which the portfolio earned least.',
    'equity at the end of the fold / equity before it − 1, smallest over the folds',
    HOUSE,
  ],
  segment_return: [
    'Return of a stretch',
    'What the portfolio earned from the close before the stretch to its last close, all costs included.',
    'equity at the end / equity at the close before − 1',
    HOUSE,
  ],
  hold_overlap: [
    'hold: overlap',
    'The same signals with each target held as long as the label looks ahead: the position is the mean of the last targets. It trades less.',
    'target = mean of the last h targets',
    HOUSE,
  ],
};
