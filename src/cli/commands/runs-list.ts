import type { BoardSelection } from '../../app/comparison/index.ts';
import { listRunRows, type RunFilter, type RunRow, type Scoreboard, scoreboards } from '../../app/runs/index.ts';
import { type CommandContext, type CommandResult, type Options, OptionValueError } from '../command.ts';
import { metricText, NOT_AVAILABLE } from '../number-text.ts';
import type { Style } from '../style.ts';
import { tableText, textWidth } from '../table.ts';
import { runsPlace } from './runs-folder.ts';

const DEFAULT_LIMIT = 20;

export async function runsList(context: CommandContext, options: Options): Promise<CommandResult> {
  if (options.list('compare').length > 0) return (await import('./runs-compare.ts')).runsCompare(context, options);
  if (options.text('html') !== undefined) {
    throw new OptionValueError('--html writes the page of a comparison', { hint: 'name the runs with --compare' });
  }
  const filter: RunFilter = {
    runsDir: runsPlace(context, options).runsDir,
    type: options.oneOf('type', ['all', 'research', 'agent', 'batch']),
    mode: options.oneOf('mode', ['backtest', 'paper', 'live']),
    status: options.oneOf('status', ['running', 'success', 'degraded', 'failed', 'halted']),
    limit: options.count('limit') ?? DEFAULT_LIMIT,
    sortBy: options.text('sortBy'),
    ascending: options.flag('ascending') ? true : undefined,
  };
  if (!options.flag('scoreboard')) {
    const list = listRunRows(filter);
    return { exitCode: 0, json: list, text: list.runs.length === 0 ? noRuns(filter) : listText(list.runs, context) };
  }
  return scoreboardResult(filter, context);
}

/** Tables, each with what choosing its best Sharpe ratio does to it. */
async function scoreboardResult(filter: RunFilter, { style }: CommandContext): Promise<CommandResult> {
  const boards = await Promise.all(
    scoreboards(filter).map(async ({ board, rivals }) => {
      if (rivals === undefined) return board;
      const { boardSelection } = await import('../../app/comparison/index.ts');
      return { ...board, selection: boardSelection(rivals) };
    }),
  );
  const json = boards.length === 1 ? { schema_version: 1, ...boards[0] } : { schema_version: 1, families: boards };
  const shown = boards.filter((board) => board.rows.length > 0);
  const text = shown
    .map((board) => boardText(board, style) + ('selection' in board ? selectionText(board.selection) : ''))
    .join('\n');
  return { exitCode: 0, json, text: text === '' ? noRuns(filter) : text };
}

function selectionText(selection: BoardSelection): string {
  const { configurations, trials_now: now, pbo, not_available: why } = selection;
  const left = now === null ? '' : `, dsr ${metricText('dsr', now.dsr)} after ${now.n} ${now.n === 1 ? 'trial' : 'trials'}`;
  const text = pbo === null ? `${NOT_AVAILABLE} (${why})` : metricText('pbo', pbo);
  return `the first is the best of ${configurations} configurations on its data${left}, PBO ${text}\n`;
}

function noRuns({ runsDir }: RunFilter): string {
  return `no runs in ${runsDir} match\n`;
}

interface ListColumn {
  readonly title: string;
  readonly cell: (row: RunRow) => string;
}

/** Given up in this order when the terminal is too narrow: the id says the first two as well. */
const DISPENSABLE = ['type', 'mode', 'name', 'started_at', 'stamps'];

function listText(rows: readonly RunRow[], { style, width }: CommandContext): string {
  let columns: readonly ListColumn[] = [
    { title: 'run_id', cell: (row) => row.run_id },
    { title: 'type', cell: (row) => row.type },
    { title: 'mode', cell: (row) => row.mode ?? '–' },
    { title: 'name', cell: (row) => row.name },
    { title: 'status', cell: (row) => statusText(row, style) + failedText(row) },
    { title: 'verdict', cell: (row) => row.verdict ?? NOT_AVAILABLE },
    {
      title: 'primary metric',
      cell: primaryText,
    },
    { title: 'started_at', cell: (row) => row.started_at },
    { title: 'stamps', cell: (row) => row.stamps.join(', ') },
  ];
  const print = (): string =>
    tableText(
      columns,
      rows.map((row) => columns.map(({ cell }) => cell(row))),
      style,
    );
  for (const title of DISPENSABLE) {
    if (width === undefined || widestLine(print()) <= width) break;
    columns = columns.filter((column) => column.title !== title);
  }
  return print();
}

/** The best of a batch never stands without what choosing it does to it. */
function primaryText({ primary, batch }: RunRow): string {
  if (primary === null) return NOT_AVAILABLE;
  const text = `${primary.key} ${metricText(primary.key, primary.value)}`;
  if (batch === null) return text;
  const { winner_dsr: dsr = null, pbo = null } = batch.overfitting ?? {};
  return `${text} best of ${batch.counts.total} (dsr ${metricText('dsr', dsr)}, pbo ${metricText('pbo', pbo)})`;
}

function widestLine(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

function statusText({ status, error }: Pick<RunRow, 'status' | 'error'>, style: Style): string {
  if (status === 'success') return style.green(status);
  if (status === 'failed') return style.red(error === null ? status : `${status} ${error.code}`);
  return style.yellow(status);
}

/** ` 1 of 4 failed` of a batch with failures. */
function failedText({ batch }: RunRow): string {
  return batch === null || batch.counts.failed === 0 ? '' : ` ${batch.counts.failed} of ${batch.counts.total} failed`;
}

function boardText({ family, rows, sort_by }: Scoreboard, style: Style): string {
  const keys = Object.keys(rows[0]?.metrics ?? {});
  const columns = [
    { title: '#', align: 'right' as const },
    { title: 'name' },
    { title: 'status' },
    { title: 'verdict' },
    ...keys.map((title) => ({ title, align: 'right' as const })),
    { title: 'run_id' },
    { title: 'stamps' },
  ];
  const cells = rows.map((row) => [
    String(row.rank),
    row.variant ?? row.name,
    statusText({ status: row.status, error: null }, style),
    row.verdict ?? NOT_AVAILABLE,
    ...keys.map((key) => metricText(key, row.metrics[key])),
    row.run_id ?? 'not kept',
    row.stamps.join(', '),
  ]);
  return `${style.bold(family)} by ${sort_by}\n${tableText(columns, cells, style)}`;
}
