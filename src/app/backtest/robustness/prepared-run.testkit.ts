import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DAY_MS, isoDate, isoTime } from '../../../base/index.ts';
import { runHistory } from '../../../engine/index.ts';
import { type LoadedProject, requireAgent, requireProject } from '../../project/index.ts';
import { loadProjectFile } from '../../validate/index.ts';
import { prepareAgent } from '../prepare.ts';
import { engineInput, evaluateEngine, type RunParts } from '../simulation.ts';
import { Reruns } from './reruns.ts';

export const CAPITAL = 100_000;
const START = Date.UTC(2021, 0, 1);

/** Open, high, low, close of one bar. */
export type BarNumbers = readonly [open: number, high: number, low: number, close: number];

/** Bars of a length, one after another from 2021 on: days with their date, shorter ones stamped at their close. */
export function barsCsv(bars: readonly BarNumbers[], step = DAY_MS): string {
  const stamp = (index: number): string =>
    step === DAY_MS ? isoDate(START + index * step) : isoTime(START + (index + 1) * step);
  const lines = bars.map((bar, index) => [stamp(index), ...bar, 1_000_000].join(','));
  return `timestamp,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

/** Bars that open at the close before and reach no further than open and close. */
export function barsOfCloses(closes: readonly number[]): BarNumbers[] {
  return closes.map((close, index) => {
    const open = closes[Math.max(0, index - 1)]!;
    return [open, Math.max(open, close), Math.min(open, close), close];
  });
}

/** A project in a folder of its own: agent `a` on the symbols of the files `data/<symbol>_1d.csv`. `yaml`: sections beside project and data. */
export class LabFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'qta-robust-'));

  load(files: Readonly<Record<string, string>>, yaml: string, data = 'timeframe: 1d'): LoadedProject {
    for (const [file, text] of Object.entries({ ...files, 'config/project.yaml': projectText(files, yaml, data) })) {
      mkdirSync(dirname(join(this.path, file)), { recursive: true });
      writeFileSync(join(this.path, file), text);
    }
    const loaded = loadProjectFile({ configPath: join(this.path, 'config/project.yaml'), env: {}, now: 0 });
    const errors = loaded.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(errors.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    return loaded;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function projectText(files: Readonly<Record<string, string>>, yaml: string, data: string): string {
  const names = [...new Set(Object.keys(files).map((file) => file.replace(/^data\/(\w+)_\w+\.csv$/, '$1')))];
  const symbols = names.map(
    (name) => `{ ticker: ${name}, asset_class: crypto, tick_size: 0.000001, lot_size: 0.000001, borrow_rate_bps: 100 }`,
  );
  return `project: { name: lab, seed: 3 }
data: { source: csv, symbols: [${symbols.join(', ')}], start_date: 2021-01-01, end_date: 2029-12-31, calendar: 24x7, csv: { timestamp: close }, ${data} }
worlds: [{ name: w, members: [a], capital: ${CAPITAL}${yaml.includes('benchmark:') ? `, ${/benchmark: \w+/.exec(yaml)![0]}` : ''} }]
${yaml.replace(/benchmark: \w+\n/, '')}`;
}

export interface OwnRun {
  readonly parts: RunParts;
  readonly reruns: Reruns;
  readonly engine: ReturnType<typeof runHistory>;
  readonly evaluation: ReturnType<typeof evaluateEngine>;
}

/** The run itself, as a backtest steps it. */
export async function ownRun(loaded: LoadedProject): Promise<OwnRun> {
  const project = requireProject(loaded);
  const agent = requireAgent(project, 'a');
  const prepared = await prepareAgent({ project, projectDir: loaded.projectDir, agent });
  const parts: RunParts = { project, agent, prepared };
  const engine = runHistory(engineInput(parts));
  return { parts, reruns: new Reruns(parts, CAPITAL), engine, evaluation: evaluateEngine(parts, engine) };
}
