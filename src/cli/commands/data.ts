import { resolve } from 'node:path';
import {
  type DataFetch,
  type DataFetchRow,
  type DataListRow,
  type DataRequest,
  dataFetch as fetchData,
  dataList as listData,
} from '../../app/data/index.ts';
import { requireProject } from '../../app/project/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { withProgress } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { NOT_AVAILABLE, withSeparators } from '../number-text.ts';
import type { Style } from '../style.ts';
import { tableText } from '../table.ts';

export async function dataList(context: CommandContext, options: Options): Promise<CommandResult> {
  const list = await withProgress(context, (onProgress) =>
    listData({
      ...requestOf(context, options),
      onProgress: ({ symbol, done, total }) => onProgress(done, total, `reading ${symbol}`),
    }),
  );
  return { exitCode: 0, json: list, text: listText(list.rows, context.style) };
}

export async function dataFetch(context: CommandContext, options: Options): Promise<CommandResult> {
  const fetched = await withProgress(context, (onProgress) =>
    fetchData(
      {
        ...requestOf(context, options),
        onProgress: ({ symbol, done, total }) => onProgress(done, total, `reading ${symbol}`),
      },
      { refresh: options.flag('refresh') },
    ),
  );
  return { exitCode: 0, json: fetched, text: fetchText(fetched, context.style) };
}

function requestOf(context: CommandContext, options: Options): DataRequest {
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const { data, project, operations } = requireProject(loaded);
  return {
    data,
    seed: project.seed,
    currency: project.currency,
    projectDir: loaded.projectDir,
    online: { alpaca: operations.connections.alpaca },
  };
}

function listText(rows: readonly DataListRow[], style: Style): string {
  const left = ['id', 'source', 'first', 'last'].map((title) => ({ title }));
  const columns = [
    ...left,
    { title: 'rows', align: 'right' as const },
    { title: 'calendar' },
    { title: 'from' },
    { title: 'notes' },
  ];
  const cells = rows.map((row) => [
    row.id,
    row.synthetic ? style.yellow(`${row.source} SYNTHETIC`) : row.source,
    row.first ?? NOT_AVAILABLE,
    row.last ?? NOT_AVAILABLE,
    row.rows === null ? NOT_AVAILABLE : withSeparators(String(row.rows)),
    row.calendar ?? '',
    row.file ?? '',
    listNotes(row, style),
  ]);
  return tableText(columns, cells, style);
}

function listNotes({ problem, quality, stored }: DataListRow, style: Style): string {
  if (problem !== null) return style.red(`${problem.code} ${problem.message}`);
  const notes = stored ? ['stored'] : [];
  if (quality !== null) {
    if (quality.badRows > 0) notes.push(`${quality.badRows} bad rows`);
    if (quality.duplicates > 0) notes.push(`${quality.duplicates} duplicates`);
    if (quality.outsideSession > 0) notes.push(`${quality.outsideSession} outside the session`);
  }
  return notes.join(', ');
}

function fetchText({ rows, warnings, fingerprint }: DataFetch, style: Style): string {
  const columns = [
    ...['symbol', 'interval', 'source', 'first', 'last'].map((title) => ({ title })),
    ...['bars', 'missing', 'bad rows'].map((title) => ({ title, align: 'right' as const })),
    { title: 'store' },
  ];
  const table = tableText(
    columns,
    rows.map((row) => fetchCells(row, style)),
    style,
  );
  const notes = warnings.map(({ code, message }) => `${style.yellow('warning')} ${code} ${message}\n`);
  const set = rows.flatMap(({ quarantineFile }) => (quarantineFile === null ? [] : [`bad rows are in ${quarantineFile}\n`]));
  const revised = rows.flatMap(({ symbol, revision }) => (revision === null ? [] : [revisionText(symbol, revision)]));
  return [table, ...notes, ...set, ...revised, `fingerprint ${fingerprint}\n`].join('');
}

function revisionText(symbol: string, { changed, added, removed }: NonNullable<DataFetchRow['revision']>): string {
  return `${symbol} fetched again: ${changed} bars changed, ${added} added, ${removed} gone\n`;
}

function fetchCells(row: DataFetchRow, style: Style): readonly string[] {
  return [
    row.symbol,
    row.interval,
    row.synthetic ? style.yellow(`${row.source} SYNTHETIC`) : row.source,
    row.first,
    row.last,
    ...[row.bars, row.missing, row.badRows].map((count) => withSeparators(String(count))),
    storeText(row),
  ];
}

/** The sample source makes its bars anew each time and stores none. */
function storeText({ fromCache, file }: DataFetchRow): string {
  if (fromCache) return 'was there';
  return file === null ? NOT_AVAILABLE : 'written';
}
