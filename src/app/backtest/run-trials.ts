import { readBytes, sha256 } from '../../adapters/fs/index.ts';
import { DAY_MS, isoDate } from '../../base/index.ts';
import type { Engine } from '../../engine/index.ts';
import type { Dataset } from '../../market/index.ts';
import {
  closeDay,
  type EquityRows,
  type MetricsResult,
  type Statistic,
  sessionEnds,
  sessionReturns,
  statistics,
  type TrialFacts,
} from '../../metrics/index.ts';
import { ledger } from '../../research/index.ts';
import type { Deciding } from '../project/index.ts';
import { measuredFrom, type RunParts } from './simulation.ts';

/** What a run that is being evaluated has to say to the trial ledger. */
export interface RunTrial {
  /** What the figures of the run are made of. */
  readonly parts: RunParts;
  /** True where no bar of it counts: then it has no returns either. */
  readonly nothingLeft: boolean;
  readonly deciding: Deciding;
  readonly engine: Engine;
  readonly capital: number;
  readonly as: TrialName;
}

/** Under which names a run stands in the ledger. */
export interface TrialName {
  /** A variant of a sweep, or an evaluation of its own. */
  readonly kind: 'evaluation' | 'sweep';
  /** The run, or the place of a child in its batch. */
  readonly runId: string;
  /** Id of the batch. */
  readonly parent: string | null;
}

/** What a run has to say to the ledger, before it is written. */
export interface SaidTrials {
  /** The run itself, then its look at the configured test window if it touched it. */
  readonly trials: readonly ledger.NewTrial[];
  readonly window: ledger.TrialWindow;
  /** The configured test window; undefined: there is none. */
  readonly test: ledger.CountWindow | undefined;
}

/** The run in the ledger, and what the ledger says about its data. */
export interface RecordedTrial {
  readonly facts: TrialFacts;
  readonly count: ledger.TrialCount;
  /** The last of the run's own lines. */
  readonly head: ledger.LedgerHead;
}

/**
 * Writes the lines of an evaluation: one for itself, one more when it touched the configured test window. They are on the disk when this
 * returns, and only then may anything about the result be shown. Counts up to and with the last of them.
 */
export async function recordTrial(book: ledger.TrialLedger, run: RunTrial): Promise<RecordedTrial> {
  const { trials, window, test } = saidTrials(run);
  const head = await book.append(trials);
  const count = book.count(window, head);
  const facts = { ...trialFacts(count, test && book.looks(test, head)), selection: book.selection };
  return { facts, count, head };
}

/** What the metrics of a run read of a count. */
export function trialFacts({ raw, effective, sharpes }: ledger.TrialCount, looks: number | undefined): TrialFacts {
  return { count: raw, effective, sharpes, looks };
}

/** The lines of an evaluation. */
export function saidTrials(run: RunTrial): SaidTrials {
  const { agent, project, prepared } = run.parts;
  const { dataset } = prepared.loaded;
  const from = measuredFrom(run.parts);
  const dayOf = (row: number): string => isoDate(closeDay(dataset.time[row]!) * DAY_MS);
  const window: ledger.TrialWindow = {
    symbols: [...agent.symbols],
    interval: dataset.timeframe,
    from: dayOf(from),
    to: dayOf(dataset.time.length - 1),
    fingerprint: dataset.fingerprint,
  };
  const { model } = agent.author;
  const trial: ledger.NewTrial = {
    kind: run.as.kind,
    config_hash: configHash(run),
    window,
    author: model === undefined ? { kind: 'person', model: null } : { kind: 'model', model },
    run_id: run.as.runId,
    parent: run.as.parent,
    ...judged(run, from),
  };
  const { test_start: start, test_end: end } = project.data;
  const test = start === undefined || end === undefined ? undefined : { symbols: window.symbols, from: start, to: end };
  const seen = test === undefined ? undefined : commonDays(window, test);
  const { returns: _, ...unjudged } = { ...trial, sharpe: null, n: null };
  const looks: ledger.NewTrial[] = seen === undefined ? [] : [{ ...unjudged, kind: 'test_look', window: { ...window, ...seen } }];
  return { trials: [trial, ...looks], window, test };
}

/** `trials.json`: what the deflated Sharpe ratio of a run rests on. */
export function trialsFile({ facts, count, head }: RecordedTrial, { evidence }: MetricsResult): object {
  const value = (statistic: Statistic): number | null => ('value' in statistic ? statistic.value : null);
  return {
    ledger: { seq: head.seq, hash: head.hash },
    n: facts.count,
    n_effective: facts.effective,
    inner: count.inner,
    with_returns: count.withSeries,
    sharpe_ratios: facts.sharpes.length,
    dsr: value(evidence.dsr),
    dsr_at_n: value(evidence.dsrAtCount),
    looks: facts.looks ?? null,
  };
}

/** What decides in the configuration, the models it asks, and the text of the project's own modules that took part. */
function configHash({ parts, deciding }: RunTrial): string {
  const own = deciding.agent(parts.agent.name);
  const { moduleFiles, models } = parts.prepared;
  const modules = moduleFiles.map((file) => sha256(readBytes(file) ?? '')).sort();
  const asked = models.models.map(({ source }) => source.hash);
  return ledger.trialConfigHash({ ...own, model: asked, features: { own: own.features, modules } }, sha256);
}

/** The returns that are judged, net of all costs, with their days and their Sharpe ratio; nothing where equity has no value. */
function judged(
  { parts, engine, capital, nothingLeft }: RunTrial,
  from: number,
): Pick<ledger.NewTrial, 'returns' | 'sharpe' | 'n'> {
  if (nothingLeft) return { sharpe: null, n: 0 };
  const { ends, days: all } = sessionsFrom(parts.prepared.loaded.dataset, from);
  const rows: EquityRows = { equity: engine.equity, from, capital };
  const returns = sessionReturns({ ...rows, ends });
  if (!returns.every(Number.isFinite)) return { sharpe: null, n: returns.length };
  // The series ends where everything is lost.
  const days = returns.length === all.length ? all : all.slice(0, returns.length);
  const record = statistics.sharpeRecord({ returns });
  return { returns: { days, returns }, sharpe: 'missing' in record ? null : record.sharpe, n: returns.length };
}

/** Ends of the sessions from a row on, and the days of their returns: the first session has none when it ends on that row. */
interface Sessions {
  readonly ends: Int32Array;
  readonly days: Float64Array;
}

/** Of datasets that are in use, from the row that was asked for last: the variants of a sweep ask for the same. */
const SESSIONS = new WeakMap<object, Sessions & { readonly from: number }>();

function sessionsFrom(dataset: Dataset, from: number): Sessions {
  const known = SESSIONS.get(dataset);
  if (known?.from === from) return known;
  const ends = sessionEnds({ session: dataset.session, from });
  const counted = ends.subarray(ends[0] === from ? 1 : 0);
  const made = { from, ends, days: Float64Array.from(counted, (row) => closeDay(dataset.time[row]!)) };
  SESSIONS.set(dataset, made);
  return made;
}

/** ISO dates compare as texts. */
function commonDays(a: ledger.CountWindow, b: ledger.CountWindow): { readonly from: string; readonly to: string } | undefined {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from <= to ? { from, to } : undefined;
}
