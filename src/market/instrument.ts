export const ASSET_CLASSES = ['equity', 'etf', 'index', 'crypto', 'forex', 'future', 'commodity'] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

/** Exchange calendars, each a rule in code. */
export const CALENDARS = ['XNYS', 'CMES', '24x7', '24x5'] as const;
export type CalendarName = (typeof CALENDARS)[number];

/** What is traded: units of price and quantity. */
export interface Instrument {
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly currency: string;
  readonly sector: string | undefined;
  /** Smallest step of a price. */
  readonly tickSize: number;
  /** Smallest step of a quantity: 1 share, 0.01 of an index unit, 0.00000001 coin. */
  readonly lotSize: number;
  /** Money per unit of price and quantity: 1 for shares and coins. */
  readonly multiplier: number;
  readonly shortable: boolean;
  /** A year, of the borrowed value; undefined: the execution setting. */
  readonly borrowRateBps: number | undefined;
}

/** A share as most are: dollars, cents, whole shares, may be lent. For bars that come without a project: tests, measurements, studies. */
export function shareOf(symbol: string, over: Partial<Instrument> = {}): Instrument {
  const units = { tickSize: 0.01, lotSize: 1, multiplier: 1 };
  return {
    symbol,
    assetClass: 'equity',
    currency: 'USD',
    sector: undefined,
    ...units,
    shortable: true,
    borrowRateBps: undefined,
    ...over,
  };
}
