import { durationMs } from '../base/index.ts';
import type { SizingConfig, StopsConfig } from './config.ts';
import type { ExecutionConfig } from './execution-config.ts';

/** Parts of a price or amount per basis point. */
const BPS = 10_000;

export type FillTime = 'next_open' | 'same_close' | 'next_close';
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit';
export type TimeInForce = 'day' | 'gtc' | 'ioc';
export type IntrabarPath = 'stop_first' | 'take_first' | 'by_order' | 'ohlc' | 'worst_price' | 'finer';
export type Unaffordable = 'reduce' | 'reject' | 'borrow';

/** Fees of one order: the larger of `minimum` and rate · notional + perShare · quantity + perOrder, over all its fills together. */
export interface CostSettings {
  readonly enabled: boolean;
  /** Fraction of the traded notional. */
  readonly rate: number;
  readonly perShare: number;
  readonly perOrder: number;
  readonly minimum: number;
  /** Only orders that open or enlarge a position pay. */
  readonly entryOnly: boolean;
  /** Decimals that each fee is rounded to, halves to even. */
  readonly roundDecimals: number | undefined;
}

/** Fractions of the price. */
export interface SlippageSettings {
  readonly model: 'bps' | 'half_spread' | 'volatility' | 'none';
  readonly rate: number;
  readonly halfSpread: number;
  /** Share of the 20-bar volatility. */
  readonly volatilityFraction: number;
}

export interface LiquiditySettings {
  readonly enabled: boolean;
  readonly maxParticipation: number;
  readonly volumeSource: 'bar' | 'adv20';
  readonly onExcess: 'partial' | 'refuse';
}

export interface ImpactSettings {
  readonly enabled: boolean;
  readonly model: 'linear' | 'square_root' | 'almgren_chriss';
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** How orders are made and filled, in numbers. */
export interface ExecutionSettings {
  readonly fill: FillTime;
  readonly orderType: OrderType;
  /** Fractions of the close. */
  readonly limitOffset: number;
  readonly stopOffset: number;
  readonly timeInForce: TimeInForce;
  readonly costs: CostSettings;
  readonly slippage: SlippageSettings;
  readonly liquidity: LiquiditySettings;
  readonly unaffordable: Unaffordable;
  readonly impact: ImpactSettings;
  /** A year, of the borrowed value; an instrument's own rate wins. */
  readonly borrow: { readonly enabled: boolean; readonly rate: number };
  /** A year, of positive cash. */
  readonly cashInterestRate: number;
  readonly latencyMs: number;
  readonly path: IntrabarPath;
  readonly closeAtEnd: 'no' | 'last_open' | 'last_close';
}

/** Target → quantity, in numbers. */
export interface SizingSettings {
  readonly mode: 'target_weight' | 'fraction' | 'quantity' | 'stake' | 'risk' | 'volatility';
  /** Meaning by mode; NaN for target_weight, and for a stake that is not fixed. */
  readonly value: number;
  readonly price: 'close' | 'fill';
  readonly equity: 'equity' | 'cash' | 'margin';
  readonly reserve: number;
  readonly feeAware: boolean;
  readonly rebalance: 'on_change' | 'every_bar';
  readonly minOrderValue: number;
  readonly noTradeBand: number;
  readonly cashBuffer: number;
  /** Whole units only, whatever the instrument's lot. */
  readonly wholeUnits: boolean;
}

/** Protective exits from the average entry price; NaN: not set. */
export interface StopSettings {
  readonly stopLoss: number;
  readonly takeProfit: number;
  readonly trailing: number;
  readonly atrMultiple: number;
  /** 0: not set. */
  readonly maxHoldingBars: number;
}

export function resolveExecution(config: ExecutionConfig): ExecutionSettings {
  return {
    fill: config.fill,
    orderType: config.order_type,
    limitOffset: config.limit_offset_bps / BPS,
    stopOffset: config.stop_offset_bps / BPS,
    timeInForce: config.time_in_force,
    costs: resolveCosts(config.costs),
    slippage: {
      model: config.slippage.model,
      rate: config.slippage.bps / BPS,
      halfSpread: config.slippage.spread_bps / BPS / 2,
      volatilityFraction: config.slippage.volatility_fraction,
    },
    liquidity: {
      enabled: config.liquidity.enabled,
      maxParticipation: config.liquidity.max_participation,
      volumeSource: config.liquidity.volume_source,
      onExcess: config.liquidity.on_excess,
    },
    unaffordable: config.unaffordable,
    impact: config.impact,
    borrow: { enabled: config.borrow.enabled, rate: config.borrow.rate_bps / BPS },
    cashInterestRate: config.cash_interest_bps / BPS,
    latencyMs: config.latency.startsWith('0') ? 0 : durationMs(config.latency),
    path: config.intrabar.path,
    closeAtEnd: config.close_at_end,
  };
}

function resolveCosts(costs: ExecutionConfig['costs']): CostSettings {
  return {
    enabled: costs.enabled,
    rate: costs.bps / BPS,
    perShare: Number(costs.per_share),
    perOrder: Number(costs.per_order),
    minimum: Number(costs.minimum),
    entryOnly: costs.apply === 'entry',
    roundDecimals: costs.round_decimals,
  };
}

export function resolveSizing(config: SizingConfig): SizingSettings {
  return {
    mode: config.mode,
    value: config.value ?? Number.NaN,
    price: config.price,
    equity: config.equity,
    reserve: config.reserve,
    feeAware: config.fee_aware,
    rebalance: config.rebalance,
    minOrderValue: Number(config.min_order_value),
    noTradeBand: config.no_trade_band,
    cashBuffer: config.cash_buffer,
    wholeUnits: config.fractional === 'never',
  };
}

export function resolveStops(config: StopsConfig | undefined): StopSettings {
  return {
    stopLoss: config?.stop_loss_pct ?? Number.NaN,
    takeProfit: config?.take_profit_pct ?? Number.NaN,
    trailing: config?.trailing_stop_pct ?? Number.NaN,
    atrMultiple: config?.stop_atr?.multiple ?? Number.NaN,
    maxHoldingBars: config?.max_holding_bars ?? 0,
  };
}
