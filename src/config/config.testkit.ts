import { z } from 'zod';
import type { ConfigNode } from './node.ts';
import { FILE_LAYER } from './node.ts';
import { Problems } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { schemaInput } from './schema-input.ts';

/** A text as nodes, with the problems met. */
export function read(
  text: string | Uint8Array,
  file = 'a.yaml',
): { readonly root: ConfigNode | undefined; readonly problems: Problems } {
  const problems = new Problems(file);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { root } = readYaml(bytes, file, FILE_LAYER, problems);
  return { root, problems };
}

/** Plain data of a text without faults. */
export function plain(text: string): unknown {
  const { root, problems } = read(text);
  if (root === undefined || problems.count > 0)
    throw new Error(JSON.stringify(problems.sorted().map((problem) => problem.message)));
  return schemaInput(z.unknown(), root);
}

export function codes(problems: Problems): readonly string[] {
  return problems.sorted().map((problem) => problem.code);
}
