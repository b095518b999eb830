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
  /** The settings needed a volatility for it that is not known yet. */
  lacksVolatility = false;
  /** Fills that needed a volatility before two returns were known. */
  fillsWithoutVolatility = 0;
  readonly #tape: Tape;
  readonly #settings: ExecutionSettings;
  /** By symbol, as the dataset says it. */
  readonly #hasVolume: readonly boolean[];
  readonly #slipsByVolatility: boolean;
  /** Slippage that needs no volatility, and where it is not known. */
  readonly #slippage: number;

  constructor(tape: Tape, settings: ExecutionSettings) {
    const { model, rate, halfSpread } = settings.slippage;
    this.#tape = tape;
    this.#settings = settings;
    this.#hasVolume = tape.dataset.symbols.map(({ hasVolume }) => hasVolume);
    this.#slipsByVolatility = model === 'volatility';
    this.#slippage = model === 'none' ? 0 : model === 'half_spread' ? halfSpread : rate;
  }

  /**
   * Prices `units` of a symbol at its current bar.
   *
   * @param base the price that was there @param money units × multiplier @param limit NaN: none
   */
  quote(symbol: number, side: number, units: number, money: number, base: number, limit: number): void {
    const { impact: settings } = this.#settings;
    const hasVolume = this.#hasVolume[symbol]!;
    const pushes = settings.enabled && hasVolume;
    const needsVolatility = this.#slipsByVolatility || pushes;
    const participation = hasVolume ? this.#participation(symbol, units) : Number.NaN;
    const volatility = needsVolatility ? this.#tape.volatility(symbol, this.#tape.at[symbol]! - 1) : Number.NaN;
    const known = !Number.isNaN(volatility);
    const size = Math.abs(base);
    const push = pushes && known && !Number.isNaN(participation) ? impactFraction(settings, volatility, participation) : 0;
    const slip = this.#slipsByVolatility && known ? this.#settings.slippage.volatilityFraction * volatility : this.#slippage;
    const impact = size * push;
    const raw = base + side * (size * slip + impact);
    let price = this.#tape.tick[symbol]!.nearest(raw);
    if (side * (price - limit) > 0) price = limit;
    const lost = side * (price - base);
    const pushed = Math.min(impact, Math.max(lost, 0)) * money;
    this.participation = participation;
    this.lacksVolatility = needsVolatility && !known;
    this.price = price;
    this.impactCost = pushed;
    this.slippageCost = lost * money - pushed;
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
    const volume = this.volume(symbol);
    return volume > 0 ? units / volume : Number.NaN;
  }
}

/** Fraction of the price that an order of participation p moves it by. */
export function impactFraction(impact: ImpactSettings, volatility: number, participation: number): number {
  if (impact.model === 'linear') return impact.alpha * volatility * participation;
  if (impact.model === 'square_root') return impact.alpha * volatility * Math.sqrt(participation);
  return impact.beta * volatility * participation + impact.gamma * volatility * participation;
}
