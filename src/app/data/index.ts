export { DataQualityError, DataRangeError, DataWindowError, UnknownSymbolError } from './errors.ts';
export { loadDataset } from './load-dataset.ts';
export type { DataProgress, DataRequest, LoadedData } from './request.ts';
