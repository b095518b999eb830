import type { SymbolData } from '../../market/index.ts';
import { COMPARISON_KEYS, compareWithBenchmark, pairedReturns, sessionEnds } from '../../metrics/index.ts';
import type { Agent, Project } from '../project/index.ts';
import { buyAndHold } from './buy-and-hold.ts';
import { returnsPerYear, worldOf } from './settings.ts';
import { measuredFrom, type RunParts } from './simulation.ts';

/** A run beside one benchmark. */
interface Comparison {
  /** `cash`, a symbol, or the symbols held. */
  readonly benchmark: string;
  readonly total_return: number | null;
  /** By key of the comparison; null with a reason. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly not_available: Readonly<Record<string, string>>;
}

/** `benchmark.json`: the run beside its world's benchmark and beside buy-and-hold of its own symbols. */
export interface BenchmarkFile {
  readonly world: Comparison;
  readonly buy_and_hold: Comparison;
}

/** The symbol that the agent's world is measured by; undefined: cash. */
export function benchmarkSymbol(project: Project, agent: Agent): string | undefined {
  const { benchmark } = worldOf(project, agent);
  return benchmark === 'cash' ? undefined : benchmark;
}

/**
 * Equity of a world's benchmark at rows of the run: cash keeps the capital, a symbol is bought with all of it at its first open after the close
 * of the first measured row and held, as buy-and-hold of the run's own symbols is.
 */
export function benchmarkEquity(parts: RunParts, capital: number, rows: Int32Array): Float64Array {
  const { benchmark } = parts.prepared;
  if (benchmark === undefined) return new Float64Array(rows.length).fill(capital);
  return buyAndHold({ dataset: { symbols: [benchmark.data] }, from: measuredFrom(parts), capital, rows });
}

/** Compares a run that has ended. */
export function benchmarkFile(parts: RunParts, equity: Float64Array, capital: number): BenchmarkFile {
  const { prepared, project, agent } = parts;
  const { dataset } = prepared.loaded;
  const from = measuredFrom(parts);
  const ends = sessionEnds({ session: dataset.session, from });
  const perYear = returnsPerYear(dataset);
  const compare = (name: string, benchmark: Float64Array): Comparison => {
    const pair = pairedReturns({ equity, from, capital, ends, benchmark });
    const compared = compareWithBenchmark({ ...pair, perYear, riskFree: project.metrics.risk_free });
    const metrics: Record<string, number | null> = {};
    const reasons: Record<string, string> = {};
    for (const key of COMPARISON_KEYS) {
      const statistic = compared[key];
      metrics[key] = 'value' in statistic ? statistic.value : null;
      if ('missing' in statistic) reasons[key] = statistic.missing;
    }
    const last = benchmark.at(-1);
    return {
      benchmark: name,
      total_return: last === undefined ? null : last / capital - 1,
      metrics,
      not_available: reasons,
    };
  };
  return {
    world: compare(worldOf(project, agent).benchmark, benchmarkEquity(parts, capital, ends)),
    buy_and_hold: compare(agent.symbols.join(' '), buyAndHold({ dataset, from, capital, rows: ends })),
  };
}

/** A symbol of other data on the time index of a run: each of its bars is seen at the first row that does not close before it. */
export function onTimeIndex(data: SymbolData, time: Float64Array): SymbolData {
  const rows = new Int32Array(data.bars.length);
  let row = 0;
  for (let bar = 0; bar < rows.length; bar += 1) {
    while (row < time.length && time[row]! < data.bars.time[bar]!) row += 1;
    rows[bar] = row;
  }
  return { ...data, rows };
}
