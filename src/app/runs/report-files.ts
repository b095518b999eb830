import { z } from 'zod';

/** The files of one run, read one by one; what is missing or has another form is remembered, and nothing is thrown. */
export class ReportFiles {
  readonly #read: (file: string) => string | undefined;
  readonly #leftOut: string[] = [];

  constructor(read: (file: string) => string | undefined) {
    this.#read = read;
  }

  /** What a page has to say of files that it could not use. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  #text(file: string, parts: string): string | undefined {
    const text = this.#read(file);
    if (text === undefined) this.#leftOut.push(`${file} is missing: ${parts}`);
    return text;
  }

  /** What `make` makes of a file's text; undefined where the file is missing or not what it should be. `parts`: what the page then lacks. */
  made<T>(file: string, parts: string, make: (text: string) => T): T | undefined {
    const text = this.#text(file, parts);
    return text === undefined ? undefined : this.#parsed(file, parts, () => make(text));
  }

  json<T extends z.ZodType>(file: string, schema: T, parts: string): z.output<T> | undefined {
    return this.made(file, parts, (text) => schema.parse(JSON.parse(text)));
  }

  lines<T extends z.ZodType>(file: string, schema: T, parts: string): readonly z.output<T>[] {
    const read = (text: string): z.output<T>[] =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => schema.parse(JSON.parse(line)));
    return this.made(file, parts, read) ?? [];
  }

  #parsed<T>(file: string, parts: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof z.ZodError || error instanceof RangeError)) throw error;
      this.#leftOut.push(`${file} has another form than this version reads: ${parts}`);
      return undefined;
    }
  }
}
