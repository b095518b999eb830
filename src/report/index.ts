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
export { renderReport } from './render.ts';
