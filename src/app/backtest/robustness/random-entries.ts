import { Random } from '../../../base/index.ts';
import type { Engine } from '../../../engine/index.ts';
import type { SymbolData } from '../../../market/index.ts';
import { MIN_TRADES, type Missing, placeAmong, type Spread, spreadOf } from '../../../metrics/index.ts';
import { ownAt } from '../buy-and-hold.ts';
import { engineSettings } from '../settings.ts';
import type { RunParts } from '../simulation.ts';
import { freeBars, RandomDecider, type Room, type Stay } from './random-decider.ts';
import type { Rerun, Reruns } from './reruns.ts';

/** A figure of the run among those of runs with random entries. */
export interface AmongRandom extends Spread {
  readonly own: number;
  /** Share of the random runs below it, equal ones counted half. */
  readonly percentile: number;
  /** (1 + random runs at or above it) / (1 + random runs). */
  readonly p_value: number;
}

/** Where the run lies among runs that opened the same positions at times drawn by chance. */
export interface RandomEntries {
  readonly runs: number;
  readonly trades: number;
  /** Mean over the random runs, and of their traded value over the run's own: how well they match. */
  readonly mean_trades: number;
  readonly mean_traded_share: number;
  readonly total_return: AmongRandom;
  /** Null when the run or a random one has no Sharpe ratio. */
  readonly sharpe: AmongRandom | null;
}

/**
 * Runs the engine with random entries: as many positions per symbol as the run closed, with its sides, weights and holding times in bars,
 * and the protective exits of the run, which may end one earlier. Costs, sizing and limits are the run's. Only the time of entry is chance,
 * so a run that lies in the middle has no skill in choosing it. Positions still open at the end are left out.
 */
export async function randomEntries(
  reruns: Reruns,
  own: Pick<Rerun, 'engine' | 'evaluation'>,
  count: number,
): Promise<RandomEntries | Missing> {
  const { parts } = reruns;
  const { engine } = own;
  if (engine.tradeCount < MIN_TRADES) return { missing: `needs ${MIN_TRADES} closed trades, has ${engine.tradeCount}` };
  const rooms = parts.prepared.loaded.dataset.symbols.map((data, symbol) => roomOf(parts, engine, data, symbol));
  if (rooms.some((room) => freeBars(room) < 0))
    return { missing: 'positions fill the whole run: there is no other place for them' };
  const withWeights = engineSettings(parts.project, parts.agent).sizing.mode === 'target_weight';
  const decider = new RandomDecider({ rooms, rows: parts.prepared.loaded.dataset.time.length, withWeights });
  const random = new Random(parts.project.project.seed, 'random entries');
  const returns = new Float64Array(count);
  const sharpes = new Float64Array(count);
  let trades = 0;
  let traded = 0;
  for (let draw = 0; draw < count; draw += 1) {
    decider.plan(random);
    const rerun = await reruns.run({ decider });
    const { total_return, sharpe } = rerun.evaluation.result.document.metrics;
    returns[draw] = asNumber(total_return);
    sharpes[draw] = asNumber(sharpe);
    trades += rerun.engine.tradeCount;
    traded += tradedValue(rerun.engine);
  }
  const { total_return, sharpe } = own.evaluation.result.document.metrics;
  if (returns.some(Number.isNaN)) return { missing: 'a run with random entries has no return' };
  return {
    runs: count,
    trades: engine.tradeCount,
    mean_trades: trades / count,
    mean_traded_share: traded / count / tradedValue(engine),
    total_return: among(asNumber(total_return), returns),
    sharpe: typeof sharpe !== 'number' || sharpes.some(Number.isNaN) ? null : among(sharpe, sharpes),
  };
}

function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function among(own: number, draws: Float64Array): AmongRandom {
  const { percentile, pValue } = placeAmong({ value: own, draws });
  return { own, ...spreadOf(draws)!, percentile, p_value: pValue };
}

function tradedValue(engine: Engine): number {
  return engine.totals().bySymbol.reduce((sum, { tradedNotional }) => sum + tradedNotional, 0);
}

/** The stays of a symbol's closed trades and the bars at whose close they may be opened or closed. */
function roomOf(parts: RunParts, engine: Engine, data: SymbolData, symbol: number): Room {
  const { prepared, project, agent } = parts;
  const lag = engineSettings(project, agent).execution.fill === 'same_close' ? 0 : 1;
  const barAt = (row: number): number => (data.rows === undefined ? row : ownAt(data.rows, row));
  const rowAt = (bar: number): number => (data.rows === undefined ? bar : data.rows[bar]!);
  const stays: Stay[] = [];
  for (let index = 0; index < engine.tradeCount; index += 1) {
    const trade = engine.trade(index);
    if (trade.symbol !== symbol) continue;
    const value = trade.quantity * Math.abs(trade.entryPrice) * data.instrument.multiplier;
    const weight = Math.min(1, value / engine.equity[Math.max(0, trade.entryRow - lag)]!);
    stays.push({
      bars: Math.max(1, barAt(trade.exitRow) - barAt(trade.entryRow)),
      weight: trade.side === 'long' ? weight : -weight,
    });
  }
  let first = barAt(prepared.evaluateFrom);
  if (first < 0 || rowAt(first) < prepared.evaluateFrom) first += 1;
  const count = Math.max(0, data.bars.length - lag - first);
  return { stays, rows: Int32Array.from({ length: count }, (_, index) => rowAt(first + index)) };
}
