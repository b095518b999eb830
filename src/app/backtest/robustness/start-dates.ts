import { type MetricValue, MIN_RETURNS } from '../../../metrics/index.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Reruns } from './reruns.ts';

/** Sessions later, in the order in which a smaller budget keeps them. */
const LATER = [1, 5, 21, 63, 252, 504, 1260, 10, 42, 126] as const;

/** The run begun some sessions later with its whole capital. */
export interface LaterStart {
  /** 0: the run itself. */
  readonly sessions_later: number;
  /** Date of the first evaluated bar. */
  readonly from: string;
  readonly total_return: MetricValue;
  readonly annual_return: MetricValue;
  readonly sharpe: MetricValue;
  readonly closed_trades: MetricValue;
  /** Buy-and-hold of the same symbols over the same bars. */
  readonly buy_and_hold_return: number | null;
}

/**
 * The same strategy begun later, on a fixed grid of sessions. A start is left out when it would leave fewer than 30 returns or less than half
 * of the sessions.
 *
 * @param grid last rows of the run's sessions; how many later starts
 */
export async function laterStarts(
  reruns: Reruns,
  own: Evaluation,
  grid: { readonly ends: Int32Array; readonly atMost: number },
): Promise<readonly LaterStart[]> {
  const { ends, atMost } = grid;
  const fitting = LATER.filter((later) => ends.length - later > MIN_RETURNS && later * 2 <= ends.length);
  const starts = [laterStart(0, own)];
  for (const later of fitting.slice(0, atMost).sort((a, b) => a - b)) {
    const { evaluation } = await reruns.run({ evaluateFrom: ends[later - 1]! + 1 });
    starts.push(laterStart(later, evaluation));
  }
  return starts;
}

function laterStart(later: number, { result: { document, benchmarkReturn } }: Evaluation): LaterStart {
  const value = (key: string): MetricValue => document.metrics[key] ?? null;
  return {
    sessions_later: later,
    from: document.basis.from,
    total_return: value('total_return'),
    annual_return: value('annual_return'),
    sharpe: value('sharpe'),
    closed_trades: value('closed_trades'),
    buy_and_hold_return: benchmarkReturn ?? null,
  };
}
