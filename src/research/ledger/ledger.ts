import type { TrialSelection } from '../../metrics/index.ts';
import { EMPTY_HEAD, type HashText, type LedgerHead, sealLine } from './chain.ts';
import { type CountWindow, countLooks, countTrials, type TrialCount } from './count.ts';
import type { SeriesPlace, TrialEntry, TrialLine, TrialSeries } from './line.ts';
import { seriesText } from './series-text.ts';

/** A trial as its owner tells it: the ledger stores the returns, gives it its time and its place in the chain. */
export interface NewTrial extends Omit<TrialEntry, 'series' | 'at'> {
  /** Undefined: not known, as for a pruned trial. */
  readonly returns?: TrialSeries | undefined;
}

/**
 * The count of everything that was ever tried on a window of data. Lines are only added, before anything about the trial is shown.
 */
export interface TrialLedger {
  /** The last line. */
  readonly head: LedgerHead;
  /** What the last append mended of a line that a crash had cut, in words; undefined when there was nothing to mend. */
  readonly repaired?: string | undefined;
  /** Adds lines, durably; gives the last of them. */
  append(trials: readonly NewTrial[]): Promise<LedgerHead>;
  /** Trials on a window, up to and with a line; default: the last one. @throws LedgerBrokenError when returns are gone or changed */
  count(window: CountWindow, upTo?: LedgerHead): TrialCount;
  /** What a batch says about each of its runs; absent: the run is no child of one. */
  readonly selection?: TrialSelection | undefined;
  /** Distinct configurations that have looked at a test window, up to and with a line. */
  looks(window: CountWindow, upTo?: LedgerHead): number;
}

/** A ledger of its own that lives as long as the process: for studies, in which no run may know of another. */
export class MemoryTrialLedger implements TrialLedger {
  readonly #sha256: HashText;
  readonly #at: string;
  readonly #lines: TrialLine[] = [];
  readonly #series = new Map<string, TrialSeries>();
  #head = EMPTY_HEAD;

  /** @param at the time that every line says, ISO */
  constructor(sha256: HashText, at: string) {
    this.#sha256 = sha256;
    this.#at = at;
  }

  get head(): LedgerHead {
    return this.#head;
  }

  get lines(): readonly TrialLine[] {
    return this.#lines;
  }

  append(trials: readonly NewTrial[]): Promise<LedgerHead> {
    for (const { returns, ...trial } of trials) {
      const line = sealLine({ ...trial, series: this.#place(returns), at: this.#at }, this.#head, this.#sha256);
      this.#lines.push(line);
      this.#head = line;
    }
    return Promise.resolve(this.#head);
  }

  count(window: CountWindow, upTo = this.#head): TrialCount {
    return countTrials(this.#lines.slice(0, upTo.seq), window, ({ series }) =>
      typeof series === 'string' ? this.#series.get(series) : undefined,
    );
  }

  looks(window: CountWindow, upTo = this.#head): number {
    return countLooks(this.#lines.slice(0, upTo.seq), window);
  }

  #place(returns: TrialSeries | undefined): SeriesPlace | null {
    if (returns === undefined) return null;
    const hash = this.#sha256(seriesText(returns));
    this.#series.set(hash, returns);
    return hash;
  }
}
