import { isAbsolute, join } from 'node:path';
import { DAY_MS, parseDate, Random } from '../../base/index.ts';
import { availabilityText, availableAt, type CsvConfig, type Series, type SeriesEntry } from '../../market/index.ts';
import { readCsv, readCsvHeader } from './csv/read-csv.ts';
import { DataFormatError, SourceInactiveError } from './errors.ts';
import { SYNTHETIC_FIRST, SYNTHETIC_LAST } from './sample/synthetic-days.ts';

/** A series entry that is wanted, with what its reading depends on. */
export interface SeriesRequest {
  readonly entry: SeriesEntry;
  readonly csv: CsvConfig;
  readonly tags: readonly string[];
  readonly seed: number;
  readonly projectDir: string;
}

/** @throws AppError when the file is missing or is no table of dates and values, or when the source is not part of this version */
export function readSeries(request: SeriesRequest): Series {
  const { entry } = request;
  if (entry.source === 'sample') return madeUp(request);
  if (entry.source === 'csv') return fromFile(request);
  throw new SourceInactiveError(entry.source, entry.id);
}

/** A file of dates and values: the value is the column named like `code` or the id, else the first after the date. */
function fromFile(request: SeriesRequest): Series {
  const { entry, csv } = request;
  const shown = entry.path ?? '';
  const path = isAbsolute(shown) ? shown : join(request.projectDir, shown);
  // The headers of the bars' files hold for a series only where its file has them, and never for its value.
  const header = readCsvHeader(path, shown);
  const { time, available_at } = csv.columns;
  const columns = {
    ...(time !== undefined && header.includes(time) ? { time } : {}),
    ...(available_at !== undefined && header.includes(available_at) ? { available_at } : {}),
    ...valueColumn(header, shown, entry, csv),
  };
  const { raw } = readCsv(path, { csv: { ...csv, columns, layout: 'wide' }, symbol: entry.code ?? entry.id, shownPath: shown });
  const period = Float64Array.from({ length: raw.length }, (_, i) => Math.floor(raw.stamp[i]! / DAY_MS) * DAY_MS);
  const known = period.map((time, i) => raw.availableAt?.[i] ?? knownAt(time / DAY_MS, request));
  return sorted(request, { period, known, value: raw.close.subarray(0, raw.length) }, raw.availableAt === undefined);
}

/** `wide` reading takes the column of the id; a file with one value column may call it anything. */
function valueColumn(header: readonly string[], shown: string, entry: SeriesEntry, csv: CsvConfig): { readonly close?: string } {
  const wanted = [entry.code ?? entry.id, entry.id, 'value', 'close'].find((name) => header.includes(name));
  if (wanted !== undefined) return { close: wanted };
  const time = csv.columns.time ?? header[0];
  const rest = header.filter((name) => name !== time && name !== csv.columns.available_at && name !== 'available_at');
  if (rest.length === 1) return { close: rest[0]! };
  throw new DataFormatError(
    shown,
    `no column is named "${entry.code ?? entry.id}", and several could be the value: ${rest.join(', ')}`,
    {
      hint: 'set code of the series to the column',
    },
  );
}

function knownAt(day: number, { entry }: SeriesRequest): number {
  const known = availableAt(day, entry);
  if (known === undefined) throw new SourceInactiveError(`rule ${entry.available?.rule ?? ''}`, entry.id);
  return known;
}

interface Rows {
  readonly period: Float64Array;
  readonly known: Float64Array;
  readonly value: Float64Array;
}

function sorted(request: SeriesRequest, { period, known, value }: Rows, byRule: boolean): Series {
  const order = Array.from(period.keys()).sort((a, b) => known[a]! - known[b]! || period[a]! - period[b]!);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(order, (row) => column[row]!);
  const { entry, tags } = request;
  return {
    id: entry.id,
    source: entry.source,
    frequency: entry.frequency,
    tags,
    length: order.length,
    period: pick(period),
    availableAt: pick(known),
    value: pick(value),
    availability: byRule ? availabilityText(entry) : 'column available_at',
    synthetic: entry.source === 'sample',
  };
}

/** A seeded series that returns slowly to its mean: the same id and seed give the same values. */
function madeUp(request: SeriesRequest): Series {
  const { entry, seed } = request;
  const chance = new Random(seed, `sample series ${entry.id}`);
  const mean = 1 + Math.floor(chance.uniform() * 99);
  const days = periodsOf(entry.frequency);
  let distance = 0;
  const value = Float64Array.from(days, () => {
    distance = 0.98 * distance + 0.02 * chance.normal();
    return Math.round(mean * (1 + distance) * 10_000) / 10_000;
  });
  const period = Float64Array.from(days, (day) => day * DAY_MS);
  return sorted(request, { period, known: Float64Array.from(days, (day) => knownAt(day, request)), value }, true);
}

function periodsOf(frequency: SeriesEntry['frequency']): readonly number[] {
  const days: number[] = [];
  const last = parseDate(SYNTHETIC_LAST)!;
  for (let day = parseDate(SYNTHETIC_FIRST)!; day <= last; day += 1) {
    const weekday = (day + 4) % 7;
    const isMonthStart = new Date(day * DAY_MS).getUTCDate() === 1;
    const wanted = frequency === 'monthly' ? isMonthStart : frequency === 'weekly' ? weekday === 5 : weekday > 0 && weekday < 6;
    if (wanted) days.push(day);
  }
  return days;
}
