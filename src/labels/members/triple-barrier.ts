import { z } from 'zod';
import { barriersAt, firstTouch } from '../barriers.ts';
import { emptyColumns } from '../columns.ts';
import { type LabelBars, type LabelColumns, type LabelEntry, NO_LABEL, TOUCHED } from '../contract.ts';
import { labelType } from '../define.ts';
import { volatilityAt } from '../volatility.ts';
import { barrierSettings, entry, openUnlessSaid } from './fields.ts';

export const tripleBarrierSettings = {
  entry: entry(),
  ...barrierSettings,
  vertical: z.enum(['zero', 'sign']).default('zero'),
};

/**
 * What a long trade from the next open meets first: its target (1), its stop (−1) or its last bar.
 *
 * - Barriers at E · (1 + take_profit_sigma · σ) and E · (1 − stop_loss_sigma · σ) around the entry price E, σ = `ewma_vol(span)` as known at
 *   t. No label before σ is known, nor where it is 0.
 * - An open beyond a barrier exits at the open. Both barriers inside one bar: the stop first, `ambiguous`.
 * - After `max_bars` bars the trade ends at the close: 0, or with `vertical: sign` 1 for a gain, else −1.
 * - t1: the bar of the exit. Bars with fewer than `max_bars` bars after them have no label, also when a barrier was touched: keeping those
 *   would favour quick exits.
 */
export const tripleBarrier = labelType({
  type: 'triple_barrier',
  summary: 'which of target, stop and last bar a long trade meets first',
  source: 'M. López de Prado, Advances in Financial Machine Learning (2018), section 3.4',
  convention: 'barriers in multiples of ewma_vol known at t; gaps exit at the open; stop first where one bar holds both',
  kinds: ['classifier'],
  settings: tripleBarrierSettings,
  classes: ({ vertical }) => (vertical === 'sign' ? [-1, 1] : [-1, 0, 1]),
  entry: openUnlessSaid,
  horizon: ({ max_bars }) => max_bars,
  make: (settings, { symbols }) =>
    symbols.map((bars) => {
      const columns = emptyColumns(bars.time.length);
      const { vertical } = settings;
      eachTrade(
        bars,
        settings,
        columns,
        () => 1,
        (t, gain) => {
          columns.labelReturn[t] = gain;
          const touched = columns.touched[t];
          if (touched === TOUCHED.vertical) columns.value[t] = vertical === 'zero' ? 0 : gain > 0 ? 1 : -1;
          else columns.value[t] = touched === TOUCHED.take_profit ? 1 : -1;
        },
      );
      return columns;
    }),
});

interface TradeSettings {
  readonly entry?: LabelEntry | undefined;
  readonly take_profit_sigma: number;
  readonly stop_loss_sigma: number;
  readonly max_bars: number;
  readonly span: number;
}

/**
 * Fills t1, touched and ambiguous for the trade of each bar that has a side, and hands on its return (of a long position, before costs).
 * @param sideOf 0: no trade
 */
export function eachTrade(
  bars: LabelBars,
  settings: TradeSettings,
  columns: LabelColumns,
  sideOf: (t: number) => number,
  took: (t: number, gain: number, side: 1 | -1) => void,
): void {
  const n = bars.time.length;
  const sigma = volatilityAt(bars.close, settings.span);
  const atClose = openUnlessSaid(settings) === 'close';
  for (let t = 0; t < n; t += 1) {
    const wanted = sideOf(t);
    if (wanted === 0) continue;
    const last = t + settings.max_bars;
    if (last >= n) {
      columns.t1[t] = NO_LABEL.incomplete;
      continue;
    }
    const price = atClose ? bars.close[t]! : bars.open[t + 1]!;
    if (!(sigma[t]! > 0 && price > 0)) continue;
    const widths = { take: settings.take_profit_sigma * sigma[t]!, stop: settings.stop_loss_sigma * sigma[t]! };
    const side = wanted > 0 ? 1 : -1;
    const exit = firstTouch(bars, { ...barriersAt(price, side, widths), first: t + 1, last });
    columns.t1[t] = exit.bar;
    columns.touched[t] = exit.touched;
    columns.ambiguous[t] = exit.ambiguous ? 1 : 0;
    took(t, exit.price / price - 1, side);
  }
}
