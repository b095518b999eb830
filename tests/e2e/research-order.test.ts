import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/base/index.ts';
import { cli, listFiles, temporaryFolder, writeFiles } from './cli.testkit.ts';

const SYMBOLS = ['CCC', 'AAA', 'BBB'];
const DATES = 520;

/** Three symbols of a file each, trees with trials: whatever depends on an order or on chance shows. */
function project({ symbols = SYMBOLS, seed = 7 } = {}): string {
  return `project: { name: ordered, seed: ${seed} }
data:
  source: csv
  timeframe: 1d
  csv: { order: any }
  start_date: "2015-01-02"
  symbols: [${symbols.map((ticker) => `{ ticker: ${ticker}, asset_class: crypto }`).join(', ')}]
features:
  definitions:
    - { name: rsi_5, type: technical, params: { period: 5 } }
    - { name: rank, type: cs_rank, params: { min_symbols: 2 }, input: rsi_5 }
research:
  labels: { type: forward_return, horizon: 2, thresholds: none }
  model:
    kind: classifier
    family: gbdt
    ensemble_seeds: 2
    params: { rounds: 12, early_stopping: 0 }
    tuning: { enabled: true, trials: 3, space: { max_leaves: [2, 8] } }
  evaluation: { folds: 2, use_configured_test_window: false }
  promotion: { targets: [{ name: pooled, path: models/promoted/pooled }] }
`;
}

/** Bars of a seeded walk, one line each. */
function lines(symbol: string): readonly string[] {
  const random = new Random(1, symbol);
  let close = 50;
  return Array.from({ length: DATES }, (_, day) => {
    const open = close;
    close = Math.round(open * (1 + 0.03 * (random.uniform() - 0.49)) * 100) / 100;
    const [high, low] = [Math.max(open, close) + 0.05, Math.min(open, close) - 0.05];
    const date = new Date(Date.UTC(2015, 0, 2 + day)).toISOString().slice(0, 10);
    return `${date},${open},${high.toFixed(2)},${low.toFixed(2)},${close},${1000 + random.below(1000)}`;
  });
}

function shuffled(list: readonly string[]): readonly string[] {
  const random = new Random(2, 'order of rows');
  return list
    .map((line) => ({ line, place: random.uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ line }) => line);
}

const made: { remove(): void }[] = [];
afterAll(() => {
  for (const folder of made) folder.remove();
});

interface Options {
  readonly yaml?: string;
  readonly rows?: (list: readonly string[]) => readonly string[];
  /** Where processes are killed by force before the one that ends, as `QTA_TEST_WRITE_FAULT` takes it. */
  readonly kills?: readonly string[];
}

/** Runs the project in a folder of its own and reads what came of it, by file; ids of runs are blotted out. */
async function files({ yaml = project(), rows = (list) => list, kills = [] }: Options = {}): Promise<Map<string, string>> {
  const folder = temporaryFolder();
  made.push(folder);
  const data = Object.fromEntries(
    SYMBOLS.map((symbol) => [`data/${symbol}_1d.csv`, `date,open,high,low,close,volume\n${rows(lines(symbol)).join('\n')}\n`]),
  );
  writeFiles(folder.path, { ...data, 'config/project.yaml': yaml });
  const run = (env: Record<string, string> = {}) =>
    cli(['research', 'run', '-c', 'config/project.yaml'], { cwd: folder.path, env });
  for (const kill of kills) expect((await run({ QTA_TEST_WRITE_FAULT: kill })).signal).toBe('SIGKILL');
  const { code, stderr, stdout } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.includes('went on with')).toBe(kills.length > 0);
  const id = /^run +research\/(\S+)$/m.exec(stdout)![1]!;
  const text = (path: string): string => readFileSync(join(folder.path, path), 'utf8').replaceAll(id, 'RUN');
  const found = new Map(
    listFiles(join(folder.path, 'runs/research', id)).map((file) => [file, text(`runs/research/${id}/${file}`)]),
  );
  return found.set('model.json', text(`models/experiments/${id}/pooled/model.json`));
}

/** Files of a run that are the same whenever it is made; the log and the page say when that was. */
const LASTING = [
  ...['folds.json', 'model.json', 'metrics.json', 'oos_predictions.csv', 'trials.jsonl', 'feature_report.json', 'rows.json'],
  ...['comparison.json', 'certificate.json', 'evidence.json', 'backtests/portfolio/equity_curve.csv'],
];

const differing = (a: Map<string, string>, b: Map<string, string>, names: readonly string[]): readonly string[] => {
  for (const name of names) expect(a.has(name), name).toBe(true);
  return names.filter((name) => a.get(name) !== b.get(name));
};

describe('what research makes of a project', { timeout: 300_000 }, () => {
  let plain = new Map<string, string>();
  beforeAll(async () => {
    plain = await files();
  }, 300_000);

  test('is the same in another folder and another process', async () => {
    expect(differing(plain, await files(), LASTING)).toEqual([]);
  });

  test('does not depend on the order of the rows in the files', async () => {
    expect(differing(plain, await files({ rows: shuffled }), LASTING)).toEqual([]);
  });

  test('does not depend on the order of data.symbols', async () => {
    const other = await files({ yaml: project({ symbols: ['BBB', 'CCC', 'AAA'] }) });
    expect(differing(plain, other, ['folds.json', 'model.json'])).toEqual([]);
  });

  test('does not depend on processes that were killed in the middle of it', async () => {
    const broken = await files({ kills: ['KILL@2:checkpoints', 'KILL@5:checkpoints', 'KILL@1:oos_predictions'] });
    expect(differing(plain, broken, LASTING)).toEqual([]);
  });

  test('depends on the seed', async () => {
    const other = await files({ yaml: project({ seed: 8 }) });
    expect(differing(plain, other, ['folds.json', 'model.json', 'trials.jsonl', 'oos_predictions.csv'])).toHaveLength(4);
  });
});
