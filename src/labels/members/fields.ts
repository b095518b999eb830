import { z } from 'zod';
import type { LabelEntry } from '../contract.ts';

/** Bars from the entry to the end of a return. */
export const horizon = () => z.int().min(1).max(1000).default(5);

/** Where a label begins; absent: by type. */
export const entry = () => z.enum(['close', 'next_open']).optional();

type Entry = { readonly entry?: LabelEntry | undefined };
export const closeUnlessSaid = (settings: Entry): LabelEntry => settings.entry ?? 'close';
export const openUnlessSaid = (settings: Entry): LabelEntry => settings.entry ?? 'next_open';

/** A volatility span, in bars. */
export const span = () => z.int().min(2).max(1000).default(50);

/** The keys of a trade between barriers. */
export const barrierSettings = {
  take_profit_sigma: z.number().positive().default(1.5),
  stop_loss_sigma: z.number().positive().default(1),
  max_bars: z.int().min(1).max(1000).default(10),
  span: span(),
};
