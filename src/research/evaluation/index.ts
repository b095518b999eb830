export { type FoldScore, foldScores, foldsBeaten } from './baselines.ts';
export { type OutOfSample, outOfSample, type Speaker, type Spoken, type SpokenUnit, TEST_WINDOW } from './predictions.ts';
export { type GroupScores, groupScores, type Scores, scoresOf } from './scores.ts';
export { signalReturns } from './signal-returns.ts';
