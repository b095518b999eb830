import { rolling, sharpe, volatility } from './statistics/reward.ts';

/** Statistics over a window that moves along the returns; NaN until it is full and where the returns hardly vary. */
export interface Rolling {
  readonly sharpe: Float64Array;
  readonly volatility: Float64Array;
}

/** Annualised Sharpe ratio (risk-free rate 0) and volatility of the last `window` returns at each return. */
export function rollingStatistics({
  returns,
  window,
  perYear,
}: {
  readonly returns: Float64Array;
  readonly window: number;
  readonly perYear: number;
}): Rolling {
  const at = (statistic: typeof sharpe | typeof volatility): Float64Array => {
    const values = new Float64Array(returns.length).fill(NaN);
    const full = rolling({ length: returns.length, window }, (from, to) =>
      statistic({ returns: returns.subarray(from, to), perYear }),
    );
    values.set(full, returns.length - full.length);
    return values;
  };
  return { sharpe: at(sharpe), volatility: at(volatility) };
}
