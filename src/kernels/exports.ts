/**
 * What assembly/index.ts exports. Pointers are byte offsets in the memory of the instance (`column.byteOffset`); each kernel's own file
 * says what it reads and writes. Every one has a form in TypeScript beside its caller that gives the same bits.
 */
export interface Kernels {
  averageTrueRange(
    high: number,
    low: number,
    close: number,
    out: number,
    percent: number,
    rows: number,
    start: number,
    alpha: number,
  ): number;
  averageRank(value: number, values: number, count: number): number;
  bollinger(
    x: number,
    middle: number,
    upper: number,
    lower: number,
    percentB: number,
    width: number,
    work: number,
    lead: number,
    rows: number,
    n: number,
    scale: number,
  ): number;
  macd(
    x: number,
    line: number,
    signal: number,
    histogram: number,
    means: number,
    rows: number,
    fast: number,
    slow: number,
    smooth: number,
  ): void;
  measureHalf(s0: number, s1: number, q0: number, q1: number, out: number, columns: number): number;
  recursiveMean(x: number, out: number, rows: number, start: number, alpha: number): number;
  rollingMean(x: number, out: number, work: number, lead: number, rows: number, n: number): void;
  rsi(x: number, out: number, means: number, rows: number, alpha: number): number;
  rollingZscore(x: number, out: number, work: number, lead: number, rows: number, n: number): void;
}
