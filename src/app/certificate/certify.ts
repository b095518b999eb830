import { withForeignClock } from '../../adapters/foreign-clock.ts';
import { InvariantError, isoTime } from '../../base/index.ts';
import type { PlanNode } from '../../features/index.ts';
import { leaks } from '../../research/index.ts';
import type { CertificateInput } from './input.ts';
import { openReference, type Reference, runReference, tapeOf, windowReference } from './reference.ts';
import { type DecisionMismatch, decisionMismatch, type ReplayResult, replayPoisoned, replayTruncated } from './replay.ts';

/**
 * The no-look-ahead certificate of a finished run: its data, columns and decisions are made again while what came later is cut off,
 * poisoned or left out, and must come out the same to the bit. Which rows are replayed follows from the run and its seed alone.
 */
export function certify(input: CertificateInput): leaks.Certificate {
  return new Certifier(input).certificate();
}

class Certifier {
  readonly #input: CertificateInput;
  readonly #ledger: leaks.LeakLedger;
  readonly #sample: leaks.SamplePlan;
  readonly #proved = new Set<number>();
  /** Nodes that give other values each time: nothing that reads them can be compared. */
  readonly #impure = new Set<PlanNode>();
  #decisionsArePure = true;

  constructor(input: CertificateInput) {
    const { dataset } = input.world;
    this.#input = input;
    this.#ledger = new leaks.LeakLedger(input.seed);
    const { warmup, settle } = input.plan.warmUp;
    this.#sample = leaks.planSample({
      rows: dataset.time.length,
      session: dataset.session,
      evaluateFrom: input.evaluateFrom,
      columns: input.plan.nodes.filter(({ kind }) => kind !== 'bar' && kind !== 'session').length,
      symbols: dataset.symbols.length,
      back: warmup + settle,
      busy: input.busy,
      seed: input.seed,
      deep: input.deep,
    });
  }

  certificate(): leaks.Certificate {
    const { world, configHash } = this.#input;
    this.#checkData();
    const windows = this.#sample.windows.flatMap((window) => this.#window(window));
    if (this.#input.ownCode) this.#checkPurity(windows);
    this.#checkPrefix();
    for (const [index, window] of windows.entries()) this.#checkWindow(window, index);
    this.#checkWarmUp(windows);
    this.#input.also?.(this.#ledger);
    return this.#ledger.certificate({
      dataFingerprint: world.dataset.fingerprint,
      configHash,
      decisions: { proved: this.#proved.size, of: this.#decisionCount(), exhaustive: this.#sample.exhaustive },
      work: { run: this.#sample.runWork, certificate: this.#sample.work },
    });
  }

  /** A stretch in the middle of the run; none where code of the user cannot begin there, which is told. */
  #window(window: leaks.SampleWindow): readonly Reference[] {
    try {
      return [windowReference(this.#input, window)];
    } catch (error) {
      if (!this.#isOwnError(error)) throw error;
      this.#foundThrow('unbounded', {
        check: 'warmup',
        row: window.from,
        fact: `own code throws "${error.message}" on data that begins late`,
      });
      return [];
    }
  }

  #isOwnError(error: unknown): error is Error {
    return this.#input.ownCode && error instanceof Error && !(error instanceof InvariantError);
  }

  #foundThrow(
    kind: leaks.LeakName,
    what: { readonly check: leaks.LeakCheck; readonly row: number; readonly fact: string },
  ): void {
    const time = this.#input.world.dataset.time[what.row]!;
    const values = { withFuture: Number.NaN, withoutFuture: Number.NaN };
    this.#ledger.found({ ...what, ...values, kind, subject: 'own code', symbol: undefined, time });
  }

  #checkData(): void {
    const { world, maker, settings, outsideSession } = this.#input;
    const facts = { world, fillsAtClose: settings.execution.fill === 'same_close' };
    const bars = leaks.checkBars(outsideSession === undefined ? facts : { ...facts, outsideSession });
    for (const { instrument, bars: own } of world.dataset.symbols)
      this.#ledger.checked('availability', `bars ${instrument.symbol} ${world.dataset.timeframe}`, own.length);
    for (const { symbol, timeframe, bars: own } of world.lanes)
      this.#ledger.checked('availability', `bars ${symbol} ${timeframe}`, own.length);
    for (const { instrument, factor } of world.dataset.symbols)
      if (factor !== undefined) this.#ledger.checked('availability', `prices ${instrument.symbol}`, factor.length);
    for (const finding of bars) this.#ledger.found(finding);
    for (const finding of leaks.rebuildData(world, maker)) this.#ledger.found(finding);
    const blind = leaks.futureShiftControl(world);
    this.#ledger.checked('future_shift', 'feature future_shift', 1);
    if (blind !== undefined) this.#ledger.found(blind);
  }

  /** Every stretch twice, the second time in another order, at another time of day and with other chance. */
  #checkPurity(windows: readonly Reference[]): void {
    const all = windows.length > 0 ? windows : [openReference(this.#input, this.#sample)];
    for (const reference of [...all].reverse()) withForeignClock(() => this.#makeAgain(reference));
  }

  /** Makes the columns and decisions of a stretch again, with the same data: what differs is impure. */
  #makeAgain(reference: Reference): void {
    const { world, plan, subjects, offset, known } = reference;
    const rows = world.dataset.time.length;
    const run = this.#input.start(plan, known > rows ? this.#input.world : world);
    run.advance(known);
    const tape = reference.tape && tapeOf(this.#input, { ...reference, run });
    const comparison = new leaks.ColumnComparison(subjects, world.dataset.symbols.length, {
      reference: reference.run,
      replay: run,
    });
    comparison.compare(0, rows);
    for (const name of featureNames(subjects)) this.#ledger.checked('determinism', name, rows);
    for (const root of leaks.rootsOf(comparison.mismatches())) {
      this.#impure.add(root.subject.of.node);
      this.#found('impureFeature', root, { offset, check: 'determinism', subject: root.subject.name });
    }
    if (reference.tape === undefined || tape === undefined) return;
    this.#ledger.checked('determinism', 'decisions', rows);
    const decision = decisionMismatch(reference.tape, tape, 0, reference.cuts.at(-1)! + 1);
    if (decision === undefined || this.#impure.size > 0) return;
    this.#decisionsArePure = false;
    this.#foundDecision('impureDecision', decision, { reference, check: 'determinism' });
  }

  /** From the first bar on, against the columns of the run itself. */
  #checkPrefix(): void {
    const { cuts, truncations } = this.#sample;
    if (cuts.length === 0) return;
    const reference = runReference(this.#input, this.#sample);
    const isClean = (result: ReplayResult | undefined): boolean =>
      result !== undefined && result.columns.length === 0 && result.decision === undefined;
    const poisoned = this.#poisoned(reference, 'extreme');
    const cutOff = truncations.map((row) => this.#cutOff(reference, row));
    if ([poisoned, ...cutOff].every(isClean)) {
      this.#judge(poisoned, reference, 'future_poison', cuts.length);
      for (const result of cutOff) this.#judge(result, reference, 'prefix_invariance', 1);
      this.#prove(reference, poisoned);
      return;
    }
    // Something differs: every column is opened, to name the one that the difference comes from.
    const open = openReference(this.#input, this.#sample);
    this.#judge(this.#poisoned(open, 'extreme'), open, 'future_poison', cuts.length);
    for (const row of truncations) this.#judge(this.#cutOff(open, row), open, 'prefix_invariance', 1);
    this.#blameRun(reference, open);
  }

  #poisoned(reference: Reference, poison: leaks.Poison): ReplayResult | undefined {
    return this.#tried('future_poison', reference, () => replayPoisoned(this.#input, reference, poison));
  }

  #cutOff(reference: Reference, row: number): ReplayResult | undefined {
    return this.#tried('prefix_invariance', reference, () => replayTruncated(this.#input, reference, row));
  }

  /** Code of a user that ran through with the future at hand and throws without it has looked there. */
  #tried(check: leaks.LeakCheck, { offset, cuts }: Reference, work: () => ReplayResult): ReplayResult | undefined {
    try {
      return work();
    } catch (error) {
      if (!this.#isOwnError(error)) throw error;
      this.#foundThrow('feature', {
        check,
        row: offset + cuts[0]!,
        fact: `own code throws "${error.message}" ${laterData(check)}`,
      });
      return undefined;
    }
  }

  /** Columns of the run that a new computation with the whole future does not give again. */
  #blameRun(reference: Reference, open: Reference): void {
    const symbols = reference.world.dataset.symbols.length;
    const comparison = new leaks.ColumnComparison(reference.subjects, symbols, { reference: reference.run, replay: open.run });
    comparison.compare(0, reference.world.dataset.time.length);
    for (const mismatch of leaks.rootsOf(comparison.mismatches())) {
      if (this.#readsImpure(mismatch.subject.of.node)) continue;
      this.#impure.add(mismatch.subject.of.node);
      this.#found('impureFeature', mismatch, { offset: 0, check: 'determinism', subject: mismatch.subject.name });
    }
  }

  #checkWindow(reference: Reference, index: number): void {
    const poison = leaks.POISONS[index % leaks.POISONS.length]!;
    const poisoned = this.#poisoned(reference, poison);
    this.#judge(poisoned, reference, 'future_poison', reference.cuts.length);
    const cutOff = this.#cutOff(reference, reference.cuts.at(-1)!);
    this.#judge(cutOff, reference, 'prefix_invariance', 1);
    if (poisoned?.columns.length === 0) this.#prove(reference, poisoned);
  }

  /** Names what a replay found. Decisions are blamed only when everything they read is right. */
  #judge(result: ReplayResult | undefined, reference: Reference, check: leaks.LeakCheck, cuts: number): void {
    if (result === undefined) return;
    for (const name of featureNames(reference.subjects)) this.#ledger.checked(check, name, cuts);
    this.#ledger.checked(check, 'decisions', reference.tape === undefined ? 0 : cuts);
    // Before anything is blamed on the future, it is made again: state that is shared may have hidden until now.
    const differs = result.columns.length > 0 || result.decision !== undefined;
    if (differs && this.#input.ownCode && reference.run !== this.#input.run) this.#makeAgain(reference);
    const columns = result.columns.filter(({ subject }) => !this.#readsImpure(subject.of.node));
    for (const root of leaks.rootsOf(columns)) {
      const [kind, subject] = blameOf(root, result.sourceDiffers(root));
      this.#found(kind, root, { offset: reference.offset, check, subject });
    }
    if (result.decision === undefined || result.columns.length > 0 || !this.#decisionsArePure) return;
    this.#foundDecision('decision', result.decision, { reference, check });
  }

  #readsImpure(node: PlanNode): boolean {
    return this.#impure.size > 0 && (this.#impure.has(node) || leaks.inputsOf(node).some((input) => this.#readsImpure(input)));
  }

  #prove({ offset, cuts, tape }: Reference, result: ReplayResult | undefined): void {
    if (tape === undefined || result === undefined) return;
    const { decision } = result;
    for (const row of cuts) {
      if (decision !== undefined && row >= decision.row) return;
      if (tape.wasAsked(row) && this.#decidesAt(row + offset)) this.#proved.add(row + offset);
    }
  }

  #decidesAt(row: number): boolean {
    const { decisionRows } = this.#input.world;
    return decisionRows === undefined || decisionRows[row] === 1;
  }

  #decisionCount(): number {
    const { world, evaluateFrom } = this.#input;
    let count = 0;
    for (let row = evaluateFrom; row < world.dataset.time.length; row += 1) if (this.#decidesAt(row)) count += 1;
    return count;
  }

  /** Columns that begin late must agree with those of the whole history once they say they do. */
  #checkWarmUp(windows: readonly Reference[]): void {
    const { run, plan, world, start } = this.#input;
    const reads = leaks.readsOfPlan(plan).subjects.filter(({ of }) => !this.#readsImpure(of.node));
    const check = new leaks.WarmUpCheck(reads);
    for (const window of windows) if (window.atSession) check.look(run, window);
    for (const { name, rows } of check.checked()) this.#ledger.checked('warmup', name, rows);
    for (const short of check.short()) {
      const later = world.dataset.time.length >> 1;
      const longer = leaks.cutWorld(world, later >> 1, world.dataset.time.length);
      const late = start(plan, longer);
      late.advance(longer.dataset.time.length);
      const symbols = world.dataset.symbols.length;
      const agrees = leaks.agreesLate(run, { run: late, offset: later >> 1, from: later - (later >> 1), symbols }, short.subject);
      const { subject, symbol, row, withHistory, withWarmUp } = short;
      const mismatch = { subject, symbol, row, withFuture: withHistory, withoutFuture: withWarmUp };
      const kind = agrees ? 'warmUpShort' : 'unbounded';
      this.#found(kind, mismatch, { offset: 0, check: 'warmup', subject: subject.name });
    }
  }

  #found(
    kind: leaks.LeakName,
    mismatch: leaks.Mismatch,
    place: { readonly offset: number; readonly check: leaks.LeakCheck; readonly subject: string },
  ): void {
    const { dataset } = this.#input.world;
    const row = mismatch.row + place.offset;
    const { withFuture, withoutFuture } = mismatch;
    const symbol = dataset.symbols[mismatch.symbol]!.instrument.symbol;
    const { check, subject } = place;
    // The program's own types are held to their warm-up by their contract suite: here they advise.
    const advisory = kind === 'warmUpShort' && !isOwn(mismatch.subject.of.node);
    const fact = `${subject} of ${symbol} at ${isoTime(dataset.time[row]!)} ${factText(kind, check, [withFuture, withoutFuture])}`;
    this.#ledger.found({
      kind,
      check,
      subject,
      symbol,
      row,
      time: dataset.time[row]!,
      withFuture,
      withoutFuture,
      fact,
      advisory,
    });
  }

  #foundDecision(
    kind: 'decision' | 'impureDecision',
    { row: at, slot, withFuture, withoutFuture, weights }: DecisionMismatch,
    { reference, check }: { readonly reference: Reference; readonly check: leaks.LeakCheck },
  ): void {
    const { dataset } = this.#input.world;
    const row = at + reference.offset;
    const symbol = dataset.symbols[slot]!.instrument.symbol;
    const when = kind === 'decision' ? laterData(check) : 'when it is made again';
    this.#ledger.found({
      kind,
      check,
      subject: 'decisions',
      symbol,
      row,
      time: dataset.time[row]!,
      withFuture: weights[0],
      withoutFuture: weights[1],
      fact: `the decision for ${symbol} at ${isoTime(dataset.time[row]!)} is "${withFuture}", and "${withoutFuture}" ${when}`,
    });
  }
}

/** What a differing column means: the first node that differs is to blame. */
function blameOf({ subject }: leaks.Mismatch, sourceDiffers: boolean): readonly [leaks.LeakName, string] {
  const { node } = subject.of;
  switch (node.kind) {
    case 'bar':
      return ['adjustment', subject.name];
    case 'series':
      return ['join', subject.name];
    case 'as_of':
      return sourceDiffers ? ['feature', subject.name] : ['join', subject.name];
    case 'calendar':
    case 'cross':
    case 'feature':
    case 'session':
      return ['feature', subject.name];
    default:
      return node satisfies never;
  }
}

/** Whether code of a user gives a column. */
function isOwn(node: PlanNode): boolean {
  return node.kind === 'feature' || node.kind === 'cross' ? node.own : node.kind === 'as_of' && isOwn(node.source.node);
}

function factText(kind: leaks.LeakName, check: leaks.LeakCheck, values: readonly [number, number]): string {
  const [one, other] = values.map((value) => (Number.isNaN(value) ? 'missing' : String(value)));
  if (kind === 'impureFeature') return `is ${one}, and ${other} when it is computed again`;
  if (kind === 'warmUpShort' || kind === 'unbounded') return `is ${one} after all history, and ${other} after its warm-up`;
  return `is ${one}, and ${other} ${laterData(check)}`;
}

function laterData(check: leaks.LeakCheck): string {
  return check === 'future_poison' ? 'with later data changed' : 'with later data cut off';
}

/** Names of the features that are compared, each once. */
function featureNames(subjects: readonly leaks.Subject[]): ReadonlySet<string> {
  return new Set(subjects.filter(({ of }) => of.node.kind === 'feature' || of.node.kind === 'as_of').map(({ name }) => name));
}
