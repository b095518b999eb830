import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DataConfig, dataSection, resolveSymbols } from '../../market/index.ts';
import { temporaryFolder } from '../fs/fs.testkit.ts';
import type { SourceRequest } from './index.ts';

const shared = process.env['QTA_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** Real market data beside the project; tests that need it are skipped when it is absent. */
export const REAL = join(shared, 'data');
export const hasReal = existsSync(REAL);

/** A project folder with these files. */
export function projectWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** A `data` section with its defaults. */
export function dataOf(section: Readonly<Record<string, unknown>>): DataConfig {
  return dataSection.parse({ symbols: ['A'], source: 'csv', start_date: '1970-01-02', ...section });
}

/** The request for the first symbol of a `data` section. */
export function requestOf(projectDir: string, section: Readonly<Record<string, unknown>>): SourceRequest {
  const data = dataOf(section);
  return { symbol: resolveSymbols(data, 'USD')[0]!, timeframe: data.timeframe, csv: data.csv, quality: data.quality, projectDir };
}
