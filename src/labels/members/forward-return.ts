import { z } from 'zod';
import { type LabelBars, type LabelColumns, NO_LABEL } from '../contract.ts';
import { labelType } from '../define.ts';
import { forwardReturns } from '../forward-returns.ts';
import { volatilityAt } from '../volatility.ts';
import { closeUnlessSaid, entry, horizon, span } from './fields.ts';

export const forwardReturnSettings = {
  horizon: horizon(),
  entry: entry(),
  buy_threshold: z.number().default(0.01),
  sell_threshold: z.number().default(-0.01),
  thresholds: z.enum(['none']).optional(),
  threshold: z.strictObject({ vol_mult: z.number().positive().default(0.5), span: span() }).optional(),
};

/**
 * Return over a fixed number of bars: the number itself, or its class.
 *
 * - Class 1 from `buy_threshold` up, −1 from `sell_threshold` down, else 0; each threshold holds as it is given. A return is compared as
 *   the quotient of the two prices with 1 + threshold, so that rounding does not decide about a return that meets it exactly.
 * - `thresholds: none`: 1 above 0, else −1. `threshold: { vol_mult, span }`: ± vol_mult · σ · √horizon with σ = `ewma_vol(span)` as known
 *   at t; no label before it is known.
 * - t1: t + horizon, one bar later from the next open.
 */
export const forwardReturn = labelType({
  type: 'forward_return',
  summary: 'return over a fixed number of bars',
  source: 'M. López de Prado, Advances in Financial Machine Learning (2018), section 3.2',
  convention:
    'close to close, or next open to the open horizon bars later; class 1 at buy_threshold and above, -1 at sell_threshold and below',
  kinds: ['classifier', 'regressor'],
  settings: forwardReturnSettings,
  classes: ({ thresholds }) => (thresholds === 'none' ? [-1, 1] : [-1, 0, 1]),
  entry: closeUnlessSaid,
  horizon: (settings) => settings.horizon,
  make: (settings, { symbols, kind }) =>
    symbols.map((bars) => {
      const columns = forwardReturns(bars, settings.horizon, closeUnlessSaid(settings));
      if (kind === 'classifier') classify(columns, thresholdsOf(settings, bars));
      return columns;
    }),
});

type Thresholds = (t: number) => { readonly buy: number; readonly sell: number };

/** The thresholds of each bar; undefined: the sign alone. */
function thresholdsOf(settings: z.output<z.ZodObject<typeof forwardReturnSettings>>, bars: LabelBars): Thresholds | undefined {
  const { threshold } = settings;
  if (settings.thresholds === 'none') return undefined;
  if (threshold === undefined) {
    const fixed = { buy: settings.buy_threshold, sell: settings.sell_threshold };
    return () => fixed;
  }
  const sigma = volatilityAt(bars.close, threshold.span);
  const factor = threshold.vol_mult * Math.sqrt(settings.horizon);
  return (t) => ({ buy: factor * sigma[t]!, sell: -factor * sigma[t]! });
}

function classify({ t1, value, labelReturn }: LabelColumns, thresholds: Thresholds | undefined): void {
  for (let t = 0; t < t1.length; t += 1) {
    if (t1[t]! < 0) continue;
    const r = labelReturn[t]!;
    if (thresholds === undefined) {
      value[t] = r > 0 ? 1 : -1;
      continue;
    }
    const { buy, sell } = thresholds(t);
    if (Number.isNaN(buy)) {
      t1[t] = NO_LABEL.none;
      labelReturn[t] = NaN;
      value[t] = NaN;
    } else value[t] = 1 + r >= 1 + buy ? 1 : 1 + r <= 1 + sell ? -1 : 0;
  }
}
