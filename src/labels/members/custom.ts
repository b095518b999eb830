import { z } from 'zod';
import { fields, invariant } from '../../base/index.ts';
import { emptyColumns } from '../columns.ts';
import { type CustomValue, type LabelBars, type LabelColumns, NO_LABEL } from '../contract.ts';
import { labelType } from '../define.ts';
import { CustomLabelError, LabelModelMismatchError } from '../errors.ts';

export const customSettings = { module: fields.path().optional(), params: z.record(z.string(), z.json()).default({}) };

/**
 * A label of the user's own module, made with `defineLabel`.
 *
 * - t1 is what the label says, above t; a t1 beyond the last bar is a label that is not complete.
 * - Classifier: every value is −1, 0 or 1.
 */
export const custom = labelType({
  type: 'custom',
  summary: "a label of the user's own module",
  source: 'own definition',
  convention: 'the module says t1, value and label_return of each bar; classes are -1, 0 and 1',
  kinds: ['classifier', 'regressor'],
  settings: customSettings,
  classes: () => undefined,
  entry: () => undefined,
  horizon: () => undefined,
  make: ({ params }, { symbols, kind, custom: own }) => {
    invariant(own !== undefined, 'a custom label is handed its definition');
    const label = own.bind(params);
    return symbols.map((bars) => {
      const columns = emptyColumns(bars.time.length);
      for (let t = 0; t < bars.time.length; t += 1) take(bars, t, label(bars, t), columns);
      if (kind === 'classifier') requireClasses(bars, columns);
      return columns;
    });
  },
});

function take(bars: LabelBars, t: number, label: CustomValue | undefined, columns: LabelColumns): void {
  if (label === undefined) return;
  const { t1, value, label_return: labelReturn } = label;
  const fact = problemOf(t, label);
  if (fact !== undefined) throw new CustomLabelError({ symbol: bars.symbol, time: bars.time[t]!, bar: t }, fact);
  if (t1 >= bars.time.length) {
    columns.t1[t] = NO_LABEL.incomplete;
    return;
  }
  columns.t1[t] = t1;
  columns.value[t] = value;
  columns.labelReturn[t] = labelReturn;
}

function problemOf(t: number, { t1, value, label_return: labelReturn }: CustomValue): string | undefined {
  if (!Number.isInteger(t1)) return `has t1 ${String(t1)}, which is no bar`;
  if (t1 <= t) return `has t1 ${t1}, which is not above ${t}`;
  if (!Number.isFinite(value)) return `has the value ${String(value)}`;
  if (!Number.isFinite(labelReturn)) return `has the label_return ${String(labelReturn)}`;
  return undefined;
}

function requireClasses({ symbol }: LabelBars, { t1, value }: LabelColumns): void {
  const at = value.findIndex((one, t) => t1[t]! >= 0 && one !== -1 && one !== 0 && one !== 1);
  if (at < 0) return;
  throw new LabelModelMismatchError('custom', 'regressor', `its value ${value[at]} for ${symbol} is none of -1, 0 and 1`);
}
