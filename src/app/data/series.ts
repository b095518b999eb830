import { createHash } from 'node:crypto';
import { readSeries } from '../../adapters/data/index.ts';
import { didYouMean, durationMs } from '../../base/index.ts';
import type { DataConfig, Series } from '../../market/index.ts';
import { UnknownSeriesError } from './errors.ts';
import type { LoadedData } from './request.ts';

/** One series of the catalogue with what its entry says about its age. */
export interface LoadedSeries {
  readonly series: Series;
  readonly maxAgeMs: number | undefined;
}

export interface SeriesRequest {
  readonly data: DataConfig;
  readonly seed: number;
  readonly projectDir: string;
  readonly ids: readonly string[];
}

/** Reads the series that features need. @throws UnknownSeriesError, and what a source throws that cannot be read */
export function loadSeries({ data, seed, projectDir, ids }: SeriesRequest): ReadonlyMap<string, LoadedSeries> {
  const found = new Map<string, LoadedSeries>();
  for (const id of ids) {
    const entry = data.series.find((known) => known.id === id);
    if (entry === undefined) {
      const known = data.series.map((one) => one.id);
      throw new UnknownSeriesError(id, didYouMean(id, known));
    }
    const maxAgeMs = entry.max_age === undefined ? undefined : durationMs(entry.max_age);
    // Tags are for lists; no value depends on them.
    found.set(id, { series: readSeries({ entry, csv: data.csv, tags: [], seed, projectDir }), maxAgeMs });
  }
  return found;
}

/** The data of a run with its series: they enter the fingerprint, and made-up ones make the run synthetic. */
export function withSeries(loaded: LoadedData, series: ReadonlyMap<string, LoadedSeries>): LoadedData {
  if (series.size === 0) return loaded;
  const hash = createHash('sha256').update(loaded.dataset.fingerprint);
  for (const [id, { series: one, maxAgeMs }] of series) {
    hash.update(JSON.stringify([id, one.length, maxAgeMs ?? null]));
    for (const column of [one.period, one.availableAt, one.value]) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  const synthetic = loaded.synthetic || [...series.values()].some((one) => one.series.synthetic);
  return { ...loaded, synthetic, dataset: { ...loaded.dataset, fingerprint: `sha256:${hash.digest('hex')}` } };
}
