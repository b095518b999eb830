import { TIMEFRAMES, type Timeframe } from '../../../base/index.ts';
import { canResample, type ResolvedSymbol } from '../../../market/index.ts';
import { TimeframeUnavailableError } from '../errors.ts';

/** The wanted timeframe where a source has it, else the longest of its own that it can be made from. @throws TimeframeUnavailableError */
export function nativeTimeframe(wanted: Timeframe, own: readonly Timeframe[], { source, instrument }: ResolvedSymbol): Timeframe {
  const fitting = TIMEFRAMES.filter(
    (timeframe) => own.includes(timeframe) && (timeframe === wanted || canResample(timeframe, wanted)),
  );
  const best = fitting.at(-1);
  if (best !== undefined) return best;
  throw new TimeframeUnavailableError({ source, timeframe: wanted, symbol: instrument.symbol }, `it has ${own.join(', ')}`);
}
