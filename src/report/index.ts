export type {
  AmbiguousBand,
  BootstrapFan,
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
