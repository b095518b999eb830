import type { ExecutionSettings, ImpactSettings } from '../trading/index.ts';
import type { Tape } from './tape.ts';

/**
 * Slippage and market impact: from the price that was there to the price that is paid.
 *
 * - Slippage is a fraction of the price: `bps`; half the spread (`spread_bps / 2`, because bars hold no quotes); or a share of the
 *   20-bar volatility known before the bar.
 * - Impact is a fraction of the price too, with p = quantity / volume and σ the same volatility: α·σ·p, α·σ·√p (square-root law,
 *   Torre and Ferrari 1997), or β·σ·p + γ·σ·p (temporary and permanent part of R. Almgren and N. Chriss, 2000). The permanent part is
 *   paid by the order that causes it; later prices of the data are not moved.
 * - The result is rounded to the tick, halves to even, and never goes through a limit.
 */
export class Friction {
  /** Results of the last {@link quote}. */
  price = 0;
  /** Money lost to slippage (with the rounding to the tick) and to impact. */
  slippageCost = 0;
  impactCost = 0;
  /** Quantity / volume of the source in use; NaN where volume is unknown. */
  participation = Number.NaN;
  /** Fills that needed a volatility before two returns were known. */
  fillsWithoutVolatility = 0;
  readonly #tape: Tape;
  readonly #settings: ExecutionSettings;

  constructor(tape: Tape, settings: ExecutionSettings) {
    this.#tape = tape;
    this.#settings = settings;
  }

  /**
   * Prices `units` of a symbol at its current bar.
   *
   * @param base the price that was there @param money units × multiplier @param limit NaN: none
   */
  quote(symbol: number, side: number, units: number, money: number, base: number, limit: number): void {
    this.participation = this.#participation(symbol, units);
    const size = Math.abs(base);
    const impact = size * this.#impact(symbol);
    const raw = base + side * (size * this.#slippage(symbol) + impact);
    let price = this.#tape.tick[symbol]!.nearest(raw);
    if (side * (price - limit) > 0) price = limit;
    const lost = side * (price - base);
    this.price = price;
    this.impactCost = Math.min(impact, Math.max(lost, 0)) * money;
    this.slippageCost = lost * money - this.impactCost;
  }

  /** Whether the settings need a volatility that is not known yet. */
  lacksVolatility(symbol: number): boolean {
    const { slippage, impact } = this.#settings;
    const needs = slippage.model === 'volatility' || (impact.enabled && this.#tape.dataset.symbols[symbol]!.hasVolume);
    return needs && Number.isNaN(this.#volatility(symbol));
  }

  /** Volume that caps and impact measure by; NaN where it is unknown. */
  volume(symbol: number): number {
    const own = this.#tape.at[symbol]!;
    const bar = this.#tape.volume[symbol]![own]!;
    if (this.#settings.liquidity.volumeSource === 'bar') return bar;
    const average = this.#tape.averageVolume(symbol, own);
    return Number.isNaN(average) ? bar : average;
  }

  #participation(symbol: number, units: number): number {
    if (!this.#tape.dataset.symbols[symbol]!.hasVolume) return Number.NaN;
    const volume = this.volume(symbol);
    return volume > 0 ? units / volume : Number.NaN;
  }

  #volatility(symbol: number): number {
    return this.#tape.volatility(symbol, this.#tape.at[symbol]! - 1);
  }

  #slippage(symbol: number): number {
    const { slippage } = this.#settings;
    if (slippage.model === 'none') return 0;
    if (slippage.model === 'half_spread') return slippage.halfSpread;
    if (slippage.model === 'bps') return slippage.rate;
    const volatility = this.#volatility(symbol);
    return Number.isNaN(volatility) ? slippage.rate : slippage.volatilityFraction * volatility;
  }

  #impact(symbol: number): number {
    const { impact } = this.#settings;
    if (!impact.enabled || Number.isNaN(this.participation)) return 0;
    const volatility = this.#volatility(symbol);
    return Number.isNaN(volatility) ? 0 : impactFraction(impact, volatility, this.participation);
  }
}

/** Fraction of the price that an order of participation p moves it by. */
export function impactFraction(impact: ImpactSettings, volatility: number, participation: number): number {
  if (impact.model === 'linear') return impact.alpha * volatility * participation;
  if (impact.model === 'square_root') return impact.alpha * volatility * Math.sqrt(participation);
  return impact.beta * volatility * participation + impact.gamma * volatility * participation;
}
