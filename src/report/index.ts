export type { BatchOverfitting, BatchReportData, Candidate } from './batch/data.ts';
export { renderBatchReport } from './batch/render.ts';
export type {
  ComparedCurve,
  Comparison,
  ComparisonReportData,
  ConfigDelta,
  MetricRow,
  RunIdentity,
  Selection,
  Significance,
  TrialsNow,
} from './comparison/data.ts';
export { renderComparison } from './comparison/render.ts';
export type {
  AmbiguousBand,
  BootstrapFan,
  CostRungShown,
  ReportCertificate,
  ReportCurve,
  ReportData,
  ReportLogLine,
  ReportModels,
  ReportPrices,
  ReportSetting,
  ReportSource,
  ReportSpan,
  ReportTrade,
  ReportTrials,
} from './data.ts';
export type { HeadData } from './head.ts';
export { renderReport } from './render.ts';
export type {
  ReportComparison,
  ReportEvidence,
  ReportFeatures,
  ReportFold,
  ReportGate,
  ReportPaths,
  ReportRows,
  ReportScores,
  ReportUnit,
  ReportYear,
  ResearchReportData,
} from './research/data.ts';
export { renderResearchReport } from './research/render.ts';
