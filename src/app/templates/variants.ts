import type { TemplateName } from './catalogue.ts';
import * as pieces from './pieces.ts';

export const DATA_VARIANTS = ['sample', 'csv', 'yahoo', 'alpaca', 'ccxt'] as const;
export type DataVariant = (typeof DATA_VARIANTS)[number];

interface Variant {
  readonly symbol: string;
  /** Beginning of names such as `spx_daily_classifier`. */
  readonly prefix: string;
  readonly timeframe: string;
  readonly comment: string;
  readonly stream: string;
  /** Absent: as in the sample. */
  readonly start?: string;
  readonly testStart?: string;
}

const VARIANTS: Readonly<Record<Exclude<DataVariant, 'sample'>, Variant>> = {
  csv: {
    symbol: 'SPX',
    prefix: 'spx_',
    timeframe: '1d',
    comment: 'data/SPX_1d.csv; put your own files beside it',
    stream: 'sample',
  },
  yahoo: {
    symbol: 'SPY',
    prefix: 'spy_',
    timeframe: '1d',
    comment: 'fetched once, then read from data/cache',
    stream: 'sample',
    start: '2005-01-03',
    testStart: '2022-01-03',
  },
  alpaca: {
    symbol: 'SPY',
    prefix: 'spy_',
    timeframe: '1d',
    comment: 'keys: see .env.example',
    stream: 'alpaca',
    start: '2018-01-02',
    testStart: '2023-01-03',
  },
  ccxt: {
    symbol: 'BTC/USDT',
    prefix: 'btc_',
    timeframe: '1h',
    comment: 'public market data, no key needed',
    stream: 'ccxt',
    start: '2021-01-01',
    testStart: '2023-01-02',
  },
};

/**
 * The text of a template with another source of data: `data` and what names its symbol change, nothing else. `dayBefore` is the last
 * day that surely has complete bars (YYYY-MM-DD).
 */
export function withData(text: string, template: TemplateName, variant: DataVariant, dayBefore: string): string {
  if (variant === 'sample') return text;
  const chosen = VARIANTS[variant];
  const data = template === 'world' ? pieces.DATA.replace('  symbols: [SPX]\n', pieces.WORLD_SYMBOLS) : pieces.DATA;
  let result = text.replace(data, dataText(data, variant, chosen, dayBefore));
  result = result.replace('provider: sample, replay', `provider: ${chosen.stream}, replay`);
  return renamed(result, chosen);
}

/** Names and symbols in any text of the project; in plain lists `/` needs no quotes. */
export function renamed(text: string, variant: Pick<Variant, 'symbol' | 'prefix'>): string {
  return text.replaceAll('spx_', variant.prefix).replaceAll(/\bSPX\b(?!_1d\.csv)/g, variant.symbol);
}

/** The files beside the project file, with the symbol they name. */
export function withDataInFiles(text: string, variant: DataVariant): string {
  if (variant === 'sample') return text;
  const chosen = VARIANTS[variant];
  return renamed(text, chosen).replace("interval: '1d'", `interval: '${chosen.timeframe}'`);
}

function dataText(data: string, source: DataVariant, variant: Variant, dayBefore: string): string {
  const lines = data.split('\n').map((line) => {
    if (line.startsWith('  source:')) return `  source: ${source.padEnd(22)} # ${variant.comment}`;
    if (line.startsWith('  timeframe:')) return `  timeframe: ${variant.timeframe}`;
    if (variant.start === undefined) return line;
    if (line.startsWith('  start_date:')) return `  start_date: "${variant.start}"`;
    if (line.startsWith('  end_date:')) return `  end_date: "${dayBefore}"`;
    if (line.startsWith('  test_start:')) return line.replace('"2018-01-02"', `"${variant.testStart ?? ''}"`);
    if (line.startsWith('  test_end:')) return `  test_end: "${dayBefore}"`;
    return line;
  });
  const text = lines.join('\n');
  const metals = source === 'csv' || source === 'ccxt';
  return metals ? text.replaceAll('asset_class: etf }', 'asset_class: etf, source: sample }') : text;
}
