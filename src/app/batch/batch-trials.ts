import { ledger } from '../../research/index.ts';
import type { FileTrialLedger } from '../trials/index.ts';

/** The trials of a batch in the ledger of its project. */
export class BatchTrials {
  readonly #book: FileTrialLedger;
  readonly #before: ledger.LedgerHead;
  /** The batch's own lines in the order of its children. */
  readonly own: readonly ledger.TrialLine[];
  readonly #counts = new Map<string, ledger.TrialCount>();

  readonly #difference: string | undefined;

  /** @param batch.difference hash that stands in the place of the head's when a repetition says something else than the ledger */
  constructor(
    book: FileTrialLedger,
    {
      batchId,
      before,
      difference,
    }: { readonly batchId: string; readonly before: ledger.LedgerHead; readonly difference?: string | undefined },
  ) {
    this.#book = book;
    this.#before = before;
    this.#difference = difference;
    this.own = book.lines.filter(({ parent, seq }) => parent === batchId && seq > before.seq).sort(byChild);
  }

  /** The last line of the batch; that before it when it has none. */
  get head(): ledger.LedgerHead {
    const { seq, hash } = this.own.reduce<ledger.LedgerHead>((last, line) => (line.seq > last.seq ? line : last), this.#before);
    return { seq, hash: this.#difference ?? hash };
  }

  linesOf(runId: string): readonly ledger.TrialLine[] {
    return this.own.filter((line) => line.run_id === runId);
  }

  seriesOf(line: ledger.TrialLine): ledger.TrialSeries | undefined {
    return this.#book.seriesOf(line);
  }

  /** Trials on a window: those before the batch, then those of the batch in the order of its children, whoever else wrote meanwhile. */
  count(window: ledger.CountWindow): ledger.TrialCount {
    const key = JSON.stringify([window.symbols, window.from, window.to]);
    const known = this.#counts.get(key) ?? ledger.countTrials(this.#lines(), window, (line) => this.#book.seriesOf(line));
    this.#counts.set(key, known);
    return known;
  }

  looks(window: ledger.CountWindow): number {
    return ledger.countLooks(this.#lines(), window);
  }

  #lines(): readonly ledger.TrialLine[] {
    return [...this.#book.lines.slice(0, this.#before.seq), ...this.own];
  }
}

/** A child's lines follow each other; children are told apart by the number in their place. */
function byChild(a: ledger.TrialLine, b: ledger.TrialLine): number {
  return numberOf(a) - numberOf(b) || a.seq - b.seq;
}

function numberOf({ run_id }: ledger.TrialLine): number {
  return Number(/\/variants\/(\d+)_/.exec(run_id)?.[1] ?? 0);
}
