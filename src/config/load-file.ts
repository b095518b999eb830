import { type Environment, findSecrets, resolveEnvironment } from './environment.ts';
import { mergeNodes } from './merge.ts';
import { type ConfigNode, childOf, FILE_LAYER, INCLUDE_LAYER, type MapNode, type Path, pathText } from './node.ts';
import { type Problems, spanAt } from './problem.ts';
import { projectPath } from './project-path.ts';
import { readYaml } from './read-yaml.ts';
import type { Span } from './source.ts';

const MAX_INCLUDE_DEPTH = 4;

/** Bytes of a file by its path from the project folder; undefined when there is no such file. */
export type ReadBytes = (file: string) => Uint8Array | undefined;

export interface LoadFileInput {
  /** Path from the project folder. */
  readonly file: string;
  /** The same file as the user should look for it, where it is missing. */
  readonly shown: string;
  readonly readBytes: ReadBytes;
  readonly env: Environment;
  readonly problems: Problems;
}

/**
 * The project file with its included files merged below it. Included files are maps of sections, may include others (depth 4), and two
 * siblings may not set the same value. Undefined when the text could not be read; every problem is in `problems`.
 */
export function loadFile(input: LoadFileInput): MapNode | undefined {
  const bytes = input.readBytes(input.file);
  if (bytes === undefined) {
    input.problems.add({
      code: 'FILE_MISSING',
      path: [],
      message: `there is no file ${input.shown}`,
      hint: 'quanttradeai init --template rule-agent -o config/project.yaml writes one',
    });
    return undefined;
  }
  const { root } = readYaml(bytes, input.file, FILE_LAYER, input.problems);
  if (root?.kind !== 'map') return undefined;
  findSecrets(root, input.problems);
  return new Includer(input).merge(root, [input.file]);
}

class Includer {
  readonly #input: LoadFileInput;
  readonly #loaded = new Set<string>();

  constructor(input: LoadFileInput) {
    this.#input = input;
  }

  merge(root: MapNode, stack: readonly string[]): MapNode {
    const list = root.entries.get('include')?.value;
    if (list === undefined || list.kind !== 'list') return root;
    let below: MapNode | undefined;
    for (const [index, item] of list.items.entries()) {
      const entry = resolveEnvironment(item, this.#input.env, this.#input.problems, ['include', index]);
      if (entry.kind !== 'scalar' || typeof entry.value !== 'string') continue;
      const included = this.#included(entry.text, entry.span, ['include', index], stack);
      if (included !== undefined) below = below === undefined ? included : this.#siblings(below, included);
    }
    if (below === undefined) return root;
    const merged = mergeNodes(below, root);
    return merged.kind === 'map' ? merged : root;
  }

  #included(written: string, span: Span | undefined, path: Path, stack: readonly string[]): MapNode | undefined {
    const { problems } = this.#input;
    const file = projectPath(written);
    if (file === undefined) {
      problems.add({ code: 'PATH_OUTSIDE_PROJECT', path, message: `${written} leaves the project folder`, span });
      return undefined;
    }
    if (stack.includes(file)) {
      problems.add({ code: 'INCLUDE_CYCLE', path, message: `${[...stack, file].join(' → ')} includes itself`, span });
      return undefined;
    }
    if (stack.length > MAX_INCLUDE_DEPTH) {
      problems.add({ code: 'INCLUDE_CYCLE', path, message: `files are included more than ${MAX_INCLUDE_DEPTH} deep`, span });
      return undefined;
    }
    if (this.#loaded.has(file)) return undefined;
    this.#loaded.add(file);
    const bytes = this.#input.readBytes(file);
    if (bytes === undefined) {
      problems.add({ code: 'FILE_MISSING', path, message: `there is no file ${file}`, span });
      return undefined;
    }
    const { root } = readYaml(bytes, file, INCLUDE_LAYER, problems);
    if (root?.kind !== 'map') return undefined;
    findSecrets(root, problems);
    return this.#withoutIncludes(this.merge(this.#sectionsOnly(root), [...stack, file]));
  }

  #sectionsOnly(root: MapNode): MapNode {
    const entries = new Map(root.entries);
    for (const key of ['project', 'profiles']) {
      if (!entries.delete(key)) continue;
      this.#input.problems.add({
        code: 'CONFIG_KEY_UNKNOWN',
        path: [key],
        message: `an included file has no key "${key}"`,
        hint: `${key} is written in the project file only`,
        span: spanAt(root, [key], 'key'),
      });
    }
    return { ...root, entries };
  }

  #withoutIncludes(root: MapNode): MapNode {
    const entries = new Map(root.entries);
    entries.delete('include');
    return { ...root, entries };
  }

  #siblings(first: MapNode, second: MapNode): MapNode {
    const merged = mergeNodes(first, second, {
      onConflict: (path, one, other) => {
        const [at, related] = [conflictSpan(other), conflictSpan(one)];
        this.#input.problems.add({
          code: 'INCLUDE_CONFLICT',
          path,
          message: `${pathText(path)} is set by two includes`,
          hint: 'keep it in one of them, or set it in the project file',
          span: at,
          ...(related === undefined ? {} : { related: [{ message: 'also set here', span: related }] }),
        });
      },
    });
    return merged.kind === 'map' ? merged : first;
  }
}

function conflictSpan(node: ConfigNode): Span | undefined {
  const name = childOf(node, 'name');
  return name?.span ?? spanAt(node, []);
}
