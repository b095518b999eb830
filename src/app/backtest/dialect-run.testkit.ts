import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProjectFile } from '../validate/index.ts';
import { runAgentBacktest } from './index.ts';

/**
 * One run of a project whose file says `like`, or what a dialect supplies, and no more. Bars are `open high low close`, one a day from
 * 2024-01-01 on, of a market that never closes; capital 10,000.
 */
export interface DialectRun {
  /** `like: lean`, or the keys themselves: sections `execution`, `sizing`, `metrics`. */
  readonly settings: Settings;
  readonly bars: readonly string[];
  /** Row → what is decided at its close; other rows hold. */
  readonly decide: Readonly<Record<number, Decision>>;
  readonly stops?: Readonly<Record<string, number>>;
  readonly lotSize?: number;
  /** Definitions of features that a decision names. */
  readonly features?: readonly object[];
}

export interface Settings {
  readonly execution?: object;
  readonly sizing?: object;
  readonly metrics?: object;
}

export type Decision = 'buy' | 'half' | 'close' | 'short';

export interface DialectOutcome {
  /** `buy 99 @ 10 fee 1` */
  readonly fills: readonly string[];
  /** `rejected 1000 BUYING_POWER` */
  readonly refusals: readonly string[];
  /** By row, from row 0. */
  readonly equity: readonly number[];
  readonly metrics: Readonly<Record<string, number | string | null>>;
  readonly origins: ReadonlyMap<string, string>;
  readonly stamps: readonly string[];
}

/** The volume of a bar is the script: nobody trades on it. */
const LINES: Readonly<Record<Decision, { readonly code: number; readonly line: object }>> = {
  buy: { code: 1, line: { if: 'volume == 1', action: 'buy', weight: 1 } },
  half: { code: 2, line: { if: 'volume == 2', action: 'buy', weight: 0.5 } },
  close: { code: 3, line: { if: 'volume == 3', action: 'close' } },
  short: { code: 4, line: { if: 'volume == 4', action: 'sell', weight: -1 } },
};
const SILENT = 9;
const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 1);

function csvOf({ bars, decide }: DialectRun): string {
  const lines = bars.map((bar, row) => {
    const said = decide[row];
    const date = new Date(START + row * DAY_MS).toISOString().slice(0, 10);
    return [date, ...bar.split(' '), said === undefined ? SILENT : LINES[said].code].join(',');
  });
  return `time,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

function projectOf({ settings, bars, stops, lotSize, features }: DialectRun): object {
  const end = new Date(START + (bars.length - 1) * DAY_MS).toISOString().slice(0, 10);
  const all = { max_order_pct: 1, max_position_pct: 1, max_symbol_pct: 1, max_sector_pct: 1 };
  return {
    project: { name: 'dialect' },
    data: {
      source: 'csv',
      symbols: [
        { ticker: 'AAA', asset_class: 'equity', path: 'data.csv', ...(lotSize === undefined ? {} : { lot_size: lotSize }) },
      ],
      start_date: '2024-01-01',
      end_date: end,
      timeframe: '1d',
      calendar: '24x7',
    },
    ...(features === undefined ? {} : { features: { definitions: features } }),
    position_manager: { execution: settings.execution ?? {}, sizing: settings.sizing ?? {} },
    metrics: settings.metrics ?? {},
    worlds: [{ name: 'w', capital: 10_000 }],
    risk: { limits: all },
    agents: [
      {
        name: 'script',
        kind: 'rule',
        rule: { when: Object.values(LINES).map(({ line }) => line) },
        ...(stops === undefined ? {} : { stops }),
        risk: { allow_short: true },
      },
    ],
  };
}

/** Plays a project from its file to the files of its run. */
export async function playDialect(run: DialectRun): Promise<DialectOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'qta-dialect-'));
  try {
    // JSON is YAML.
    const files = { 'config/project.yaml': JSON.stringify(projectOf(run), undefined, 1), 'data.csv': csvOf(run) };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
    const errors = loaded.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
    const runsDir = join(folder, 'runs');
    const { dir } = await runAgentBacktest({ loaded, agent: 'script', runsDir, version: '0.0.0' });
    return readOutcome(dir, loaded.origins);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Execution {
  readonly event: string;
  readonly action: string;
  readonly qty: string;
  readonly price: string | null;
  readonly fees: string | null;
  readonly exit_reason: string | null;
  readonly reason_code: string | null;
}

function readOutcome(dir: string, origins: ReadonlyMap<string, string>): DialectOutcome {
  const text = (file: string): string => readFileSync(join(dir, file), 'utf8');
  const executions = text('executions.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Execution);
  const rows = text('equity_curve.csv').trim().split('\n').slice(1);
  return {
    fills: executions.filter(({ event }) => event === 'filled' || event === 'partially_filled').map(fillText),
    refusals: executions
      .filter(({ event }) => event === 'rejected' || event === 'refused')
      .map(({ event, qty, reason_code: reason }) => `${event} ${Number(qty)} ${reason}`),
    equity: rows.map((row) => Number(row.split(',')[1])),
    metrics: (JSON.parse(text('metrics.json')) as { metrics: DialectOutcome['metrics'] }).metrics,
    origins,
    stamps: (JSON.parse(text('summary.json')) as { stamps: string[] }).stamps,
  };
}

function fillText({ action, qty, price, fees, exit_reason: reason }: Execution): string {
  const fee = Number(fees) === 0 ? '' : ` fee ${Number(fees)}`;
  const why = reason === null || reason === 'signal' ? '' : ` ${reason}`;
  return `${action} ${Number(qty)} @ ${Number(price)}${fee}${why}`;
}
