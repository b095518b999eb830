/** What `execution.like` supplies as defaults; a key that is written in the file wins. */
export interface Dialect {
  readonly execution: Readonly<Record<string, unknown>>;
  readonly sizing: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** The first value of an exponential average: the mean of the first n, or the first price. */
  readonly emaSeed: 'mean' | 'first';
}

/** None of these engines limits participation, charges a borrow fee or moves the price unless it is told to. */
const FRICTIONLESS = {
  slippage: { model: 'none' },
  liquidity: { enabled: false },
  borrow: { enabled: false },
};
/** None of them keeps cash back beside what its own rule of sizing says, or drops small orders. */
const NOTHING_BACK = { cash_buffer: 0, min_order_value: '0' };
/** Those with ratios of their own measure from the first bar on, warm-up included. */
const WHOLE_WINDOW = { from: 'start_date' };

/**
 * The table of ENGINE 6, explained by the pages `docs/how-to/come-from-*.md`: LEAN master 2026-08 (daily bars), backtesting.py 0.6,
 * backtrader 1.9, nautilus 2026-07 (bars), freqtrade 2024-10. A cell that has no established value stays at ours.
 */
export const DIALECTS = {
  lean: {
    execution: {
      ...FRICTIONLESS,
      fill: 'next_open',
      unaffordable: 'borrow',
      costs: { bps: 0, per_share: '0.005', minimum: '1' },
      intrabar: { path: 'worst_price' },
      close_at_end: 'no',
    },
    sizing: { ...NOTHING_BACK, mode: 'target_weight', reserve: 0.0025, fee_aware: true, fractional: 'never' },
    metrics: { ...WHOLE_WINDOW, sharpe: 'calendar_days', sortino: 'negative_sd', annual_return: 'days_365' },
    emaSeed: 'mean',
  },
  backtesting_py: {
    execution: {
      ...FRICTIONLESS,
      fill: 'next_open',
      costs: { bps: 0, apply: 'both' },
      intrabar: { path: 'stop_first' },
      close_at_end: 'last_open',
    },
    sizing: { ...NOTHING_BACK, mode: 'target_weight', price: 'fill', equity: 'margin', fractional: 'never' },
    metrics: {
      ...WHOLE_WINDOW,
      sharpe: 'geometric',
      sortino: 'downside_rms',
      annual_return: 'days_365_25',
      drawdown_days: 'longest',
    },
    emaSeed: 'first',
  },
  backtrader: {
    execution: {
      ...FRICTIONLESS,
      fill: 'next_open',
      unaffordable: 'reject',
      costs: { bps: 0 },
      intrabar: { path: 'by_order' },
      close_at_end: 'no',
    },
    sizing: { ...NOTHING_BACK, mode: 'quantity', value: 1 },
    metrics: {},
    emaSeed: 'mean',
  },
  nautilus: {
    execution: {
      ...FRICTIONLESS,
      fill: 'same_close',
      unaffordable: 'reject',
      costs: { bps: 0, round_decimals: 8 },
      intrabar: { path: 'ohlc' },
      close_at_end: 'last_close',
    },
    sizing: { ...NOTHING_BACK, mode: 'quantity', value: 1 },
    metrics: {},
    emaSeed: 'first',
  },
  freqtrade: {
    execution: {
      ...FRICTIONLESS,
      fill: 'next_open',
      unaffordable: 'reject',
      costs: { bps: 10, apply: 'both' },
      intrabar: { path: 'stop_first' },
      close_at_end: 'last_open',
    },
    sizing: { ...NOTHING_BACK, mode: 'stake', price: 'fill', reserve: 0.01 },
    metrics: { ...WHOLE_WINDOW, sharpe: 'daily_wallet', annual_return: 'days_365' },
    emaSeed: 'mean',
  },
} as const satisfies Readonly<Record<string, Dialect>>;

export function isDialect(name: string): name is keyof typeof DIALECTS {
  return Object.hasOwn(DIALECTS, name);
}
