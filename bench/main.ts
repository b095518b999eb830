import { measureEmuNs } from './emu.ts';
import { measureRow } from './harness.ts';
import type { RowResult } from './row.ts';
import { ROWS } from './rows/registry.ts';
import { renderTable } from './table.ts';

/**
 * Measures every row, or those whose part or work contains a word given as argument. `--json` prints one JSON document instead of
 * the table. Exit code 1 when a row fails; rows that are not built or unstable do not fail it.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const words = args.filter((arg) => !arg.startsWith('--'));
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--json');
  const rows = ROWS.filter((row) => words.length === 0 || words.some((word) => `${row.group} ${row.name}`.includes(word)));
  if (unknown !== undefined || rows.length === 0) {
    process.stderr.write(
      unknown === undefined ? `no row contains ${words.join(' or ')}\n` : `unknown option ${unknown}; there is --json\n`,
    );
    return 2;
  }
  const results: RowResult[] = [];
  for (const row of rows) {
    process.stderr.write(`measuring ${row.group}: ${row.name}\n`);
    results.push(await measureRow(row));
  }
  const emuNs = measureEmuNs();
  process.stdout.write(
    json
      ? `${JSON.stringify({ node: process.version, emu_ns: emuNs, rows: results }, undefined, 2)}\n`
      : renderTable(results, emuNs),
  );
  return results.some((result) => result.verdict === 'fail') ? 1 : 0;
}
