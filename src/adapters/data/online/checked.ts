import type { z } from 'zod';
import { type Asked, SourceAnswerError } from './errors.ts';

/** The answer in the form that the source documents. @throws SourceAnswerError naming the first place that differs */
export function checked<T>(schema: z.ZodType<T>, body: unknown, asked: Asked): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.map(String).join('.');
  throw new SourceAnswerError(asked, `its form has changed: ${place}: ${issue?.message ?? 'unknown'}`);
}
