import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError, type Place } from '../base/index.ts';

/** A module that the configuration names does not exist. */
export class ModuleMissingError extends AppError {
  readonly code = 'FILE_MISSING';
  constructor(path: string) {
    super(`there is no file ${path}`);
  }
}

/** A user's module cannot be loaded, or exports nothing that was made with a define function. */
export class PluginInvalidError extends AppError {
  readonly code = 'PLUGIN_INVALID';
  constructor(message: string, options: { readonly hint?: string; readonly place?: Place; readonly cause?: unknown } = {}) {
    super(message, options);
  }
}

export interface UserModuleOptions {
  /** Absolute path of the module. */
  readonly file: string;
  /** How the configuration writes it, for messages. */
  readonly shown: string;
  /** What the specifier `quanttradeai` means inside the module: the URL of the running package's SDK entry. */
  readonly sdkUrl: string;
}

/** What a user's module gave; the caller checks what the default export is. */
export interface UserModule {
  readonly exported: unknown;
  /** The module and the files of the project that it imports, absolute, sorted: they enter the code version. */
  readonly files: readonly string[];
}

const EXTENSIONS = /\.(ts|mts|js|mjs)$/;

/** Which files of a project each of them imports. Node resolves an import once in a process: later loads look here. */
const imports = new Map<string, Set<string>>();

/**
 * Loads a TypeScript or JavaScript module of the user's project. `quanttradeai` resolves to the running package, whatever is or
 * is not installed beside the project.
 * @throws ModuleMissingError, PluginInvalidError (with the place where Node gives one)
 */
export async function loadUserModule({ file, shown, sdkUrl }: UserModuleOptions): Promise<UserModule> {
  if (!EXTENSIONS.test(file)) throw new PluginInvalidError(`${shown} is no .ts, .mts, .js or .mjs file`);
  if (!existsSync(file)) throw new ModuleMissingError(shown);
  if (!imports.has(file)) imports.set(file, new Set());
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'quanttradeai') return { url: sdkUrl, shortCircuit: true };
      const resolved = next(specifier, context);
      const { parentURL } = context;
      const known = parentURL?.startsWith('file:') === true ? imports.get(fileURLToPath(parentURL)) : undefined;
      if (known !== undefined && resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/')) {
        const imported = fileURLToPath(resolved.url);
        known.add(imported);
        if (!imports.has(imported)) imports.set(imported, new Set());
      }
      return resolved;
    },
  });
  const restore = silenceTypelessWarning();
  try {
    const loaded: unknown = await import(pathToFileURL(file).href);
    return { exported: defaultOf(loaded, shown), files: importedFrom(file) };
  } catch (error) {
    if (error instanceof PluginInvalidError) throw error;
    throw loadError(error, file, shown);
  } finally {
    restore();
    hooks.deregister();
  }
}

/** A module of the project and everything of it that it imports, sorted. */
function importedFrom(file: string): readonly string[] {
  const files = new Set([file]);
  for (const each of files) for (const imported of imports.get(each) ?? []) files.add(imported);
  return [...files].sort();
}

function defaultOf(loaded: unknown, shown: string): unknown {
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default;
  throw new PluginInvalidError(`${shown} has no default export`, { hint: 'write: export default defineFeature({ … })' });
}

/** A syntax error or a throw while the module was loading, with the line when the stack begins with one of the project's files. */
function loadError(error: unknown, file: string, shown: string): PluginInvalidError {
  const reason = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const url = pathToFileURL(file).href.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`(?:${url}|${file.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}):(\\d+)(?::(\\d+))?`).exec(stack);
  const place: Place | undefined =
    line === null
      ? undefined
      : { file: shown, line: Number(line[1]), ...(line[2] === undefined ? {} : { column: Number(line[2]) }) };
  const summary = reason.split('\n')[0] ?? reason;
  return new PluginInvalidError(`${shown} cannot be loaded: ${withoutUrl(summary)}`, {
    cause: error,
    ...(place === undefined ? {} : { place }),
  });
}

function withoutUrl(text: string): string {
  return text.replaceAll(/file:\/\/\S+/g, (url) => {
    try {
      return relative(process.cwd(), fileURLToPath(url));
    } catch (error) {
      if (error instanceof TypeError) return url;
      throw error;
    }
  });
}

/** A project without `"type": "module"` is none of the user's business here; every other warning passes. */
function silenceTypelessWarning(): () => void {
  const original = process.emitWarning;
  const filtered = (...args: readonly unknown[]): void => {
    const text = String(args[0]);
    const typeless = args.includes('MODULE_TYPELESS_PACKAGE_JSON') || text.startsWith('Module type of file');
    if (!typeless) Reflect.apply(original, process, args);
  };
  Reflect.set(process, 'emitWarning', filtered);
  return () => {
    process.emitWarning = original;
  };
}
