import { csvBars, SourceInactiveError, type SourceRequest, type SourceResult, sampleBars } from '../../adapters/data/index.ts';
import type { Timeframe } from '../../base/index.ts';
import { calendarOf, type ResolvedSymbol } from '../../market/index.ts';
import type { DataRequest } from './request.ts';
import type { DateWindow } from './window.ts';

/** Days of calendar time that surely hold one session. */
const DAYS_PER_SESSION = 2;

/** The bars of one symbol from its source. */
export async function readSource(
  symbol: ResolvedSymbol,
  timeframe: Timeframe,
  context: { readonly request: DataRequest; readonly window: DateWindow },
): Promise<SourceResult> {
  const { request, window } = context;
  const wanted: SourceRequest = {
    symbol,
    timeframe,
    csv: request.data.csv,
    quality: request.data.quality,
    projectDir: request.projectDir,
  };
  switch (symbol.source) {
    case 'sample':
      return sampleBars(wanted, {
        seed: request.seed,
        fromDay: window.startDay - warmupDays(symbol, timeframe, request.warmupBars ?? 0),
        toDay: window.endDay ?? Number.MAX_SAFE_INTEGER,
      });
    case 'csv':
      return csvBars(wanted);
    default:
      throw new SourceInactiveError(symbol.source, symbol.instrument.symbol);
  }
}

/** Days before the window in which so many bars lie for sure. */
function warmupDays(symbol: ResolvedSymbol, timeframe: Timeframe, bars: number): number {
  const calendar = calendarOf(symbol.calendar);
  const perSession = timeframe === '1w' ? 1 / 5 : calendar.periodsPerYear(timeframe) / calendar.periodsPerYear('1d');
  return bars === 0 ? 0 : Math.ceil((bars / perSession) * DAYS_PER_SESSION) + 7;
}
