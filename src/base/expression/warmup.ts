import { log } from '../math/index.ts';
import { childrenOf, type Expression, functionShape } from './ast.ts';
import { windowOf } from './check.ts';

/** Bars before the first value and bars until a recursive seed no longer matters. */
export interface WarmUp {
  readonly warmup: number;
  readonly settle: number;
}

/** What is known of the names: `position.*` and bar fields have neither. */
export type WarmUpOfName = (name: string) => WarmUp;

/**
 * The static warm-up of an expression: the bars that every part needs, nested windows added up, whatever `and`, `or` and `if`
 * could answer without them.
 */
export function warmUpOf(node: Expression, ofName: WarmUpOfName): WarmUp {
  if (node.kind === 'name') return ofName(node.name);
  let warmup = 0;
  let settle = 0;
  for (const child of childrenOf(node)) {
    const inner = warmUpOf(child, ofName);
    warmup = Math.max(warmup, inner.warmup);
    settle = Math.max(settle, inner.settle);
  }
  if (node.kind !== 'call') return { warmup, settle };
  const n = windowOf(node);
  return {
    warmup: warmup + (functionShape(node.name).history?.(n) ?? 0),
    settle: settle + (node.name === 'ema' ? settleBars(2 / (n + 1)) : 0),
  };
}

/** Bars until the seed of a recursive mean with this weight counts for less than 1e-4: ⌈ln 1e-4 / ln(1 − α)⌉ (RESEARCH 3.1). */
export function settleBars(alpha: number): number {
  return alpha >= 1 ? 0 : Math.ceil(log(1e-4) / log(1 - alpha));
}
