import { isAbsolute } from 'node:path';
import type { Json } from '../../base/index.ts';
import type { Project } from './project.ts';

/**
 * What the config hash covers: every value but `deployment`, `operations.server` and `operations.workers`. An absolute path counts by
 * its last part only, because where a file lies on a machine changes no result.
 */
export function hashedConfig(project: Project): Json {
  const { deployment: _deployment, operations, ...rest } = project;
  const { server: _server, workers: _workers, ...kept } = operations;
  return asJson({ ...rest, operations: kept });
}

function asJson(value: unknown): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return isAbsolute(value) ? (value.split(/[/\\]/).at(-1) ?? value) : value;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object') return String(value);
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) result[key] = asJson(item);
  return result;
}
