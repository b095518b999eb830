import { parseDate } from '../../../base/index.ts';
import type { Path } from '../../../config/index.ts';
import { dataFileNames, fetchedFolder, fillPath } from '../../../market/index.ts';
import { projectSymbols } from '../project.ts';
import type { Check, CheckContext } from './context.ts';

/** The real part of the sample source. */
const SPX_FIRST = '2000-01-03';
const SPX_LAST = '2020-04-17';

export interface SymbolOrigin {
  readonly symbol: string;
  readonly source: string;
  readonly kind: 'real' | 'synthetic' | 'not fetched';
  readonly path: Path;
}

/** Where the bars of each symbol come from. */
export function symbolOrigins(project: CheckContext['project'], exists: (path: string) => boolean): readonly SymbolOrigin[] {
  return project.data.symbols.map((entry, index) => {
    const symbol = typeof entry === 'string' ? entry : entry.ticker;
    const source = typeof entry === 'string' ? project.data.source : (entry.source ?? project.data.source);
    const path = ['data', 'symbols', index];
    if (source === 'sample') return { symbol, source, kind: symbol === 'SPX' ? 'real' : 'synthetic', path };
    if (source !== 'csv' && source !== 'parquet') {
      const isThere = exists(`${project.data.cache_dir}/${fetchedFolder(source, symbol)}`);
      return { symbol, source, kind: isThere ? 'real' : 'not fetched', path };
    }
    const own = typeof entry === 'string' ? undefined : entry.path;
    return {
      symbol,
      source,
      kind: dataFileNames(own ?? project.data.csv.path, symbol, project.data.timeframe).some(({ shown }) => exists(shown))
        ? 'real'
        : 'not fetched',
      path,
    };
  });
}

export const checkData: Check = (context) => {
  checkSample(context);
  checkSynthetic(context);
  checkDataFiles(context);
  checkNamedFiles(context);
  checkReplayWindow(context);
};

function checkSample(context: CheckContext): void {
  const { data } = context.project;
  for (const { symbol, source, path } of symbolOrigins(context.project, context.exists)) {
    if (source !== 'sample' || symbol !== 'SPX') continue;
    const coarser = data.timeframe === '1d' || data.timeframe === '1w';
    if (!coarser) {
      context.report('TIMEFRAME_UNAVAILABLE', path, `source sample has no ${data.timeframe} bars for SPX`, {
        hint: 'SPX has daily bars; any other symbol is made up at any timeframe',
      });
      continue;
    }
    const early = data.start_date < SPX_FIRST;
    const late = data.end_date !== undefined && data.end_date > SPX_LAST;
    if (!early && !late) continue;
    context.report(
      'DATA_RANGE_UNAVAILABLE',
      ['data', early ? 'start_date' : 'end_date'],
      `SPX has bars from ${SPX_FIRST} to ${SPX_LAST} only`,
      { hint: early ? `start_date: ${SPX_FIRST}` : `end_date: ${SPX_LAST}` },
    );
  }
}

function checkSynthetic(context: CheckContext): void {
  const made = symbolOrigins(context.project, context.exists).filter((origin) => origin.kind === 'synthetic');
  const series = context.project.data.series.filter((entry) => entry.source === 'sample').map((entry) => entry.id);
  const names = [...made.map((origin) => origin.symbol), ...series];
  if (names.length === 0) return;
  const shown = names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
  const written = context.written(['data', 'source']);
  context.report(
    'DATA_SYNTHETIC',
    ['data', made.length > 0 ? 'symbols' : 'series'],
    `SYNTHETIC DATA: ${shown} come${names.length === 1 ? 's' : ''} from the seeded generator`,
    {
      hint: written
        ? 'nothing that touched it can go live'
        : 'no data.source is given, so sample; csv, parquet, yahoo, alpaca and ccxt are real',
    },
  );
}

function checkDataFiles(context: CheckContext): void {
  const { data } = context.project;
  for (const [index, entry] of data.symbols.entries()) {
    const symbol = typeof entry === 'string' ? entry : entry.ticker;
    const source = typeof entry === 'string' ? data.source : (entry.source ?? data.source);
    if (source !== 'csv' && source !== 'parquet') continue;
    const own = typeof entry === 'string' ? undefined : entry.path;
    const pattern = own ?? data.csv.path;
    if (dataFileNames(pattern, symbol, data.timeframe).some(({ shown }) => context.exists(shown))) continue;
    const file = fillPath(pattern, symbol, data.timeframe);
    const path =
      own !== undefined
        ? ['data', 'symbols', index, 'path']
        : context.written(['data', 'csv', 'path'])
          ? ['data', 'csv', 'path']
          : ['data', 'symbols', index];
    context.report('FILE_MISSING', path, `there is no file ${file}`, { hint: `the bars of ${symbol} are read from it` });
  }
  for (const [index, entry] of data.series.entries()) {
    if (entry.source !== 'csv') continue;
    if (entry.path === undefined)
      context.report('CONFIG_KEY_MISSING', ['data', 'series', index], `data.series[${index}] needs "path"`, { aim: 'key' });
    else if (!context.exists(entry.path))
      context.report('FILE_MISSING', ['data', 'series', index, 'path'], `there is no file ${entry.path}`);
  }
}

/** Modules and tables that sections name and only later capabilities read. */
function checkNamedFiles(context: CheckContext): void {
  const { project, news } = context.project;
  for (const [index, file] of project.plugins.entries()) {
    if (!context.exists(file)) context.report('FILE_MISSING', ['project', 'plugins', index], `there is no file ${file}`);
  }
  if (news?.provider !== 'csv') return;
  if (news.path === undefined) context.report('CONFIG_KEY_MISSING', ['news'], 'news needs "path"', { aim: 'key' });
  else if (!context.exists(news.path)) context.report('FILE_MISSING', ['news', 'path'], `there is no file ${news.path}`);
}

function checkReplayWindow(context: CheckContext): void {
  const { start_date: from, end_date: to } = context.project.data.streaming.replay;
  if (from === undefined || to === undefined || (parseDate(from) ?? 0) < (parseDate(to) ?? 0)) return;
  context.report('DATA_WINDOW', ['data', 'streaming', 'replay', 'start_date'], `start_date ${from} is not before end_date ${to}`);
}

/** STREAM_REQUIRED, STREAM_SYMBOL_MISSING: what paper and live need of the stream. */
export const checkStream: Check = (context) => {
  const { streaming } = context.project.data;
  const missing = new Map<string, string[]>();
  for (const { agent, path } of context.agents()) {
    if (!agent.enabled || agent.mode === 'backtest') continue;
    if (!streaming.enabled) {
      context.report(
        'STREAM_REQUIRED',
        context.written([...path, 'mode']) ? [...path, 'mode'] : [...path, 'name'],
        `agent "${agent.name}" runs in paper or live and data.streaming is off`,
        {
          hint: 'data.streaming: { enabled: true }',
        },
      );
      continue;
    }
    for (const symbol of agent.symbols) {
      if (streaming.symbols?.includes(symbol)) continue;
      if (projectSymbols(context.project).includes(symbol)) missing.set(symbol, [...(missing.get(symbol) ?? []), agent.name]);
    }
  }
  for (const [symbol, names] of missing) {
    context.report(
      'STREAM_SYMBOL_MISSING',
      ['data', 'streaming', 'symbols'],
      `${symbol} is traded by ${names.join(', ')} in backtest and is not streamed`,
      {
        hint: 'in paper and live an agent trades what is streamed and its own',
      },
    );
  }
};
