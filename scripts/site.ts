import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode, secondsSince, tools } from './command.ts';
import { hashOf, readStamp, writeStamp } from './stamps.ts';

const site = join(root, '.build', 'site');
const stampFile = join(root, '.build', 'site.stamp');

/**
 * Builds the documentation site into `.build/site`; does nothing when no page changed. A dead link, a page that cannot be drawn and
 * anything that would be loaded from another host fail it. Prints what happened; true when the site is there.
 */
export async function buildSite(): Promise<boolean> {
  const started = performance.now();
  const stamp = hashOf(['docs', 'scripts/site.ts', 'package-lock.json']);
  if (readStamp(stampFile) === stamp && existsSync(join(site, 'index.html'))) {
    process.stdout.write('the site is current: .build/site\n');
    return true;
  }
  const built = await runNode(tools.vitepress, ['build', 'docs'], { output: 'keep', env: { NO_COLOR: '1' } });
  if (built.code !== 0) {
    process.stdout.write(built.output);
    return false;
  }
  const foreign = foreignLoads(site);
  if (foreign.length > 0) {
    process.stdout.write(`the site would load from other hosts:\n${foreign.map((one) => `  ${one}\n`).join('')}`);
    return false;
  }
  writeStamp(stampFile, stamp);
  process.stdout.write(`built the site in ${secondsSince(started)}: .build/site/index.html\n`);
  return true;
}

/** What pages and styles of a folder load from another host; links that a reader may follow are none. */
export function foreignLoads(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.(html|css)$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const tags = text.match(
        /<(?:script|link|img|iframe|source|video|audio)\b[^>]*\b(?:src|href|srcset)="(?:https?:)?\/\/[^>]*>/g,
      );
      const styles = text.match(/(?:url\(\s*["']?|@import\s+["'])(?:https?:)?\/\/[^)"']*/g);
      return [...(tags ?? []), ...(styles ?? [])].map((load) => `${name}: ${load}`);
    });
}
