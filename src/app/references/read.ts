import { join } from 'node:path';
import { isFolder, listFolder, readText } from '../../adapters/fs/index.ts';
import { parseDate } from '../../base/index.ts';
import type { ReferenceTable } from '../../metrics/index.ts';
import { ReferenceFileError, ReferenceFolderError } from './errors.ts';
import { jsonPlace } from './json-place.ts';

/** A folder of references holds some sixty files; a hundred times that is another folder. */
const MOST_FILES = 6000;
const DEEPEST = 6;

/** A folder of reference values, read as text. */
export class ReferenceFolder {
  readonly path: string;
  /** Every file, relative, with `/` between, in order. */
  readonly files: ReadonlySet<string>;

  /** @throws ReferenceFolderError when there is no such folder, or far too much in it */
  constructor(path: string) {
    this.path = path;
    if (!isFolder(path)) throw new ReferenceFolderError(path, 'there is no such folder');
    const files: string[] = [];
    this.#walk('', 0, files);
    this.files = new Set(files);
  }

  #walk(folder: string, depth: number, into: string[]): void {
    for (const name of listFolder(join(this.path, folder)) ?? []) {
      const file = folder === '' ? name : `${folder}/${name}`;
      const isDeeper = isFolder(join(this.path, file));
      if (isDeeper && depth < DEEPEST) this.#walk(file, depth + 1, into);
      else into.push(file);
      if (into.length > MOST_FILES)
        throw new ReferenceFolderError(this.path, `more than ${MOST_FILES} files: no reference folder`);
    }
  }

  /** @throws ReferenceFileError when a file that another one needs is not there */
  text(file: string, neededBy?: string): string {
    const text = readText(join(this.path, file));
    if (text !== undefined) return text.replace(/^\uFEFF/, '');
    throw new ReferenceFileError(
      this.#place(file),
      neededBy === undefined ? 'no such file' : `no such file; ${neededBy} needs it`,
    );
  }

  /** @throws ReferenceFileError with line and column when the text is no JSON */
  json(file: string, neededBy?: string): unknown {
    const text = this.text(file, neededBy);
    try {
      return JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new ReferenceFileError({ ...this.#place(file), ...jsonPlace(text) }, `not JSON: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  /** A CSV file as cells. @throws ReferenceFileError when a row has another number of cells than the head */
  table(file: string, neededBy?: string): ReferenceTable {
    const rows = this.text(file, neededBy)
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const width = rows[0]?.length ?? 0;
    const wrong = rows.findIndex((row) => row.length !== width);
    if (wrong < 0) return rows;
    const fact = `${rows[wrong]?.length ?? 0} cells where the head has ${width}`;
    throw new ReferenceFileError({ ...this.#place(file), line: wrong + 1 }, fact);
  }

  /** A CSV file of daily bars, as text. @throws ReferenceFileError when a cell is no date or number, or the dates do not rise */
  bars(file: string, neededBy: string): string {
    const [head = [], ...rows] = this.table(file, neededBy);
    const missing = ['date', 'open', 'high', 'low', 'close', 'volume'].find((name) => !head.includes(name));
    if (missing !== undefined) throw new ReferenceFileError({ ...this.#place(file), line: 1 }, `there is no column "${missing}"`);
    let last = -Infinity;
    for (const [index, row] of rows.entries()) {
      for (const [at, cell] of row.entries()) {
        const name = head[at] ?? '';
        const value = name === 'date' ? (parseDate(cell) ?? Number.NaN) : Number(cell);
        const isRight = cell !== '' && Number.isFinite(value) && !(name === 'date' && value <= last);
        if (!isRight) throw new ReferenceFileError({ ...this.#place(file), line: index + 2 }, `"${cell}" is no ${name} of a bar`);
        if (name === 'date') last = value;
      }
    }
    return this.text(file);
  }

  /** @throws ReferenceFileError that says which part of the file has another shape */
  refuse(file: string, path: readonly PropertyKey[], fact: string, cause: unknown): never {
    const at = path.length === 0 ? '' : ` at ${path.map(String).join('.')}`;
    throw new ReferenceFileError(this.#place(file), `another shape than the check expects${at}: ${fact}`, { cause });
  }

  #place(file: string): { readonly file: string } {
    return { file: join(this.path, file) };
  }
}

function reasonOf({ message }: SyntaxError): string {
  return message.replace(/ in JSON at position.*$/s, '').replace(/, ".*$/s, '');
}
