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

/**
 * The table of docs/explanation/dialects.md: LEAN master 2026-08 (daily bars), backtesting.py 0.6, backtrader, nautilus 2026-07 (bars),
 * freqtrade 2024-10. A row that has no established value stays at ours.
 */
export const DIALECTS = {
  lean: {
    execution: {
      ...FRICTIONLESS,
      costs: { bps: 0, per_share: '0.005', minimum: '1' },
      intrabar: { path: 'worst_price' },
    },
    sizing: { reserve: 0.0025, fractional: 'never' },
    metrics: { sharpe: 'calendar_days', sortino: 'negative_sd' },
    emaSeed: 'mean',
  },
  backtesting_py: {
    execution: { ...FRICTIONLESS, costs: { bps: 0 }, close_at_end: 'last_open' },
    sizing: { price: 'fill', fractional: 'never' },
    metrics: { sharpe: 'geometric', sortino: 'downside_rms' },
    emaSeed: 'first',
  },
  backtrader: {
    execution: { ...FRICTIONLESS, costs: { bps: 0 } },
    sizing: { mode: 'quantity', value: 1 },
    metrics: {},
    emaSeed: 'mean',
  },
  nautilus: {
    execution: { ...FRICTIONLESS, fill: 'same_close', costs: { bps: 0, round_decimals: 8 }, intrabar: { path: 'ohlc' } },
    sizing: { mode: 'quantity', value: 1 },
    metrics: {},
    emaSeed: 'first',
  },
  freqtrade: {
    execution: { ...FRICTIONLESS, costs: { bps: 10 }, close_at_end: 'last_open' },
    sizing: {},
    metrics: {},
    emaSeed: 'mean',
  },
} as const satisfies Readonly<Record<string, Dialect>>;

export function isDialect(name: string): name is keyof typeof DIALECTS {
  return Object.hasOwn(DIALECTS, name);
}
