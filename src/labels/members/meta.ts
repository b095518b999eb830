import { fields, invariant } from '../../base/index.ts';
import { emptyColumns } from '../columns.ts';
import { labelType } from '../define.ts';
import { barrierSettings, entry, openUnlessSaid } from './fields.ts';
import { eachTrade } from './triple-barrier.ts';

export const metaSettings = { entry: entry(), ...barrierSettings, primary: fields.name().optional() };

/**
 * Whether a trade of a primary strategy is worth taking: the triple-barrier trade in the direction of its new side gains after costs (1)
 * or not (0).
 *
 * - One label per change to a side other than 0; a side on the first bar is a change.
 * - Target, stop and last bar as in `triple_barrier`, mirrored for a short side. The label return is that of the trade in its direction
 *   after costs: side · r − entry cost − exit cost · (1 + r).
 * - t1: the bar of the exit.
 */
export const meta = labelType({
  type: 'meta',
  summary: 'whether the trade of a primary strategy gains after costs',
  source: 'M. López de Prado, Advances in Financial Machine Learning (2018), section 3.6',
  convention: 'one label per change of the primary to a side other than 0; 1 for a gain after costs, else 0',
  kinds: ['classifier'],
  settings: metaSettings,
  classes: () => [0, 1],
  entry: openUnlessSaid,
  horizon: ({ max_bars }) => max_bars,
  make: (settings, { symbols, primary, costs = { entry: 0, exit: 0 } }) => {
    invariant(primary?.length === symbols.length, 'a meta label gets the sides of its primary for each symbol');
    return symbols.map((bars, index) => {
      const columns = emptyColumns(bars.time.length);
      const sides = primary[index]!;
      invariant(sides.length === bars.time.length, 'the primary has a side for each bar');
      const changedTo = (t: number): number => (t > 0 && sides[t] === sides[t - 1] ? 0 : sides[t]!);
      eachTrade(bars, settings, columns, changedTo, (t, gain, side) => {
        const net = side * gain - costs.entry - costs.exit * (1 + gain);
        columns.labelReturn[t] = net;
        columns.value[t] = net > 0 ? 1 : 0;
      });
      return columns;
    });
  },
});
