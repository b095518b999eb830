export { compareBytes, RunComparison, type RunDifference } from './compare.ts';
export { RunFileMissingError, RunNotFinishedError, SortKeyUnknownError } from './errors.ts';
export { runsFolderOf } from './folder.ts';
export { listRunRows, type Rivals, type RunFilter, type RunList, type RunRow, scoreboards } from './list.ts';
export { type RunOutcome, runOutcome } from './outcome.ts';
export { openRun, type RunFiles, reportRun } from './report.ts';
export {
  SCOREBOARD_COLUMNS,
  type Scoreboard,
  type ScoredFamily,
  type ScoredRun,
  type ScoreOrder,
  type ScoreRow,
  scoreboardOf,
} from './scoreboard.ts';
export { compareRuns, type Rerun, type RerunInput, type VerifyResult, verifyRun } from './verify.ts';
