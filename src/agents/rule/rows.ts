import type { expressions } from '../../base/index.ts';
import { BLOCK_ROWS, type ConditionProgram, compileCondition, type FeatureRun, RowBytes } from '../../features/index.ts';
import type { ActionCode } from '../../ports/index.ts';

/** A line as its rows need it. */
export interface RowLine {
  readonly condition: expressions.Expression;
  /** The condition reads the position: no column can hold it. */
  readonly readsPosition: boolean;
  /** Only with a position of that side: 1, −1; 0: always. */
  readonly side: number;
  readonly action: ActionCode;
}

export interface RuleRowsOptions {
  readonly lines: readonly RowLine[];
  /** Rows of the common index, and where the columns come from. */
  readonly run: Pick<FeatureRun, 'rows' | 'allocate'>;
  readonly columnOf: (part: expressions.Expression) => Float64Array;
  /** 1 on each row at which the agent decides; absent: every row. */
  readonly decisionRows: Uint8Array | undefined;
}

/** What a rule says of one symbol at each row, as far as columns can tell. */
export class RuleRows {
  /** By line, 1 on each row from the symbol's first on at which its condition is true; undefined for a line that reads the position. */
  readonly holds: readonly (Uint8Array | undefined)[];
  /**
   * Code of the action of the first line that is true, hold where none is, before the symbol's first row, and on rows that are not
   * decided. Undefined when that depends on the position.
   */
  readonly actions: Uint8Array | undefined;
  readonly #lines: readonly RowLine[];
  readonly #flags: readonly (RowBytes | undefined)[];
  readonly #programs: readonly ConditionProgram[];
  readonly #actions: RowBytes | undefined;
  readonly #decisionRows: Uint8Array | undefined;
  #done = 0;

  constructor({ lines, run, columnOf, decisionRows }: RuleRowsOptions) {
    const rowBytes = (): RowBytes => new RowBytes(run.rows, (length) => run.allocate(length));
    this.#lines = lines;
    this.#decisionRows = decisionRows;
    this.#flags = lines.map(({ readsPosition }) => (readsPosition ? undefined : rowBytes()));
    this.#programs = lines.flatMap(({ condition }, index) => {
      const flags = this.#flags[index];
      return flags === undefined ? [] : [compileCondition(condition, columnOf, flags)];
    });
    const depends = lines.length === 0 || lines.some(({ readsPosition, side }) => readsPosition || side !== 0);
    this.#actions = depends ? undefined : rowBytes();
    this.#actions?.words.fill(0);
    this.holds = this.#flags.map((flags) => flags?.bytes);
    this.actions = this.#actions?.bytes;
  }

  /** Makes the rows before `to` known, whose columns are; `first` is the symbol's first row. */
  fill(first: number, to: number): void {
    const start = Math.max(this.#done, first);
    if (start >= to) return;
    // Words of four rows: the rows of a half-known word are computed again.
    for (let from = start - (start % 4); from < to; from += BLOCK_ROWS)
      this.#fillBlock(from, Math.min(from + BLOCK_ROWS, to), first);
    this.#done = to;
  }

  #fillBlock(from: number, to: number, first: number): void {
    for (const program of this.#programs) program(from, to);
    const actions = this.#actions;
    if (actions === undefined) return;
    // The first true line wins: it is put last.
    const last = this.#lines.length - 1;
    actions.put(this.#flags[last]!, this.#lines[last]!.action, from, to);
    for (let index = last - 1; index >= 0; index -= 1)
      actions.putWhere(this.#flags[index]!, this.#lines[index]!.action, from, to);
    if (from < first) actions.bytes.fill(0, from, first);
    const decided = this.#decisionRows;
    if (decided !== undefined) for (let row = from; row < to; row += 1) if (decided[row] !== 1) actions.bytes[row] = 0;
  }
}
