import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { invariant } from '../../base/index.ts';
import { walkCsv } from '../research/research.testkit.ts';
import { loadProjectFile } from '../validate/index.ts';
import { type BatchOutcome, batchOutcome, runBatch } from './index.ts';

/** A project on seeded walks in a folder of its own. */
export class BatchFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'qta-batch-'));

  /** @param yaml sections beside project and data @param symbols names of the walks */
  constructor(
    yaml: string,
    { symbols = ['WAA'], data = '' }: { readonly symbols?: readonly string[]; readonly data?: string } = {},
  ) {
    this.write(
      'config/project.yaml',
      `project: { name: lab, seed: 3 }
data: { source: csv, symbols: [${symbols.join(', ')}], start_date: 2021-01-20, end_date: 2022-12-01, timeframe: 1d, calendar: 24x7, csv: { timestamp: close }${data} }
${yaml}`,
    );
    for (const symbol of symbols) this.write(`data/${symbol}_1d.csv`, walkCsv(symbol));
  }

  get runsDir(): string {
    return join(this.path, 'runs');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  /** A file below the folder of runs. */
  read(file: string): string {
    return readFileSync(join(this.runsDir, file), 'utf8');
  }

  json(file: string): unknown {
    return JSON.parse(this.read(file));
  }

  /** @param sweep undefined: every agent */
  async run(sweep: string | undefined, workers = 2): Promise<BatchOutcome> {
    const loaded = loadProjectFile({ configPath: join(this.path, 'config/project.yaml'), env: {}, now: 0 });
    const wrong = loaded.problems.filter(({ severity }) => severity === 'error');
    invariant(wrong.length === 0, wrong.map(({ path, message }) => `${path}: ${message}`).join('; '));
    const { batchId } = await runBatch({
      ...{ loaded, sweep, workers, runsDir: this.runsDir, version: '0.0.0', fresh: true },
      place: { projectDir: this.path, env: {}, now: 0 },
    });
    return batchOutcome(this.runsDir, batchId);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** An RSI rule and sweeps of it. */
export const RSI_LAB = `features: { definitions: [{ name: rsi_14, type: technical }, { name: sma_20, type: technical }] }
agents:
  - { name: dip, kind: rule, rule: { preset: rsi_threshold, feature: rsi_14, buy_below: 45, sell_above: 55 } }
  - { name: trend, kind: rule, rule: { entry: "close > sma_20", exit: "close < sma_20" } }
`;
