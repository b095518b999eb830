import type { Random } from '../../base/index.ts';

/** The numbers from 0 to count − 1. */
export function everyOne(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i += 1) numbers[i] = i;
  return numbers;
}

/**
 * A share of the rows without repeating any, at least one, ascending; every such choice is equally likely.
 * Source: C. T. Fan, M. E. Muller, I. Rezucha, sequential sampling (JASA 1962); D. E. Knuth, TAOCP 2, 3.4.2, algorithm S.
 */
export function sampleRows(rows: number, share: number, random: Random): Int32Array {
  const count = Math.max(1, Math.round(share * rows));
  if (count >= rows) return everyOne(rows);
  const chosen = new Int32Array(count);
  let taken = 0;
  for (let row = 0; taken < count; row += 1) {
    if (random.uniform() * (rows - row) >= count - taken) continue;
    chosen[taken] = row;
    taken += 1;
  }
  return chosen;
}

/** As many columns as asked for, without repeating any, ascending. */
export function sampleColumns(columns: number, count: number, random: Random): Int32Array {
  const order = everyOne(columns);
  if (count >= columns) return order;
  for (let i = 0; i < count; i += 1) {
    const other = i + random.below(columns - i);
    const column = order[other]!;
    order[other] = order[i]!;
    order[i] = column;
  }
  return order.slice(0, count).sort();
}

/** How often each row comes in `draws` draws with replacement. */
export function bootstrapCounts(rows: number, draws: number, random: Random): Int32Array {
  const counts = new Int32Array(rows);
  for (let i = 0; i < draws; i += 1) counts[random.below(rows)]! += 1;
  return counts;
}
