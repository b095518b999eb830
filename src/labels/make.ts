import { longestReach } from './columns.ts';
import type { LabelSettings } from './config.ts';
import type { LabelColumns, LabelEntry, LabelInput, LabelKind } from './contract.ts';
import { LabelModelMismatchError } from './errors.ts';
import { labelOf } from './registry.ts';

/**
 * The labels of each symbol, in the order of the symbols, under the settings of `research.labels`. The label of a symbol does not depend
 * on that order.
 * @throws LabelModelMismatchError, LabelTooFewSymbolsError, CustomLabelError
 */
export function makeLabels({ settings, ...input }: LabelInput & { readonly settings: LabelSettings }): readonly LabelColumns[] {
  const label = labelOf(settings.type);
  const [only] = label.kinds;
  if (!label.kinds.includes(input.kind)) throw new LabelModelMismatchError(settings.type, only!);
  return label.make(settings, input);
}

/** Which models can learn these labels. */
export function labelKinds({ type }: Pick<LabelSettings, 'type'>): readonly LabelKind[] {
  return labelOf(type).kinds;
}

/** Bars that a label holds at most: h of the embargo and of everything else that counts overlaps. */
export function labelHorizon(settings: LabelSettings, columns: readonly LabelColumns[]): number {
  return labelOf(settings.type).horizon(settings) ?? longestReach(columns);
}

/** The classes of these labels, ascending, whether they occur or not; those of a custom label are the ones that occur. */
export function labelClasses(settings: LabelSettings, columns: readonly LabelColumns[]): readonly number[] {
  const known = labelOf(settings.type).classes(settings);
  if (known !== undefined) return known;
  return [-1, 0, 1].filter((one) => columns.some(({ value }) => value.includes(one)));
}

/** Where these labels begin; undefined where only a user's module knows. */
export function labelEntry(settings: LabelSettings): LabelEntry | undefined {
  return labelOf(settings.type).entry(settings);
}
