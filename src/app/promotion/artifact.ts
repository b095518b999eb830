import { z } from 'zod';
import { ModelFilesBrokenError, modelJson, type PromotionManifest } from '../models/index.ts';

const artifactSchema = z.looseObject({
  schema: z.literal('model/1'),
  features: z.array(z.looseObject({ name: z.string(), hash: z.string() })).min(1),
  members: z.array(z.looseObject({})).min(1),
});

/** The features that a model reads, as its manifest lists them. @throws ModelFilesBrokenError when the file is no model */
export function artifactFeatures(file: string, text: string): PromotionManifest['features'] {
  const parsed = artifactSchema.safeParse(modelJson(file, text));
  if (parsed.success) return parsed.data.features.map(({ name, hash }) => ({ name, sha256: hash.replace(/^sha256:/, '') }));
  const [issue] = parsed.error.issues;
  throw new ModelFilesBrokenError(file, `this is no model at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`, {
    hint: 'run the research again',
  });
}
