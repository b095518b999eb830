/** What one trial's signals earned on the dates it was tested on. */
export interface TrialSeries {
  /** Close times, rising. */
  readonly time: Float64Array;
  /** Mean over symbols of signal · next return − cost · change of the signal, as a fraction. */
  readonly value: Float64Array;
}

/**
 * The return series of signals: each symbol's signal at a close times its return to the next close, less costs on every change of the
 * signal; the mean over the symbols with a row at that close. A symbol starts flat in every stretch.
 *
 * @param costBps cost of one side of a trade of the whole position, basis points
 */
export function trialSeries(
  rows: {
    readonly time: Float64Array;
    readonly symbol: Int32Array;
    readonly signal: Float64Array;
    readonly nextReturn: Float64Array;
  },
  costBps: number,
): TrialSeries {
  const { time, symbol, signal, nextReturn } = rows;
  const cost = costBps / 10_000;
  const times: number[] = [];
  const values: number[] = [];
  const held = new Map<number, number>();
  for (let from = 0; from < time.length; ) {
    let to = from;
    let sum = 0;
    for (; to < time.length && time[to] === time[from]; to += 1) {
      const before = held.get(symbol[to]!) ?? 0;
      const now = signal[to]!;
      const earned = Number.isNaN(nextReturn[to]!) ? 0 : now * nextReturn[to]!;
      sum += earned - cost * Math.abs(now - before);
      held.set(symbol[to]!, now);
    }
    times.push(time[from]!);
    values.push(sum / (to - from));
    from = to;
  }
  return { time: Float64Array.from(times), value: Float64Array.from(values) };
}
