import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';
import { ModelFilesBrokenError } from './errors.ts';
import { promotionManifestSchema } from './manifest.ts';

/** In each folder of a promotion of several models: its new manifest, and where to look whether the promotion happened. */
export const PENDING = 'promotion_pending.json';
/** In the first of these folders: the promotion happened. Written once all of them have their pending manifest. */
export const COMMIT = 'promotion_commit.json';

const pendingSchema = z.strictObject({
  id: z.string(),
  /** Folder of the commit, from this folder. */
  commit: z.string(),
  manifest: promotionManifestSchema,
});
export type Pending = z.output<typeof pendingSchema>;

const commitSchema = z.strictObject({
  id: z.string(),
  /** All folders of the promotion, from this folder. */
  folders: z.array(z.string()),
});
export type Commit = z.output<typeof commitSchema>;

/** What a promotion left in a folder, whether it happened or not; undefined: nothing. @throws ModelFilesBrokenError when it is no such file */
export function readPending(folder: string): Pending | undefined {
  return read(join(folder, PENDING), pendingSchema);
}

/** @throws ModelFilesBrokenError when it is no such file */
export function readCommit(folder: string): Commit | undefined {
  return read(join(folder, COMMIT), commitSchema);
}

/** Whether the promotion that left this happened: its manifest is in force, in whichever folder has it in its place already. */
export function happened(folder: string, { id, commit }: Pending): boolean {
  return readCommit(join(folder, commit))?.id === id;
}

function read<T>(path: string, schema: z.ZodType<T>): T | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new ModelFilesBrokenError(path, 'this is no part of a promotion', { cause: error });
  }
}
