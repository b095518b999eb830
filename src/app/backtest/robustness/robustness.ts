import { currencyDecimals, isoTime, moneyText } from '../../../base/index.ts';
import type { Engine } from '../../../engine/index.ts';
import {
  type BootstrapFan,
  bootstrapFan,
  crisisResults,
  type Missing,
  sessionEnds,
  sessionReturns,
  type TradeShuffle,
  tradeShuffle,
} from '../../../metrics/index.ts';
import { buyAndHold } from '../buy-and-hold.ts';
import { measuredFrom } from '../simulation.ts';
import { type Budget, budgetOf } from './budget.ts';
import { type CostLadder, costLadder, type LadderRuns } from './cost-ladder.ts';
import { type RandomEntries, randomEntries } from './random-entries.ts';
import type { Rerun, Reruns } from './reruns.ts';
import { type LaterStart, laterStarts } from './start-dates.ts';

/** Stretches between the points of the fan. */
const FAN_STEPS = 100;

/** `robustness.json`: how much of a result rests on costs, luck, the start and the order of things. */
export interface Robustness {
  readonly cost_ladder: CostLadder;
  /** Null: switched off by `metrics.robustness`. */
  readonly budget: Budget | null;
  readonly bootstrap_fan: FanDocument | null;
  readonly trade_shuffle: ShuffleDocument | null;
  readonly start_dates: readonly LaterStart[] | null;
  readonly random_entries: RandomEntries | null;
  readonly crisis_windows: readonly CrisisDocument[] | null;
  /** Why a part is null. */
  readonly not_available: Readonly<Record<string, string>>;
}

interface FanDocument {
  readonly draws: number;
  readonly mean_block: number;
  readonly timestamps: readonly string[];
  readonly quantiles: readonly { readonly level: number; readonly equity: readonly string[] }[];
  readonly losing_share: number;
}

interface ShuffleDocument {
  readonly draws: number;
  readonly trades: number;
  readonly max_drawdown: TradeShuffle['maxDrawdown'] & { readonly own: number; readonly percentile: number };
  /** One number: the order of trades changes no product. */
  readonly growth: number;
}

interface CrisisDocument {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly total_return: number;
  readonly max_drawdown: number;
  readonly buy_and_hold_return: number | null;
  readonly buy_and_hold_max_drawdown: number | null;
}

const SWITCHED_OFF = 'metrics.robustness is false';
const PARTS = ['bootstrap_fan', 'trade_shuffle', 'start_dates', 'random_entries', 'crisis_windows'] as const;

/** Everything but the ladder's runs, which the verdict needed before. @param own the run itself, ended */
export async function robustnessOf(
  reruns: Reruns,
  own: Pick<Rerun, 'engine' | 'evaluation'>,
  known: { readonly ladder: LadderRuns; readonly capital: number; readonly onProgress?: (done: number, total: number) => void },
): Promise<Robustness> {
  const cost_ladder = costLadder(known.ladder, own);
  const { project, prepared } = reruns.parts;
  if (!project.metrics.robustness) {
    const none = { bootstrap_fan: null, trade_shuffle: null, start_dates: null, random_entries: null, crisis_windows: null };
    const reasons = Object.fromEntries(PARTS.map((part) => [part, SWITCHED_OFF]));
    return { cost_ladder, budget: null, ...none, not_available: reasons };
  }
  const { dataset } = prepared.loaded;
  const ends = sessionEnds({ session: dataset.session, from: measuredFrom(reruns.parts) });
  const deciding = sessionEnds({ session: dataset.session, from: prepared.evaluateFrom });
  const budget = budgetOf({
    rows: dataset.time.length * dataset.symbols.length,
    sessions: ends.length,
    trades: own.engine.tradeCount,
  });
  const step = (done: number): void => known.onProgress?.(done, 3);
  const run: OwnRun = { engine: own.engine, ends, capital: known.capital, seed: project.project.seed };
  const fan = fanOf(reruns, run, budget);
  const shuffle = shuffleOf(run, budget);
  const crises = crisesOf(reruns, run);
  step(1);
  const starts = await laterStarts(reruns, own.evaluation, { ends: deciding, atMost: budget.start_dates });
  step(2);
  const entries = await randomEntries(reruns, own, budget.random_runs);
  step(3);
  const missing: Record<string, string> = {};
  const part = <T extends object>(name: (typeof PARTS)[number], made: T | Missing): T | null => {
    if (!isMissing(made)) return made;
    missing[name] = made.missing;
    return null;
  };
  const some = <T>(list: readonly T[], reason: string): readonly T[] | Missing => (list.length > 0 ? list : { missing: reason });
  return {
    cost_ladder,
    budget,
    bootstrap_fan: part('bootstrap_fan', fan),
    trade_shuffle: part('trade_shuffle', shuffle),
    start_dates: part(
      'start_dates',
      some(starts.slice(starts.length > 1 ? 0 : 1), 'too short: a later start would leave less than half of it'),
    ),
    random_entries: part('random_entries', entries),
    crisis_windows: part('crisis_windows', some(crises, 'no crisis window lies wholly inside the run')),
    not_available: missing,
  };
}

function isMissing<T extends object>(part: T | Missing): part is Missing {
  return 'missing' in part;
}

interface OwnRun {
  readonly engine: Engine;
  readonly ends: Int32Array;
  readonly capital: number;
  readonly seed: number;
}

function fanOf({ parts }: Reruns, { engine, ends, capital, seed }: OwnRun, budget: Budget): FanDocument | Missing {
  const { dataset } = parts.prepared.loaded;
  const from = measuredFrom(parts);
  const returns = sessionReturns({ equity: engine.equity, from, capital, ends });
  const fan = bootstrapFan({ returns, capital, seed, draws: budget.bootstrap_draws, steps: FAN_STEPS });
  if (isMissing(fan)) return fan;
  const skipped = ends[0] === from ? 1 : 0;
  const closes = Float64Array.from(fan.periods, (after) => dataset.time[after === 0 ? from : ends[after + skipped - 1]!]!);
  return fanDocument(fan, closes, currencyDecimals(parts.project.project.currency));
}

function fanDocument(fan: BootstrapFan, closes: Float64Array, decimals: number): FanDocument {
  return {
    draws: fan.draws,
    mean_block: fan.meanBlock,
    timestamps: Array.from(closes, isoTime),
    quantiles: fan.quantiles.map(({ level, equity }) => ({
      level,
      equity: Array.from(equity, (value) => moneyText(value, decimals)),
    })),
    losing_share: fan.losing,
  };
}

/** Trades in the order of their exits; what each made of the equity that it began with. */
function shuffleOf({ engine, seed }: OwnRun, budget: Budget): ShuffleDocument | Missing {
  const returns = Float64Array.from({ length: engine.tradeCount }, (_, index) => {
    const { netPnl, entryRow } = engine.trade(index);
    return netPnl / engine.equity[Math.max(0, entryRow - 1)]!;
  });
  const shuffle = tradeShuffle({ returns, seed, draws: budget.shuffle_draws });
  if (isMissing(shuffle)) return shuffle;
  const { draws, trades, own, maxDrawdown, percentile, growth } = shuffle;
  return { draws, trades, max_drawdown: { own, ...maxDrawdown, percentile }, growth };
}

/** At session closes, beside buy-and-hold of the same symbols. */
function crisesOf({ parts }: Reruns, { engine, ends, capital }: OwnRun): readonly CrisisDocument[] {
  const { dataset } = parts.prepared.loaded;
  return crisisResults({
    time: Float64Array.from(ends, (row) => dataset.time[row]!),
    equity: Float64Array.from(ends, (row) => engine.equity[row]!),
    benchmark: buyAndHold({ dataset, from: measuredFrom(parts), capital, rows: ends }),
    from: 0,
  }).map((crisis) => ({
    name: crisis.name,
    from: crisis.from,
    to: crisis.to,
    total_return: crisis.return,
    max_drawdown: crisis.dip,
    buy_and_hold_return: crisis.benchmark ?? null,
    buy_and_hold_max_drawdown: crisis.benchmarkDip ?? null,
  }));
}
