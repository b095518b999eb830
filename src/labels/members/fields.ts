import { z } from 'zod';

/** Bars from the entry to the end of a return. */
export const horizon = () => z.int().min(1).max(1000).default(5);

/** Where a label begins: at the close of its bar, or at the next open. Absent: by type. */
export const entry = () => z.enum(['close', 'next_open']).optional();

/** A volatility span, in bars. */
export const span = () => z.int().min(2).max(1000).default(50);

/** The keys of a trade between barriers. */
export const barrierSettings = {
  take_profit_sigma: z.number().positive().default(1.5),
  stop_loss_sigma: z.number().positive().default(1),
  max_bars: z.int().min(1).max(1000).default(10),
  span: span(),
  vertical: z.enum(['zero', 'sign']).default('zero'),
};
