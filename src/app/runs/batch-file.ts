import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';

/** What a list of runs reads of batch.json. */
const batchSchema = z.object({
  children: z.array(z.object({ variant: z.string().nullable(), run_id: z.string().nullable() })),
  counts: z.record(z.string(), z.number()),
  winner: z.object({ metric: z.string(), value: z.union([z.number(), z.string(), z.null()]) }).nullable(),
});
export type BatchFacts = z.output<typeof batchSchema>;

/** `batch.json` in the folder of a batch; undefined when it is not there yet or cannot be read. */
export function readBatch(dir: string): BatchFacts | undefined {
  const text = readText(join(dir, 'batch.json'));
  if (text === undefined) return undefined;
  try {
    return batchSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Names of the variants of a batch by the id of their run; empty where there are none. */
export function variantsOf(runsDir: string, batchId: string): ReadonlyMap<string, string> {
  const children = readBatch(join(runsDir, batchId))?.children ?? [];
  return new Map(children.flatMap(({ run_id, variant }) => (run_id === null || variant === null ? [] : [[run_id, variant]])));
}
