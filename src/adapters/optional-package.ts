import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError, type ExitCode } from '../base/index.ts';

/** A part of the product needs a package that no install brings by itself. */
export class PackageMissingError extends AppError {
  readonly code = 'PACKAGE_MISSING';
  override readonly exitCode: ExitCode = 3;

  /** @param packages with versions, as `npm install` takes them */
  constructor(what: string, packages: readonly string[], cause?: unknown) {
    const names = packages.map((text) => text.slice(0, text.lastIndexOf('@'))).join(' and ');
    super(`${what} needs ${names}, which ${packages.length === 1 ? 'is' : 'are'} not installed`, {
      hint: `npm install --ignore-scripts ${packages.join(' ')}`,
      cause,
    });
  }
}

/**
 * The exports of a package that only some users install: the project's own copy, else the one beside the program.
 * @returns undefined when neither is there; `cause` of the caller's error is of no more use than that
 */
export async function optionalPackage(name: string, projectDir: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  for (const from of [join(projectDir, 'package.json'), import.meta.url]) {
    try {
      const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(createRequire(from).resolve(name)).href);
      const standard = loaded['default'];
      return typeof standard === 'object' && standard !== null ? { ...loaded, ...standard } : loaded;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND';
}
