import { z } from 'zod';

/** Least rows of a leaf: `auto` is one in a hundred training rows, but 20 to 200. */
export const minLeafRows = () => z.union([z.literal('auto'), z.int().min(1)]).default('auto');

export function leastLeafRows(asked: 'auto' | number, rows: number): number {
  return asked === 'auto' ? Math.min(200, Math.max(20, Math.ceil(rows / 100))) : asked;
}

/** A share of rows or columns. */
export const share = () => z.number().gt(0).max(1);

export const maxBins = () => z.int().min(2).max(255).default(64);
