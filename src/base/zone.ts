import { DAY_MS, SECOND_MS, type UnixMs } from './time.ts';

const STEP_MS = 7 * DAY_MS;
const FIRST_MS = Date.UTC(1850, 0, 1);
const LAST_MS = Date.UTC(2150, 0, 1);
const zones = new Map<string, Zone>();

/**
 * Arithmetic between UTC and the wall clock of an IANA zone, fast enough for millions of stamps: the changes of offset are looked up
 * once, a week at a time, and kept. Offsets before 1850 and after 2149 are those of the border.
 */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Starts of spells of one offset, rising; the first spell reaches back to the beginning of what is known. */
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];
  #knownFrom: number;
  #knownTo: number;
  /** The spell asked for last. */
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #offset = 0;

  private constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const start = Date.UTC(2000, 0, 1);
    this.#knownFrom = start;
    this.#knownTo = start;
    this.#starts.push(start);
    this.#offsets.push(this.#ask(start));
  }

  /** @throws RangeError when there is no such zone */
  static of(name: string): Zone {
    const known = zones.get(name);
    if (known !== undefined) return known;
    const zone = new Zone(name);
    zones.set(name, zone);
    return zone;
  }

  /** Milliseconds that the wall clock is ahead of UTC at an instant. */
  offsetAt(time: UnixMs): number {
    if (time >= this.#from && time < this.#to) return this.#offset;
    return this.#seek(time);
  }

  /** The wall clock, as milliseconds since 1970-01-01 00:00 on that clock. */
  toLocal(time: UnixMs): number {
    return time + this.offsetAt(time);
  }

  /** Day of the wall clock, counted from 1970-01-01. */
  localDay(time: UnixMs): number {
    return Math.floor((time + this.offsetAt(time)) / DAY_MS);
  }

  /**
   * The instant at which the wall clock shows `local`. A time that occurs twice (clocks go back) means the first occurrence; a time
   * that is skipped (clocks go forward) is read with the offset before the change.
   */
  toUtc(local: number): UnixMs {
    const first = local - this.offsetAt(local - DAY_MS);
    const second = local - this.offsetAt(local + DAY_MS);
    if (first === second) return first;
    if (this.offsetAt(first) === local - first) return first;
    return this.offsetAt(second) === local - second ? second : first;
  }

  /** As {@link toUtc}, but the second occurrence of a time that occurs twice. */
  toUtcLater(local: number): UnixMs {
    const second = local - this.offsetAt(local + DAY_MS);
    return this.offsetAt(second) === local - second ? second : this.toUtc(local);
  }

  #seek(time: number): number {
    const wanted = Math.min(Math.max(time, FIRST_MS), LAST_MS);
    if (wanted < this.#knownFrom) this.#learnBack(wanted);
    if (wanted >= this.#knownTo) this.#learnOn(wanted);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= wanted) low = middle;
      else high = middle - 1;
    }
    this.#from = low === 0 && this.#knownFrom <= FIRST_MS ? Number.NEGATIVE_INFINITY : this.#starts[low]!;
    const atEnd = low === this.#starts.length - 1;
    this.#to = atEnd ? (this.#knownTo >= LAST_MS ? Number.POSITIVE_INFINITY : this.#knownTo) : this.#starts[low + 1]!;
    this.#offset = this.#offsets[low]!;
    return this.#offset;
  }

  #learnOn(time: number): void {
    let offset = this.#offsets[this.#offsets.length - 1]!;
    while (this.#knownTo <= time) {
      const next = this.#knownTo + STEP_MS;
      const after = this.#ask(next);
      if (after !== offset) {
        this.#starts.push(this.#change(this.#knownTo, next, offset));
        this.#offsets.push(after);
        offset = after;
      }
      this.#knownTo = next;
    }
  }

  #learnBack(time: number): void {
    while (this.#knownFrom > time) {
      const earlier = this.#knownFrom - STEP_MS;
      const before = this.#ask(earlier);
      if (before === this.#offsets[0]) {
        this.#starts[0] = earlier;
      } else {
        this.#starts[0] = this.#change(earlier, this.#knownFrom, before);
        this.#starts.unshift(earlier);
        this.#offsets.unshift(before);
      }
      this.#knownFrom = earlier;
    }
  }

  /** First second in (low, high] whose offset is not `offset`. */
  #change(low: number, high: number, offset: number): number {
    let before = low / SECOND_MS;
    let after = high / SECOND_MS;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#ask(middle * SECOND_MS) === offset) before = middle;
      else after = middle;
    }
    return after * SECOND_MS;
  }

  #ask(time: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(time)) part[type] = Number(value);
    const { year, month, day, hour, minute, second } = part;
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - time;
  }
}
