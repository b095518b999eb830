import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { invariant, Random } from '../../base/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import { runResearch } from './index.ts';

/** Daily bars of a seeded walk, as CSV. */
export function walkCsv(name: string, days = 700): string {
  const random = new Random(5, name);
  const lines = ['time,open,high,low,close,volume'];
  let close = 100;
  for (let day = 0; day < days; day += 1) {
    const open = close;
    close *= 1 + 0.01 * random.normal();
    const time = new Date(Date.UTC(2021, 0, 4 + day, 23)).toISOString();
    lines.push([time, open, Math.max(open, close) * 1.002, Math.min(open, close) * 0.998, close, 1000 + (day % 9)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A project folder with walks as data. @param research the section, in braces @param symbols names of the walks */
export function walkProject(research: string, symbols: readonly string[] = ['WAA'], features?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'qta-research-'));
  const files: Record<string, string> = {
    'config/project.yaml': `project: { name: lab, seed: 3 }
data: { source: csv, symbols: [${symbols.join(', ')}], start_date: 2021-01-04, end_date: 2022-12-01, timeframe: 1d, calendar: 24x7, csv: { timestamp: close }, test_start: 2022-09-01, test_end: 2022-12-01 }
features: { definitions: ${features ?? '[{ name: rsi_14, type: technical }, { name: roc_5, type: roc, params: { period: 5 } }, { name: stdev_10, type: technical }]'} }
research: ${research}
`,
  };
  for (const symbol of symbols) files[`data/${symbol}_1d.csv`] = walkCsv(symbol);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Runs the research of a project folder; gives its run and how to read its files. */
export async function runIn(folder: string): Promise<{ readonly dir: string; readonly read: (file: string) => string }> {
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  const wrong = loaded.problems.filter(({ severity }) => severity === 'error');
  invariant(wrong.length === 0, wrong.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const { dir } = await runResearch({ loaded, runsDir: join(folder, 'runs'), version: '0.0.0', fresh: true });
  return { dir, read: (file) => readFileSync(join(dir, file), 'utf8') };
}
