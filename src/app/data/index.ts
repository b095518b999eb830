export type { RecognisedFile } from '../../adapters/data/index.ts';
export { DataQualityError, DataRangeError, DataWindowError, UnknownSymbolError } from './errors.ts';
export { type DataFetch, type DataFetchRow, dataFetch } from './fetch.ts';
export { type DataList, type DataListRow, dataList } from './list.ts';
export { loadDataset } from './load-dataset.ts';
export { recogniseFiles } from './recognise.ts';
export type { DataProgress, DataRequest, LoadedData, OnlineReading } from './request.ts';
export { type LoadedSeries, loadSeries, withSeries } from './series.ts';
export { DATA_WARNINGS, type DataWarningCode, MACHINE_WARNINGS } from './warning-codes.ts';
