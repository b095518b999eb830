/** One text file of the configuration: the place that every value and problem points into. */
export interface Source {
  /** Path from the project folder, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** Characters `start` (inclusive) to `end` (exclusive) of a source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A place for people: line and column count from 1, columns in characters; `length` stays on the first line. */
export interface SpanPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export function createSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Number of the line that holds the offset, from 1. */
export function lineOf(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (source.lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The text of a line (from 1) without its end. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return '';
  const next = source.lineStarts[line];
  return source.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
}

export function placeOf(span: Span): SpanPlace {
  const line = lineOf(span.source, span.start);
  const text = lineText(span.source, line);
  const from = span.start - span.source.lineStarts[line - 1]!;
  const to = Math.min(span.end - span.source.lineStarts[line - 1]!, text.length);
  return {
    file: span.source.file,
    line,
    column: [...text.slice(0, from)].length + 1,
    length: Math.max(1, [...text.slice(from, Math.max(from, to)).trimEnd()].length),
  };
}
