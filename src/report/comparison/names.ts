import type { Comparison } from './data.ts';

/** Settings that can stand for a name. */
const SETTINGS = 3;
const LONGEST = 60;

/**
 * What tells each run from the others in few words: the parameters of a variant, its name, or, where names are equal, the few settings that
 * differ.
 */
export function shortNames({ runs, config_deltas: deltas }: Comparison): readonly string[] {
  const names = runs.map(({ name, variant }) => (variant === null ? name : parametersOf(variant)));
  const areDifferent = new Set(names).size === names.length;
  if (areDifferent || deltas.length === 0 || deltas.length > SETTINGS) return names;
  return runs.map((_, index) => {
    const parts = deltas.map(({ path, values }) => `${path.slice(path.lastIndexOf('.') + 1)} ${values[index] ?? 'not set'}`);
    const text = parts.join(', ');
    return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  });
}

/** `agent__sweep__buy_below-25__sell_above-70` → `buy_below-25 sell_above-70`. */
function parametersOf(variant: string): string {
  const parts = variant.split('__').slice(2);
  return parts.length === 0 ? variant : parts.join(' ');
}
