export type { DataProgress, DataRequest, LoadedData } from './request.ts';
