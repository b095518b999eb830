import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import { type Statistic, statistics } from '../../metrics/index.ts';
import type { TrialsNow } from '../../report/index.ts';
import type { Rivals } from '../runs/index.ts';
import { commonReturns, curveFile, curveOf, type DayReturns, dayReturns } from './day-returns.ts';
import { trialsNow } from './trials-now.ts';

/** What choosing the best of a scoreboard does to it. */
export interface BoardSelection {
  /** Configurations on the data and window of the best one, itself included. */
  readonly configurations: number;
  /** The trials on its data until now, and what they leave of its Sharpe ratio; null where the trial ledger does not know it. */
  readonly trials_now: TrialsNow | null;
  /** Probability of backtest overfitting of choosing the best of them by its Sharpe ratio; null below 8. */
  readonly pbo: number | null;
  /** Why there is no `pbo`. */
  readonly not_available: string | null;
}

/** From so many configurations on the best of them has a probability of backtest overfitting. */
export const PBO_CONFIGURATIONS = 8;
/** More curves than these are not read for a list. */
const MOST = 100;

/** What the trials on its data leave of the best of a scoreboard, and how far choosing it carries over. */
export function boardSelection({ runsDir, family, best, runIds }: Rivals): BoardSelection {
  const pbo = overfittingOf(runIds.map((id) => join(runsDir, id, curveFile(family))));
  const [now = null] = trialsNow(runsDir, [best]).trials;
  return {
    configurations: runIds.length,
    trials_now: now,
    pbo: 'value' in pbo ? pbo.value : null,
    not_available: 'missing' in pbo ? pbo.missing : null,
  };
}

/** The probability of backtest overfitting among runs on the same data, from their written equity. */
function overfittingOf(files: readonly string[]): Statistic {
  if (files.length < PBO_CONFIGURATIONS) return { missing: `needs ${PBO_CONFIGURATIONS} configurations, has ${files.length}` };
  if (files.length > MOST) return { missing: `a list reads at most ${MOST} runs for it; a sweep says it of all its variants` };
  const returns: DayReturns[] = [];
  for (const file of files) {
    const own = storedReturns(file);
    if (own === undefined) return { missing: `${file} cannot be read` };
    returns.push(own);
  }
  const common = commonReturns(returns);
  if ('missing' in common) return common;
  const found = statistics.probabilityOfBacktestOverfitting(common.series);
  return 'missing' in found ? found : { value: found.probability };
}

function storedReturns(path: string): DayReturns | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    const curve = curveOf(text);
    return dayReturns(curve, curve.before);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
