import { stalePages, writePages } from './reference.ts';
import { buildSite } from './site.ts';

/** Writes the reference pages and builds the site; with `--check` only says which pages are out of date, exit code 1 when any is. */
export async function docs(args: readonly string[]): Promise<number> {
  const stale = stalePages();
  if (args.includes('--check')) {
    process.stdout.write(
      stale.length === 0 ? 'the reference is current\n' : `out of date: ${stale.join(', ')}; run npm run docs\n`,
    );
    return stale.length === 0 ? 0 : 1;
  }
  writePages();
  process.stdout.write(
    stale.length === 0 ? 'the reference was current\n' : `${stale.map((path) => `wrote ${path}`).join('\n')}\n`,
  );
  return (await buildSite()) ? 0 : 1;
}
