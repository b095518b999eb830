import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from './command.ts';

const sources = join(root, 'src');
const lateZodFile = join(sources, 'base', 'late-zod.ts');

/** A source with its schemas built when they are used: zod's makers come from src/base/late-zod.ts. */
export function withLateZod(path: string, text: string): string {
  if (path === lateZodFile || !path.startsWith(sources)) return text;
  return text.replace(/^import \{ z \} from 'zod';$/m, `import * as z from ${JSON.stringify(lateZodFile)};`);
}

const LATE_IMPORT = /const \{ (\w+) \} = await import\('(\.[^']+\/index\.ts)'\)/g;
const NAMED_IMPORT = /^import \{([^}]*)\} from '(\.[^']+\/index\.ts)';$/gm;

/**
 * The imports of a source with the faces of folders (`index.ts`) left out: each name comes from the file that makes it. The bundler counts
 * every file behind a face as needed by whoever imports one name of it, so that each command would load the program whole.
 */
function past(path: string, text: string): string {
  const face = (from: string): string => join(dirname(path), from);
  return text
    .replace(NAMED_IMPORT, (_statement, names: string, from: string) =>
      namesOf(names)
        .map(({ name, local }) => importOf(local, originOf(name, face(from))))
        .join(' '),
    )
    .replace(LATE_IMPORT, (_statement, name: string, from: string) => {
      const origin = originOf(name, face(from));
      const value = `await import(${JSON.stringify(origin.file)})`;
      return origin.name === '*' ? `const ${name} = ${value}` : `const { ${origin.name}: ${name} } = ${value}`;
    });
}

interface Named {
  readonly name: string;
  readonly local: string;
}

/** `a, b as c, type D` without its types. */
function namesOf(list: string): readonly Named[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => {
      const [name = '', local = name] = part.split(' as ');
      return { name, local };
    });
}

function importOf(local: string, { file, name }: Origin): string {
  return name === '*'
    ? `import * as ${local} from ${JSON.stringify(file)};`
    : `import { ${name} as ${local} } from ${JSON.stringify(file)};`;
}

/** Where a name that a face passes on is made. */
function originOf(name: string, face: string): Origin {
  let origin: Origin = { file: face, name };
  for (let next: Origin | undefined = origin; next !== undefined; next = faceOf(origin.file).get(origin.name)) origin = next;
  return origin;
}

interface Origin {
  readonly file: string;
  /** `*` for all of the file as one object. */
  readonly name: string;
}

const faces = new Map<string, ReadonlyMap<string, Origin>>();

/** What a file only passes on, by name. */
function faceOf(file: string): ReadonlyMap<string, Origin> {
  const known = faces.get(file);
  if (known !== undefined) return known;
  const names = new Map<string, Origin>();
  if (basename(file) === 'index.ts') {
    const text = readFileSync(file, 'utf8');
    for (const [, list = '', from = ''] of text.matchAll(/^export \{([^}]*)\} from '([^']+)';$/gm))
      for (const { name, local } of namesOf(list)) names.set(local, { file: join(dirname(file), from), name });
    for (const [, name = '', from = ''] of text.matchAll(/^export \* as (\w+) from '([^']+)';$/gm))
      names.set(name, { file: join(dirname(file), from), name: '*' });
  }
  faces.set(file, names);
  return names;
}

const LATE_ZOD: Plugin = {
  name: 'late-zod',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      if (!path.startsWith(sources)) return undefined;
      return { contents: past(path, withLateZod(path, readFileSync(path, 'utf8'))), loader: 'ts' };
    });
  },
};

/** Zod names all its translations; the program speaks English, which zod imports by itself. */
const ENGLISH_ONLY: Plugin = {
  name: 'english-only',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};', loader: 'js' }));
  },
};

/** Commander can run other programs as commands, ours has none; loading what it would start them with takes a while. */
const NO_CHILDREN: Plugin = {
  name: 'no-children',
  setup: (build) => {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      importer.includes(join('node_modules', 'commander')) ? { path, namespace: 'no-children' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'no-children' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * Node's own modules without `import`: importing one reads every getter of it, which loads streams, web crypto and more that nobody asked
 * for. A name that is not used leaves no trace.
 */
const NODE_MODULES: Plugin = {
  name: 'node-modules',
  setup: (build) => {
    build.onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.replace(/^node:/, '');
      return { path: name, namespace: kind === 'require-call' ? 'node-required' : 'node-imported', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'node-required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'node-imported' }, async ({ path }) => {
      const module = process.getBuiltinModule(path) as object;
      const names = Object.keys(module).filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default');
      const exported = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`);
      const contents = [
        `const module = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
        'export default module;',
        ...exported,
      ].join('\n');
      return { contents };
    });
  },
};

/** Of what the program imports while it runs, only these files; whoever runs into another one has been sent the wrong way. */
export function leaveOut(kept: readonly string[]): Plugin {
  return {
    name: 'leave-out',
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import' || kept.includes(join(resolveDir, path)) || kept.includes(path)) return undefined;
        return { path, namespace: 'left-out' };
      });
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is left out of this script`)});`,
      }));
    },
  };
}

export const BUNDLE_PLUGINS: Plugin[] = [LATE_ZOD, ENGLISH_ONLY, NO_CHILDREN, NODE_MODULES];
