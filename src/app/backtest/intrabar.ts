import { currencyDecimals, moneyText } from '../../base/index.ts';
import type { Engine } from '../../engine/index.ts';
import type { Reruns } from './robustness/reruns.ts';

/** `intrabar.json`: how much of a result rests on an assumed order of prices inside bars. */
export interface IntrabarFile {
  /** The reading in use. */
  readonly path: string;
  /** Trades, closed and open, that rest on it. */
  readonly count: number;
  /** What the worst and the best reading would add to the net result: ≤ 0 and ≥ 0. */
  readonly worst: number;
  readonly best: number;
  /** Net result of the run under each reading, money. */
  readonly net_pnl: { readonly worst: string | null; readonly chosen: string | null; readonly best: string | null };
  /** Of closed ambiguous trades: their net result, money, and as a share of the run's; null when that is not above zero. */
  readonly ambiguous_net_pnl: string | null;
  readonly ambiguous_share: number | null;
  /** Only for `path: finer`. */
  readonly finer: FinerFacts | null;
}

interface FinerFacts {
  readonly timeframe: string;
  /** Ambiguous trades of the same run without the finer bars, and with them. */
  readonly ambiguous_without: number;
  readonly ambiguous_with: number;
  /** 1 − with / without; null when there was nothing to resolve. */
  readonly resolved_share: number | null;
}

/** Of a run that has ended. `finer` runs once more without its finer bars, to count what they resolved. */
export async function intrabarFile(reruns: Reruns, engine: Engine, capital: number): Promise<IntrabarFile> {
  const { project, agent } = reruns.parts;
  const { ambiguous } = engine.totals();
  const decimals = currencyDecimals(project.project.currency);
  const money = (value: number): string | null => (Number.isFinite(value) ? moneyText(value, decimals) : null);
  const chosen = engine.equity.at(-1)! - capital;
  let resting = 0;
  for (let index = 0; index < engine.tradeCount; index += 1) {
    const trade = engine.trade(index);
    if (trade.ambiguous) resting += trade.netPnl;
  }
  return {
    path: agent.execution.intrabar.path,
    ...ambiguous,
    net_pnl: { worst: money(chosen + ambiguous.worst), chosen: money(chosen), best: money(chosen + ambiguous.best) },
    ambiguous_net_pnl: money(resting),
    ambiguous_share: chosen > 0 ? resting / chosen : null,
    finer: await finerFacts(reruns, ambiguous.count),
  };
}

async function finerFacts(reruns: Reruns, withFiner: number): Promise<FinerFacts | null> {
  const { path, drill_timeframe: timeframe } = reruns.parts.agent.execution.intrabar;
  if (path !== 'finer' || timeframe === undefined) return null;
  const { engine } = await reruns.run({ path: 'stop_first' });
  const without = engine.totals().ambiguous.count;
  return {
    timeframe,
    ambiguous_without: without,
    ambiguous_with: withFiner,
    resolved_share: without === 0 ? null : 1 - withFiner / without,
  };
}
