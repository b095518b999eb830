import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BadRow } from '../../market/index.ts';
import { ensureFolder, readBytes, writeFileAtomic } from '../fs/index.ts';

const NEWLINE = 10;

/**
 * Writes the rows that were set aside with their line and reason, and their text out of the file `linesFrom`.
 * @returns the path from the cache folder
 * @throws StoreWriteError
 */
export function writeQuarantine(
  cacheDir: string,
  name: string,
  content: { readonly badRows: readonly BadRow[]; readonly linesFrom: string | undefined },
): string {
  const relative = `quarantine/${name.replaceAll(/[^A-Za-z0-9.^=_-]/g, '-')}.csv`;
  const path = join(cacheDir, relative);
  const texts =
    content.linesFrom === undefined
      ? new Map<number, string>()
      : linesOf(content.linesFrom, new Set(content.badRows.map(({ line }) => line)));
  const rows = content.badRows.map(({ line, column, code, fact }) =>
    [line, column ?? '', code, cell(fact), cell(texts.get(line) ?? '')].join(','),
  );
  ensureFolder(dirname(path));
  writeFileAtomic(path, `${['line,column,code,fact,row', ...rows].join('\n')}\n`);
  return relative;
}

function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The wanted lines of a text file, counted from 1. */
function linesOf(path: string, wanted: ReadonlySet<number>): ReadonlyMap<number, string> {
  const stored = readBytes(path) ?? new Uint8Array();
  const bytes = path.endsWith('.gz') ? gunzipSync(stored) : Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const found = new Map<number, string>();
  let from = 0;
  for (let line = 1; from < bytes.length && found.size < wanted.size; line += 1) {
    const at = bytes.indexOf(NEWLINE, from);
    const end = at < 0 ? bytes.length : at;
    if (wanted.has(line)) found.set(line, bytes.toString('utf8', from, end).replace(/\r$/, ''));
    from = end + 1;
  }
  return found;
}
