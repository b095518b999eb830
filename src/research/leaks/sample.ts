import { Random } from '../../base/index.ts';
import { BLOCK_ROWS } from '../../features/index.ts';

/**
 * Share of a run's own work that its certificate may take when it samples. Work is counted in rows of a column, never by a clock: the
 * same run has the same certificate on any machine.
 */
export const WORK_SHARE = 0.3;
/** A row that is read, stepped through and written costs as much as this many rows of a feature column, per symbol. */
const ROW_COLUMNS = 250;
/** A row that is only stepped through and decided again. */
const STEP_COLUMNS = 60;
/** What it takes to reveal one row, whatever is computed for it. */
const CUT_WORK = 400;
/** Work up to which every decision is replayed, whatever share of a small run that is; and what samples of small runs may take. */
const SMALL_WORK = 16_000_000;
/** What it takes to set a window up, whatever its rows. */
const WINDOW_WORK = 250_000;
/** Rows at the end of a window that are revealed one after the other: as many as cost what the window costs without them. */
const LEAST_CUTS = 16;
const MOST_CUTS = 256;
/** Cuts of a sample from the first bar on. */
const PREFIX_CUTS = 16;
const LEAST_AHEAD = 32;
const MOST_AHEAD = 512;
const MOST_WINDOWS = 96;
/** Bars that a window is made longer so as to begin with a session. */
const MOST_SESSION = 1500;
/** Windows of a run whose every decision is replayed: for warm-up and for other futures. */
const FEW_WINDOWS = 4;
/** Times that the columns of a window are computed: as they are, with poisoned future, cut off, and again for purity. */
const WINDOW_PASSES = 4;

/** What is known about a run when its certificate is planned. */
export interface SampleFacts {
  readonly rows: number;
  /** Trading session of each row, for windows that begin with one. */
  readonly session: Int32Array;
  readonly evaluateFrom: number;
  /** Computed columns, by symbol. */
  readonly columns: number;
  readonly symbols: number;
  /** Bars that the columns need before they are defined and settled. */
  readonly back: number;
  /** Rows with orders, rising. */
  readonly busy: readonly number[];
  readonly seed: number;
  /** Replay every decision, whatever it costs. */
  readonly deep: boolean;
}

/** A stretch of rows that is replayed by itself. */
export interface SampleWindow {
  readonly from: number;
  /** It begins with a trading session, so that what is anchored there is whole. */
  readonly atSession: boolean;
  /** Rows `from` ≤ row < `cutsFrom` are history. */
  readonly cutsFrom: number;
  /** The last row that is revealed alone. */
  readonly lastCut: number;
  /** Rows from `lastCut` + 1 to here are its future. */
  readonly to: number;
}

export interface SamplePlan {
  readonly exhaustive: boolean;
  /** Rows after whose close the replay from the first bar stops to compare, rising. */
  readonly cuts: readonly number[];
  /** Those of them at which the data is cut off for a replay of its own. */
  readonly truncations: readonly number[];
  /** One past the last row of the replay from the first bar. */
  readonly prefixRows: number;
  readonly windows: readonly SampleWindow[];
  /** Work of the run and work allowed, in rows of a column. */
  readonly runWork: number;
  readonly work: number;
}

/** Says which rows are replayed. The same facts give the same plan. */
export function planSample(facts: SampleFacts): SamplePlan {
  const { rows, evaluateFrom, deep } = facts;
  const runWork = rows * (facts.columns + ROW_COLUMNS) * facts.symbols;
  const allowed = Math.max(WORK_SHARE * runWork, SMALL_WORK);
  const everyRow = streamWork(facts, rows, rows - evaluateFrom);
  const exhaustive = deep || everyRow <= SMALL_WORK;
  const random = new Random(facts.seed, 'leak-sample');
  if (exhaustive) {
    const cuts = Array.from({ length: Math.max(0, rows - evaluateFrom) }, (_, index) => evaluateFrom + index);
    const windows = placeWindows(facts, random, { count: FEW_WINDOWS, cuts: LEAST_CUTS });
    const truncations = pickRows(random, facts, evaluateFrom, rows, 4);
    return { exhaustive, cuts, truncations, prefixRows: rows, windows, runWork, work: everyRow + windowsWork(facts, windows) };
  }
  const prefix = Math.min(rows - 1, evaluateFrom + PREFIX_CUTS * 4);
  const cuts = pickRows(random, facts, evaluateFrom, prefix + 1, PREFIX_CUTS);
  const prefixRows = Math.min(rows, prefix + 1 + aheadOf(facts));
  const prefixWork = 2 * streamWork(facts, prefixRows, cuts.length);
  const windows = placeWindows(facts, random, affordable(facts, allowed - prefixWork));
  const work = prefixWork + windowsWork(facts, windows);
  return { exhaustive, cuts, truncations: cuts.slice(-1), prefixRows, windows, runWork, work };
}

/** Computing and stepping rows once, and revealing some of them alone: that computes their block again from the block's start. */
function streamWork(facts: SampleFacts, rows: number, cuts: number): number {
  return rows * (facts.columns + STEP_COLUMNS) * facts.symbols + Math.max(0, cuts) * cutWork(facts, rows);
}

function cutWork({ columns, symbols }: SampleFacts, rows: number): number {
  return CUT_WORK + Math.min(rows, BLOCK_ROWS / 2) * columns * symbols;
}

function aheadOf({ back }: SampleFacts): number {
  return Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, back));
}

function windowsWork(facts: SampleFacts, windows: readonly SampleWindow[]): number {
  return windows.reduce((sum, { from, to, cutsFrom, lastCut }) => sum + windowWork(facts, to - from, lastCut - cutsFrom + 1), 0);
}

/** Each pass computes the rows once; one of them reveals rows alone. */
function windowWork(facts: SampleFacts, rows: number, cuts: number): number {
  return WINDOW_WORK + (WINDOW_PASSES - 1) * streamWork(facts, rows, 0) + streamWork(facts, rows, cuts);
}

/** How many windows of how many cuts a sample can afford. */
function affordable(facts: SampleFacts, allowed: number): { readonly count: number; readonly cuts: number } {
  const { rows, session, back } = facts;
  const perSession = rows / ((session[rows - 1] ?? 0) + 1);
  const length = back + LEAST_CUTS + Math.min(MOST_SESSION, perSession / 2) + aheadOf(facts);
  const bare = windowWork(facts, length, 0);
  const cuts = Math.max(LEAST_CUTS, Math.min(MOST_CUTS, Math.floor(bare / cutWork(facts, length))));
  const cost = windowWork(facts, length + cuts, cuts);
  return { count: Math.max(0, Math.min(MOST_WINDOWS, Math.floor(allowed / cost))), cuts };
}

/** Windows around rows with orders and around seeded rows, by turns; the first one stands at the end of the data. */
function placeWindows(
  facts: SampleFacts,
  random: Random,
  { count, cuts }: { readonly count: number; readonly cuts: number },
): readonly SampleWindow[] {
  const { rows, evaluateFrom, busy, back } = facts;
  const first = Math.max(evaluateFrom, Math.min(back, rows - 1));
  if (rows - first < 2 * LEAST_CUTS) return [];
  const windows = new Map<number, SampleWindow>();
  const later = busy.filter((row) => row >= first);
  for (let index = 0; index < count; index += 1) {
    const isBusy = index % 2 === 1 && later.length > 0;
    const wanted =
      index === 0 ? rows - LEAST_AHEAD : isBusy ? later[random.below(later.length)]! : first + random.below(rows - first);
    const window = windowAt(facts, wanted, cuts);
    windows.set(window.lastCut, window);
  }
  return [...windows.values()].sort((a, b) => a.lastCut - b.lastCut);
}

function windowAt(facts: SampleFacts, wanted: number, cuts: number): SampleWindow {
  const { rows, session, back } = facts;
  const lastCut = Math.max(LEAST_CUTS, Math.min(rows - 2, wanted + (cuts >> 2)));
  const cutsFrom = Math.max(0, lastCut - cuts + 1);
  const wantedFrom = Math.max(0, cutsFrom - back - LEAST_CUTS);
  const most = Math.max(0, wantedFrom - MOST_SESSION);
  let from = wantedFrom;
  while (from > most && session[from] === session[from - 1]) from -= 1;
  const atSession = from === 0 || session[from] !== session[from - 1];
  return { from: atSession ? from : wantedFrom, atSession, cutsFrom, lastCut, to: Math.min(rows, lastCut + 1 + aheadOf(facts)) };
}

/** Distinct rows in `from` ≤ row < `to`, half of them with orders, rising; the first and the last are always among them. */
function pickRows(random: Random, { busy }: SampleFacts, from: number, to: number, count: number): readonly number[] {
  if (to <= from) return [];
  const rows = new Set([from, to - 1]);
  const inside = busy.filter((row) => row >= from && row < to);
  for (let tries = 0; rows.size < Math.min(count, to - from) && tries < 8 * count; tries += 1) {
    const isBusy = tries % 2 === 0 && inside.length > 0;
    rows.add(isBusy ? inside[random.below(inside.length)]! : from + random.below(to - from));
  }
  return [...rows].sort((a, b) => a - b);
}
