import type { Timeframe } from '../../base/index.ts';
import {
  type BarColumns,
  type CalendarName,
  type CleanBars,
  type CorporateEvent,
  type CsvConfig,
  calendarOf,
  canResample,
  cleanRows,
  type EventFindings,
  eventsFromAdjustedClose,
  eventsFromColumns,
  eventsFromFactors,
  eventsFromList,
  factorMismatch,
  inferTimeframe,
  mayBeNegative,
  type RawRows,
  type TradingCalendar,
} from '../../market/index.ts';
import { CalendarMismatchError, CsvRowBadError, DataFormatError, TimeframeUnavailableError } from './errors.ts';
import type { FactorFile } from './factor-file.ts';
import type { SourceRequest, SourceResult, SourceWarning } from './source.ts';

/** Share of bars outside the calendar (extended hours apart) above which it must be the wrong one. */
const MISMATCH = 0.2;
/** Share of closes between the cents above which prices look adjusted. */
const OFF_CENT = 0.3;

/** Rows of one file, with what is known about it. */
export interface RowsOfFile {
  readonly raw: RawRows;
  readonly names: Readonly<Record<string, string>>;
  readonly shown: string;
  readonly contentHash: string;
  readonly factors: FactorFile | undefined;
  /** What the source says about its rows; a file has to be asked. */
  readonly known?: { readonly timeframe: Timeframe; readonly actions: readonly CorporateEvent[]; readonly actionsFrom: string };
}

/** Rows as read → clean bars with corporate actions. @throws TimeframeUnavailableError, CalendarMismatchError, CsvRowBadError, DataFormatError */
export function importRows(file: RowsOfFile, request: SourceRequest): SourceResult {
  const { raw, shown } = file;
  const { symbol, csv } = request;
  const calendar = calendarOf(symbol.calendar);
  if (raw.length === 0 && raw.badRowCount === 0) throw new DataFormatError(shown, 'the file has a header and no rows');
  const timeframe = file.known?.timeframe ?? sourceTimeframe(raw, request, shown);
  const likely = likelyCalendar(raw, symbol.calendar);
  const clean = cleanRows(raw, {
    timeframe,
    calendar,
    stampsAre: csv.timestamp,
    order: csv.order,
    negativePrices: mayBeNegative(symbol.instrument.assetClass),
  });
  const { report } = clean;
  const outside = report.outsideSession - report.extendedHours;
  if (outside > MISMATCH * report.rows) {
    throw new CalendarMismatchError(
      shown,
      { symbol: symbol.instrument.symbol, calendar: symbol.calendar, outside, rows: report.rows },
      likely,
    );
  }
  const found = findEvents(clean, file, calendar);
  return {
    source: { timeframe, bars: clean.bars, events: found.events, report },
    file: shown,
    contentHash: file.contentHash,
    columns: file.names,
    stamps: stampText(raw, csv),
    actions: found.origin,
    synthetic: false,
    notes: notesOf(clean, file),
    warnings: [...found.warnings, ...adjustedWarning(clean.bars, request, found)],
    badRows: clean.badRows,
  };
}

/** How stamps are read, in words. */
export function stampText(raw: Pick<RawRows, 'dated'>, csv: Pick<CsvConfig, 'timestamp' | 'timezone'>): string {
  return raw.dated ? 'session dates' : `bar ${csv.timestamp}, ${csv.timezone} where a stamp names no zone`;
}

function sourceTimeframe(raw: RawRows, request: SourceRequest, shown: string): Timeframe {
  const wanted = request.timeframe;
  const own = inferTimeframe(raw.stamp, raw.length, raw.dated) ?? (raw.length < 2 ? wanted : undefined);
  const facts = { source: request.symbol.source, timeframe: wanted, symbol: request.symbol.instrument.symbol, file: shown };
  if (own === undefined) throw new TimeframeUnavailableError(facts, 'the stamps of the file are no regular distance apart');
  if (own !== wanted && !canResample(own, wanted)) throw new TimeframeUnavailableError(facts, `the file holds ${own} bars`);
  return own;
}

/** @throws CsvRowBadError when there is a bad row and `data.quality.on_bad_bar` is error */
export function refuseBadRows({ badRows, source, file }: SourceResult, { quality }: SourceRequest): void {
  const [first] = badRows;
  if (quality.on_bad_bar !== 'error' || first === undefined) return;
  throw new CsvRowBadError(
    { file: file ?? '', line: first.line, column: first.column },
    first.fact,
    source.report.badRowCount - 1,
  );
}

/** What the days and hours of the stamps look like; as given when nothing speaks against it. */
function likelyCalendar(raw: RawRows, given: CalendarName): CalendarName {
  const counts: Readonly<Record<CalendarName, number>> = {
    XNYS: shareInside(raw, 'XNYS'),
    CMES: shareInside(raw, 'CMES'),
    '24x5': shareInside(raw, '24x5'),
    '24x7': 1,
  };
  if (counts[given] >= 1 - MISMATCH) return given;
  if (counts.XNYS >= 1 - MISMATCH) return 'XNYS';
  return counts['24x5'] >= 0.9 ? '24x5' : '24x7';
}

function shareInside(raw: RawRows, name: CalendarName): number {
  const calendar = calendarOf(name);
  const step = Math.max(1, Math.floor(raw.length / 2000));
  let seen = 0;
  let inside = 0;
  for (let i = 0; i < raw.length; i += step) {
    const day = raw.dated ? raw.stamp[i]! / 86_400_000 : calendar.sessionOf(raw.stamp[i]! + 1);
    seen += 1;
    if (!Number.isNaN(day) && calendar.isSession(day)) inside += 1;
  }
  return seen === 0 ? 1 : inside / seen;
}

interface Found extends EventFindings {
  readonly origin: string | undefined;
  readonly warnings: readonly SourceWarning[];
}

/** What the source names itself, columns of the file, then the factor file beside it, then what an adjusted close hides. */
function findEvents(clean: CleanBars, file: RowsOfFile, calendar: TradingCalendar): Found {
  const { bars, dividend, split, adjustedClose } = clean;
  if (file.known !== undefined)
    return withOrigin(eventsFromList(file.known.actions, bars, calendar), file.known.actionsFrom, file);
  if (dividend !== undefined || split !== undefined) {
    const names = [file.names['dividend'], file.names['split']].filter((name) => name !== undefined).join(', ');
    return withOrigin(eventsFromColumns(bars, dividend, split, calendar), `columns ${names}`, file);
  }
  if (file.factors !== undefined) {
    const mismatch = factorMismatch(file.factors.rows, bars, calendar);
    if (mismatch === undefined || mismatch <= 0.2) {
      return withOrigin(eventsFromFactors(file.factors.rows, bars, calendar), `file ${file.factors.name}`, file);
    }
    const message = `${file.factors.name} is not used: its reference prices are not the closes of ${file.shown}, so these are adjusted already`;
    const rest = fromAdjusted(bars, adjustedClose, file, calendar);
    return { ...rest, warnings: [...rest.warnings, { code: 'DATA_ADJUSTED_ONLY', message }] };
  }
  return fromAdjusted(bars, adjustedClose, file, calendar);
}

function fromAdjusted(bars: BarColumns, adjusted: Float64Array | undefined, file: RowsOfFile, calendar: TradingCalendar): Found {
  if (adjusted === undefined) return { events: [], splitsNotInPrices: 0, origin: undefined, warnings: [] };
  return withOrigin(
    eventsFromAdjustedClose(bars, adjusted, calendar),
    `column ${file.names['adjusted_close'] ?? 'adjusted close'}`,
    file,
  );
}

function withOrigin(findings: EventFindings, origin: string, file: RowsOfFile): Found {
  const refused = findings.splitsNotInPrices;
  const warnings =
    refused === 0
      ? []
      : [
          {
            code: 'DATA_ADJUSTED_ONLY',
            message: `${file.shown} names ${refused} split${refused === 1 ? '' : 's'} that the prices do not show: they are adjusted for splits already`,
          },
        ];
  return { ...findings, origin: findings.events.length === 0 ? undefined : origin, warnings };
}

/** Shares trade in cents; closes between them come from an adjustment. */
function adjustedWarning(bars: BarColumns, { symbol }: SourceRequest, found: Found): readonly SourceWarning[] {
  const { assetClass, symbol: name } = symbol.instrument;
  if ((assetClass !== 'equity' && assetClass !== 'etf') || found.warnings.length > 0) return [];
  let judged = 0;
  let between = 0;
  for (let i = 0; i < bars.length; i += 1) {
    const close = bars.close[i]!;
    if (close < 1) continue;
    judged += 1;
    if (Math.abs(close * 100 - Math.round(close * 100)) > 0.002 + close * 1e-5) between += 1;
  }
  if (judged === 0 || between <= OFF_CENT * judged) return [];
  const basis = found.events.some(({ kind }) => kind === 'split')
    ? ''
    : ', so share counts and cash are those of the adjusted prices';
  return [
    {
      code: 'DATA_ADJUSTED_ONLY',
      message: `the prices of ${name} look adjusted already: ${((100 * between) / judged).toFixed(0)} % of the closes lie between the cents${basis}`,
    },
  ];
}

function notesOf({ report }: CleanBars, file: RowsOfFile): readonly string[] {
  const notes: string[] = [];
  if (report.closeOnly) {
    const spans = file.names['open'] !== undefined;
    notes.push(spans ? 'CLOSE ONLY: high and low span open and close' : 'CLOSE ONLY: open, high and low equal the close');
  }
  if (report.extendedHours > 0) notes.push(`${report.extendedHours} bars before and after the session are left out`);
  return notes;
}
