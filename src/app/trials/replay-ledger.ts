import { sha256 } from '../../adapters/fs/index.ts';
import { ledger } from '../../research/index.ts';
import type { FileTrialLedger } from './file-ledger.ts';

/**
 * The ledger as a stored run found it, for running it again: nothing is written, and what the repetition says about its trials stands in
 * the place of the run's own lines. Where it says the same the chain is the same; where not, the hash of the head is another one.
 */
export class ReplayTrialLedger implements ledger.TrialLedger {
  readonly #book: FileTrialLedger;
  readonly #runId: string;
  readonly #lines: ledger.TrialLine[];
  readonly #own = new Map<number, ledger.TrialSeries>();
  #last = 0;

  /**
   * @param upTo the head that the stored run recorded
   * @throws LedgerBrokenError when the ledger does not hold that line
   */
  constructor(book: FileTrialLedger, { runId, upTo }: { readonly runId: string; readonly upTo: ledger.LedgerHead }) {
    this.#book = book;
    this.#runId = runId;
    requireHead(book, upTo, runId);
    this.#lines = book.lines.slice(0, upTo.seq);
  }

  get head(): ledger.LedgerHead {
    const { seq, hash } = this.#lines.at(-1) ?? ledger.EMPTY_HEAD;
    return { seq, hash };
  }

  append(trials: readonly ledger.NewTrial[]): Promise<ledger.LedgerHead> {
    for (const { returns, ...trial } of trials) {
      const stored = this.#lines.find(
        ({ seq, run_id, kind }) => seq > this.#last && run_id === this.#runId && kind === trial.kind,
      );
      if (stored === undefined) {
        throw new ledger.LedgerBrokenError(
          this.#last + 1,
          `should be a line of ${this.#runId} (${trial.kind}), and there is none`,
        );
      }
      const { seq, prev: hash, at, run_id } = stored;
      const series = returns === undefined ? null : sha256(ledger.seriesText(returns));
      // A variant of a batch has its returns in the batch's file.
      const kept = stored.series !== null && typeof stored.series === 'object' ? stored.series : series;
      this.#lines[seq - 1] = ledger.sealLine({ ...trial, series: kept, at, run_id }, { seq: seq - 1, hash }, sha256);
      if (returns !== undefined) this.#own.set(seq, returns);
      this.#last = seq;
    }
    return Promise.resolve(this.#last === 0 ? this.head : this.#lines[this.#last - 1]!);
  }

  count(window: ledger.CountWindow, upTo: ledger.LedgerHead = this.head): ledger.TrialCount {
    const known = (line: ledger.TrialLine): ledger.TrialSeries | undefined =>
      this.#own.get(line.seq) ?? this.#book.seriesOf(line);
    return ledger.countTrials(this.#lines.slice(0, upTo.seq), window, known);
  }

  looks(window: ledger.CountWindow, upTo: ledger.LedgerHead = this.head): number {
    return ledger.countLooks(this.#lines.slice(0, upTo.seq), window);
  }
}

/** Checks that the ledger still holds the line that a run recorded as its last. @throws LedgerBrokenError */
function requireHead(book: FileTrialLedger, { seq, hash }: ledger.LedgerHead, runId: string): void {
  const line = book.lines[seq - 1];
  if (line === undefined) throw new ledger.LedgerBrokenError(seq, `is gone, and ${runId} recorded it as its last`, book.path);
  if (line.hash !== hash) throw new ledger.LedgerBrokenError(seq, `is not the one that ${runId} recorded as its last`, book.path);
}
