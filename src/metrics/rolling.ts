import { deviationOf, momentsOf } from './moments.ts';

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
  const sharpe = new Float64Array(returns.length).fill(NaN);
  const volatility = new Float64Array(returns.length).fill(NaN);
  const scale = Math.sqrt(perYear);
  for (let end = window; end <= returns.length; end += 1) {
    const moments = momentsOf(returns.subarray(end - window, end));
    const deviation = moments === undefined ? undefined : deviationOf(moments);
    if (moments === undefined || deviation === undefined) continue;
    sharpe[end - 1] = (moments.mean / deviation) * scale;
    volatility[end - 1] = deviation * scale;
  }
  return { sharpe, volatility };
}
