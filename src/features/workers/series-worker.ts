import type { UnixMs } from '../../base/index.ts';
import type { Series } from '../../market/index.ts';
import type { SeriesView } from '../contract.ts';
import type { Lane, Worker } from './worker.ts';

/** A series of the catalogue for features. */
export interface FeatureSeries {
  readonly series: Series;
  /** An observation that became known longer ago than this is stale: missing. Absent: it stays. */
  readonly maxAgeMs?: number | undefined;
}

/** A series as of the close of each bar: only what could be known by then, in the form it had then. */
export class SeriesWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first = new Float64Array([Infinity]);
  readonly #vintage: Vintage;
  readonly #view: SeriesView;
  readonly #maxAgeMs: number;
  #done = 0;

  constructor(lane: Lane, out: Float64Array, { series, maxAgeMs }: FeatureSeries, view: SeriesView) {
    this.lane = lane;
    this.outputs = [out];
    this.#vintage = new Vintage(series);
    this.#view = view;
    this.#maxAgeMs = maxAgeMs ?? Infinity;
  }

  advance(): void {
    const out = this.outputs[0]!;
    const { bars, known } = this.lane;
    for (let i = this.#done; i < known; i += 1) {
      const now = bars.time[i]!;
      this.#vintage.learn(now);
      const age = now - this.#vintage.newestKnownAt;
      out[i] = age <= this.#maxAgeMs ? viewOf(this.#vintage.values, this.#view) : NaN;
      if (this.first[0] === Infinity && !Number.isNaN(out[i]!)) this.first[0] = i;
    }
    this.#done = known;
  }
}

/** What was known of a series at a time: of each period the newest row, in the order of the periods, without withdrawn values. */
class Vintage {
  readonly values: number[] = [];
  readonly #series: Series;
  readonly #periods: number[] = [];
  readonly #knownAt: number[] = [];
  #next = 0;

  constructor(series: Series) {
    this.#series = series;
  }

  /** When the value of the latest period became known; −Infinity before anything was. */
  get newestKnownAt(): UnixMs {
    return this.#knownAt.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /** Takes in what became known up to a time; times rise. */
  learn(now: UnixMs): void {
    const { availableAt, length } = this.#series;
    for (; this.#next < length && availableAt[this.#next]! <= now; this.#next += 1) this.#take(this.#next);
  }

  #take(row: number): void {
    const period = this.#series.period[row]!;
    const value = this.#series.value[row]!;
    let at = this.#periods.length;
    while (at > 0 && this.#periods[at - 1]! >= period) at -= 1;
    const isRevision = this.#periods[at] === period;
    const entry = Number.isNaN(value) ? [] : [0];
    this.#periods.splice(at, isRevision ? 1 : 0, ...entry.map(() => period));
    this.values.splice(at, isRevision ? 1 : 0, ...entry.map(() => value));
    this.#knownAt.splice(at, isRevision ? 1 : 0, ...entry.map(() => this.#series.availableAt[row]!));
  }
}

/** NaN while there are too few observations, where a quotient has no divisor, and for a score without spread. */
function viewOf(values: readonly number[], { transform, periods }: SeriesView): number {
  const last = values.at(-1) ?? NaN;
  if (transform === 'level') return last;
  if (transform === 'zscore') return standardScore(values, periods);
  const before = values[values.length - 1 - periods] ?? NaN;
  if (transform === 'diff') return last - before;
  return before === 0 ? NaN : last / before - 1;
}

function standardScore(values: readonly number[], n: number): number {
  if (values.length < n) return NaN;
  const start = values.length - n;
  let sum = 0;
  for (let i = start; i < values.length; i += 1) sum += values[i]! - values[start]!;
  const mean = values[start]! + sum / n;
  let squares = 0;
  for (let i = start; i < values.length; i += 1) squares += (values[i]! - mean) * (values[i]! - mean);
  return squares === 0 ? NaN : (values.at(-1)! - mean) / Math.sqrt(squares / n);
}
