export { BAR_FIELDS, type Bar, type BarColumns, type BarField, type CorporateAction, PRICE_FIELDS } from './bars.ts';
export type { Dataset, SymbolData } from './dataset.ts';
export { ASSET_CLASSES, type AssetClass, CALENDARS, type CalendarName, type Instrument } from './instrument.ts';
