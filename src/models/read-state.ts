import { z } from 'zod';
import { ModelArtifactError } from './errors.ts';

/** Reads a part of a model file. @throws ModelArtifactError naming the place inside the part */
export function readState<T>(schema: z.ZodType<T>, json: unknown, where: string): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  let place = where;
  for (const step of issue.path) place += typeof step === 'number' ? `[${step}]` : `${place === '' ? '' : '.'}${String(step)}`;
  throw new ModelArtifactError(place, issue.message);
}

/** Numbers of a state, always finite: JSON carries no others. */
export const numbers = (): z.ZodArray<z.ZodNumber> => z.array(z.number());
