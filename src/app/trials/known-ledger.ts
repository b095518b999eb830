import { sha256 } from '../../adapters/fs/index.ts';
import { columnHash } from '../../adapters/runs/index.ts';
import { invariant } from '../../base/index.ts';
import type { TrialSelection } from '../../metrics/index.ts';
import { ledger } from '../../research/index.ts';

/** What is known of a child of a batch before its run is made: its lines are in the ledger, its batch is counted. Plain data. */
export interface KnownTrials {
  /** The child's own lines, as they stand in the ledger. */
  readonly lines: readonly ledger.TrialLine[];
  /** The last line of the batch. */
  readonly head: ledger.LedgerHead;
  /** Trials on the window of the child: those before the batch, and those of the batch. */
  readonly count: ledger.TrialCount;
  readonly looks: number;
  /** What the whole batch says about each of its runs. */
  readonly selection: TrialSelection;
}

/**
 * The ledger as a child of a batch sees it: nothing is written, because the batch has written the child's lines before. What the run says is
 * held against them; where it says something else the hash of its head is another one than the batch's.
 */
export class KnownTrialLedger implements ledger.TrialLedger {
  readonly #known: KnownTrials;
  #head: ledger.LedgerHead;

  constructor(known: KnownTrials) {
    this.#known = known;
    this.#head = known.head;
  }

  get head(): ledger.LedgerHead {
    return this.#head;
  }

  append(trials: readonly ledger.NewTrial[]): Promise<ledger.LedgerHead> {
    for (const trial of trials) {
      const stored = this.#known.lines.find(({ kind }) => kind === trial.kind);
      if (stored === undefined) throw new ledger.LedgerBrokenError(this.#head.seq, `holds no ${trial.kind} of ${trial.run_id}`);
      const { hash } = resealed(trial, stored);
      if (hash !== stored.hash) this.#head = { seq: this.#head.seq, hash };
    }
    return Promise.resolve(this.#head);
  }

  get selection(): TrialSelection {
    return this.#known.selection;
  }

  count(): ledger.TrialCount {
    return this.#known.count;
  }

  looks(): number {
    return this.#known.looks;
  }
}

/** What a run says, in the place of the line that stands in the ledger. */
function resealed({ returns, ...trial }: ledger.NewTrial, stored: ledger.TrialLine): ledger.TrialLine {
  const { seq, prev, at } = stored;
  invariant(seq >= 1, 'lines are counted from 1');
  return ledger.sealLine({ ...trial, series: placeOf(returns, stored), at }, { seq: seq - 1, hash: prev }, sha256);
}

function placeOf(returns: ledger.TrialSeries | undefined, { series }: ledger.TrialLine): ledger.SeriesPlace | null {
  if (returns === undefined) return null;
  if (typeof series === 'string' || series === null) return sha256(ledger.seriesText(returns));
  return { ...series, hash: columnHash(returns.returns), days: sha256(ledger.daysText(returns.days)) };
}
