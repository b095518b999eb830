import { DAY_MS, isoDate, type Timeframe, timeframeMs, type Warning } from '../../base/index.ts';
import {
  actionsOf,
  calendarOf,
  countOpenEqualsClose,
  countZeroVolume,
  type DataConfig,
  findGaps,
  findJumps,
  findRollJumps,
  type QualityReport,
  ROLL_JUMP_DEVIATIONS,
  SAMPLE_SYMBOL,
} from '../../market/index.ts';
import { DataQualityError } from './errors.ts';
import type { Member } from './load-dataset.ts';
import type { DataWarningCode } from './warning-codes.ts';

/** Share of bars that open at the close before, above which the opens are no opens. */
const OPEN_EQUALS_CLOSE_SHARE = 0.25;

const NO_ROLL_JUMPS = { rollJumps: [], rollJumpCount: 0, rollJumpSum: 0 };
/** Dates that the warning names; `data.json` lists more. */
const NAMED_ROLL_JUMPS = 5;

export interface Judged {
  readonly report: QualityReport;
  readonly warnings: readonly Warning[];
}

/** What is wrong with a symbol's bars. @throws DataQualityError when it is more than `data.quality` allows */
export function judgeQuality(member: Member, timeframe: Timeframe, data: DataConfig): Judged {
  const report = reportOf(member, timeframe, data);
  refuse(report, member, data);
  return { report, warnings: warningsOf(report, member, data) };
}

function reportOf({ resolved, result, bars }: Member, timeframe: Timeframe, data: DataConfig): QualityReport {
  const calendar = calendarOf(resolved.calendar);
  const { report: found, events } = result.source;
  const actionRows = new Set(actionsOf(events, bars, calendar).map(({ row }) => row));
  const gaps = findGaps(bars.time, timeframe, calendar);
  const jumps = findJumps(bars.time, bars.close, data.quality.max_jump_sigma, (row) => actionRows.has(row));
  const isChain = resolved.instrument.assetClass === 'future' && timeframeMs(timeframe) >= DAY_MS;
  const rollJumps = isChain ? findRollJumps(bars.time, bars.open, bars.close) : NO_ROLL_JUMPS;
  return {
    symbol: resolved.instrument.symbol,
    timeframe,
    source: resolved.source,
    rows: found.rows,
    bars: bars.length,
    first: bars.time[0],
    last: bars.time[bars.length - 1],
    ...gaps,
    duplicates: found.duplicates,
    duplicateLines: found.duplicateLines,
    disorder: found.disorder,
    disorderLines: found.disorderLines,
    badRows: found.badRows,
    badRowCount: found.badRowCount,
    quarantineFile: result.quarantineFile,
    outsideSession: found.outsideSession,
    extendedHours: found.extendedHours,
    ...jumps,
    ...rollJumps,
    openEqualsClose: found.closeOnly ? 0 : countOpenEqualsClose(bars.open, bars.close),
    zeroVolume: countZeroVolume(bars.volume),
    closeOnly: found.closeOnly,
  };
}

function refuse(report: QualityReport, { result }: Member, { quality }: DataConfig): void {
  const limit = quality.max_missing_pct;
  const bad = report.rows === 0 ? 0 : report.badRowCount / report.rows;
  if (bad > limit) {
    const first = report.badRows[0];
    throw new DataQualityError(
      `${percent(bad)} of the rows of ${report.symbol} are bad (${report.badRowCount} of ${report.rows}), ${percent(limit)} are allowed; the first is line ${first?.line ?? 0}: ${first?.fact ?? ''}`,
      'mend the file, or raise data.quality.max_missing_pct',
      result.file,
    );
  }
  const missing = report.expected === 0 ? 0 : report.missing / report.expected;
  if (quality.on_gap === 'ignore' || report.missing === 0) return;
  if (missing <= limit && quality.on_gap !== 'error') return;
  const gap = report.gaps[0]!;
  const where = `the first gap is ${isoDate(gap.from)} to ${isoDate(gap.to)}`;
  throw new DataQualityError(
    missing > limit
      ? `${percent(missing)} of the bars of ${report.symbol} are missing (${report.missing} of ${report.expected}), ${percent(limit)} are allowed; ${where}`
      : `${report.missing} bar${plural(report.missing)} of ${report.symbol} ${report.missing === 1 ? 'is' : 'are'} missing and data.quality.on_gap is error; ${where}`,
    missing > limit
      ? 'fill the gaps, choose another window, check data.calendar, or raise data.quality.max_missing_pct'
      : 'fill the gaps, or set data.quality.on_gap: warn',
    result.file,
  );
}

function warningsOf(report: QualityReport, member: Member, { quality }: DataConfig): readonly Warning[] {
  const { result, resolved } = member;
  const name = report.symbol;
  const warnings: Warning[] = result.warnings.map((warning) => ({ ...warning, path: 'data.symbols' }));
  const add = (code: DataWarningCode, message: string): void => void warnings.push({ code, message, path: 'data.symbols' });
  if (result.synthetic) add('DATA_SYNTHETIC', `SYNTHETIC DATA: ${name} comes from the seeded generator`);
  if (member.part !== undefined) add('DATA_RANGE_PARTIAL', `${name} has bars ${member.part}, less than the window`);
  if (report.badRowCount > 0) {
    const lines = report.badRows.slice(0, 5).map(({ line }) => line);
    const more = report.badRowCount > lines.length ? ' …' : '';
    add(
      'DATA_BAD_ROWS',
      `${report.badRowCount} bad row${plural(report.badRowCount)} of ${name} set aside: line ${lines.join(', ')}${more}`,
    );
  }
  if (report.missing > 0 && quality.on_gap === 'warn') {
    add(
      'DATA_GAPS',
      `${report.missing} of ${report.expected} bars of ${name} are missing, the first on ${isoDate(report.gaps[0]!.from)}`,
    );
  }
  if (report.duplicates > 0)
    add('DATA_DUPLICATES', `${report.duplicates} row${plural(report.duplicates)} of ${name} repeat a stamp; the last one counts`);
  if (report.disorder > 0)
    add('DATA_DISORDER', `${report.disorder} row${plural(report.disorder)} of ${name} stand out of order and were sorted`);
  if (report.outsideSession > 0) {
    add(
      'DATA_OUTSIDE_SESSION',
      report.outsideSession === 1
        ? `1 bar of ${name} lies outside the sessions of ${resolved.calendar} and is left out`
        : `${report.outsideSession} bars of ${name} lie outside the sessions of ${resolved.calendar} and are left out`,
    );
  }
  if (report.jumpCount > 0) {
    add(
      'DATA_JUMPS',
      `${report.jumpCount} move${plural(report.jumpCount)} of ${name} beyond ${quality.max_jump_sigma} deviations, the first on ${isoDate(report.jumps[0]!.time)}`,
    );
  }
  if (report.rollJumpCount > 0) add('DATA_ROLL_JUMPS', rollJumpsText(report));
  if (report.closeOnly)
    add('DATA_CLOSE_ONLY', `CLOSE ONLY: ${name} has closes without full bars, so stops inside a bar cannot be judged`);
  for (const split of likelySplits(report)) add('DATA_SPLIT_SUSPECTED', `${name} ${split}, and no corporate action says so`);
  const share = report.openEqualsClose / Math.max(1, report.bars - 1);
  const rests = resolved.calendar === 'XNYS' && timeframeMs(report.timeframe) >= DAY_MS;
  if (
    (rests && share > OPEN_EQUALS_CLOSE_SHARE) ||
    (name === SAMPLE_SYMBOL && report.openEqualsClose > 0 && resolved.source === 'sample')
  ) {
    add(
      'OPEN_EQUALS_CLOSE',
      `${percent(share)} of the opens of ${name} equal the close before: fills at the open are fills at the old close there`,
    );
  }
  if (report.zeroVolume === report.bars) add('NO_VOLUME', `${name} has no volume: participation cap and impact are off`);
  return warnings;
}

function rollJumpsText({ symbol, rollJumps, rollJumpCount, rollJumpSum }: QualityReport): string {
  const named = rollJumps.slice(0, NAMED_ROLL_JUMPS).map(({ time, change }) => `${isoDate(time)} ${signedPercent(change)}`);
  const more = rollJumpCount > named.length ? ' …' : '';
  const stands = rollJumpCount === 1 ? 'open stands' : 'opens stand';
  return `${rollJumpCount} ${stands} more than ${ROLL_JUMP_DEVIATIONS} robust deviations off the close before of ${symbol}, as at a change of contract, together ${signedPercent(rollJumpSum)}: ${named.join(', ')}${more}; nobody earns the step from one contract to the next`;
}

function signedPercent(share: number): string {
  return `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(1)} %`;
}

/** Jumps from one close to the next that are close to n : 1 or 1 : n. */
function likelySplits({ jumps }: QualityReport): readonly string[] {
  return jumps.flatMap(({ time, change }) => {
    const ratio = 1 / (1 + change);
    const whole = Math.round(Math.max(ratio, 1 / ratio));
    if (whole < 2 || whole > 50 || Math.abs(Math.max(ratio, 1 / ratio) / whole - 1) > 0.06) return [];
    return [`moves on ${isoDate(time)} like a split ${ratio > 1 ? `${whole} for 1` : `1 for ${whole}`}`];
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.001 ? 3 : 1)} %`;
}

function plural(count: number): string {
  return count === 1 ? '' : 's';
}
