import { invariant } from '../../base/index.ts';
import type { Curve } from '../../models/index.ts';

export interface IsotonicFit {
  /** The level at each row. */
  readonly fitted: Float64Array;
  /** One point per level: weighted mean of its x, and the level. */
  readonly curve: Curve;
  /** Σ weight of the rows of each level. */
  readonly weights: Float64Array;
}

interface Block {
  /** Σ weight, Σ weight · x, Σ weight · y, and the end of its rows in ascending x. */
  weight: number;
  x: number;
  y: number;
  end: number;
}

/**
 * Isotonic regression: the line that never falls and is nearest to y in weighted squares, by pooling adjacent violators (M. Ayer et al.
 * 1955; R. E. Barlow et al. 1972). Rows of equal x have one level; neighbours of equal level are one block.
 */
export function isotonic({
  x,
  y,
  weight,
}: {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weight: Float64Array;
}): IsotonicFit {
  const n = x.length;
  invariant(n > 0 && y.length === n && weight.length === n, 'an isotonic regression has at least one row');
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || a - b);
  const blocks: Block[] = [];
  for (let at = 0; at < n; ) {
    const block: Block = { weight: 0, x: 0, y: 0, end: at };
    const value = x[order[at]!]!;
    for (; block.end < n && x[order[block.end]!] === value; block.end += 1) {
      const row = order[block.end]!;
      block.weight += weight[row]!;
      block.x += weight[row]! * value;
      block.y += weight[row]! * y[row]!;
    }
    at = block.end;
    pool(blocks, block);
  }
  const fitted = new Float64Array(n);
  const curve = { x: [] as number[], y: [] as number[] };
  let from = 0;
  for (const block of blocks) {
    const level = levelOf(block);
    curve.x.push(block.x / block.weight);
    curve.y.push(level);
    for (; from < block.end; from += 1) fitted[order[from]!] = level;
  }
  return { fitted, curve, weights: Float64Array.from(blocks, (block) => block.weight) };
}

/** Adds a block; as long as its level is not above the one before, the two become one. */
function pool(blocks: Block[], block: Block): void {
  for (let last = blocks.at(-1); last !== undefined && levelOf(last) >= levelOf(block); last = blocks.at(-1)) {
    block.weight += last.weight;
    block.x += last.x;
    block.y += last.y;
    blocks.pop();
  }
  blocks.push(block);
}

const levelOf = ({ y, weight }: Block): number => y / weight;
