/** One line of the table: a piece of work, how to measure it, and what it must reach. */
export interface Row {
  readonly group: string;
  readonly name: string;
  /** Figures up to this are good. */
  readonly target: number;
  /** What the figure and the target count: `EMU`, `x memcpy`, `x empty Node`, `GB`. */
  readonly unit: string;
  /** Fewer and longer runs for heavy rows; the gate still takes 2 of 3 attempts. */
  readonly heavy?: boolean;
  /** Sets the work up; undefined means that the part is not built yet. */
  prepare(): Promise<Work | undefined>;
}

export interface Work {
  /** One measured run. Gives the figure in the row's unit, or nanoseconds per item that the harness turns into EMU. */
  run(): Promise<Measure> | Measure;
  /** Frees what `prepare` made. */
  end?(): void;
}

export type Measure = { readonly kind: 'ns'; readonly perItem: number } | { readonly kind: 'figure'; readonly figure: number };

export interface Attempt {
  readonly figure: number;
  /** EMU before and after differ by less than the tolerance: the machine was not busy with something else. */
  readonly stable: boolean;
}

export interface RowResult {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly target: number;
  /** Best figure of all attempts; null when the part is not built. */
  readonly figure: number | null;
  readonly verdict: 'pass' | 'fail' | 'not built' | 'unstable';
  readonly attempts: readonly Attempt[];
}
