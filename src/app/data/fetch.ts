import type { Revision } from '../../adapters/data/index.ts';
import type { Warning } from '../../base/index.ts';
import { calendarOf } from '../../market/index.ts';
import { loadDataset } from './load-dataset.ts';
import type { DataRequest, LoadedData } from './request.ts';
import { dateText } from './window.ts';

/** One symbol that was read into the store. */
export interface DataFetchRow {
  readonly symbol: string;
  readonly interval: string;
  readonly source: string;
  readonly file: string | null;
  readonly bars: number;
  readonly first: string;
  readonly last: string;
  readonly content: string;
  /** The store held these bars already. */
  readonly fromCache: boolean;
  readonly synthetic: boolean;
  readonly missing: number;
  readonly badRows: number;
  readonly quarantineFile: string | null;
  /** Bars that fetching again changed, added and took away; null where nothing was fetched again. */
  readonly revision: Revision | null;
}

export interface DataFetch {
  readonly schema_version: 1;
  readonly fingerprint: string;
  readonly rows: readonly DataFetchRow[];
  readonly warnings: readonly Warning[];
}

/** Reads or fetches the project's bars into the store and judges them, as a backtest would. @throws as loadDataset */
export async function dataFetch(request: DataRequest, options: { readonly refresh: boolean }): Promise<DataFetch> {
  const data = { ...request.data, refresh: request.data.refresh || options.refresh };
  const loaded = await loadDataset({ ...request, data });
  const rows = loaded.lineage.map((lineage, index): DataFetchRow => {
    const quality = loaded.quality[index]!;
    return {
      symbol: lineage.symbol,
      interval: lineage.timeframe,
      source: lineage.source,
      file: lineage.file ?? null,
      bars: quality.bars,
      first: sessionDate(quality.first, loaded, lineage.symbol),
      last: sessionDate(quality.last, loaded, lineage.symbol),
      content: lineage.contentHash,
      fromCache: lineage.fromCache,
      synthetic: lineage.synthetic,
      missing: quality.missing,
      badRows: quality.badRowCount,
      quarantineFile: quality.quarantineFile ?? null,
      revision: loaded.revisions.get(lineage.symbol) ?? null,
    };
  });
  return { schema_version: 1, fingerprint: loaded.dataset.fingerprint, rows, warnings: loaded.warnings };
}

function sessionDate(time: number | undefined, { dataset }: LoadedData, symbol: string): string {
  const found = dataset.symbols.find(({ instrument }) => instrument.symbol === symbol);
  return time === undefined || found === undefined ? '' : dateText(time, calendarOf(found.calendar));
}
