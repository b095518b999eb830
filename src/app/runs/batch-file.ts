import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';

const figure = z.number().nullable();

/** What lists read of batch.json. */
const batchSchema = z.object({
  kind: z.string(),
  sweep: z.string().nullable(),
  counts: z.object({ total: z.number(), failed: z.number() }),
  children: z.array(z.object({ variant: z.string().nullable(), run_id: z.string().nullable() })),
  winner: z
    .object({
      run_id: z.string().nullable(),
      variant: z.string().nullable().default(null),
      metric: z.string(),
      value: z.union([z.number(), z.string(), z.null()]),
    })
    .nullable(),
  overfitting: z.object({ trials: figure, n_effective: figure, winner_dsr: figure, pbo: figure }).nullable(),
});
type BatchFile = z.output<typeof batchSchema>;

/** What a list of runs says of a batch: its best child is never told without what choosing it does to it. */
export type BatchFacts = Omit<BatchFile, 'children'>;

/** `batch.json` in the folder of a batch; undefined when it is not there yet or cannot be read. */
function readBatch(dir: string): BatchFile | undefined {
  const text = readText(join(dir, 'batch.json'));
  if (text === undefined) return undefined;
  try {
    return batchSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A batch without its children; null when its file is not there yet or cannot be read. */
export function readBatchFacts(dir: string): BatchFacts | null {
  const batch = readBatch(dir);
  if (batch === undefined) return null;
  const { children: _, ...facts } = batch;
  return facts;
}

/** Names of the variants of a batch by the id of their run; empty where there are none. */
export function variantsOf(runsDir: string, batchId: string): ReadonlyMap<string, string> {
  const children = readBatch(join(runsDir, batchId))?.children ?? [];
  return new Map(children.flatMap(({ run_id, variant }) => (run_id === null || variant === null ? [] : [[run_id, variant]])));
}
