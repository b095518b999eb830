export type {
  AmbiguousBand,
  ReportCurve,
  ReportData,
  ReportPrices,
  ReportSetting,
  ReportSource,
  ReportTrade,
} from './data.ts';
export { renderReport } from './render.ts';
