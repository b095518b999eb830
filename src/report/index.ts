export type {
  AmbiguousBand,
  BootstrapFan,
  ReportCertificate,
  ReportCurve,
  ReportData,
  ReportLogLine,
  ReportPrices,
  ReportSetting,
  ReportSource,
  ReportSpan,
  ReportTrade,
} from './data.ts';
export { renderReport } from './render.ts';
