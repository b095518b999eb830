import { isoDate, isoTime } from '../../base/index.ts';
import type { Dataset, Lineage, QualityReport } from '../../market/index.ts';
import type { ReportSource } from '../../report/index.ts';

/** `data.json` of a run: where every bar came from, and what was wrong with it. */
export interface DataFile {
  readonly fingerprint: string;
  readonly sources: readonly DataFileSource[];
}

interface DataFileSource {
  readonly symbol: string;
  readonly calendar: string;
  readonly basis: string;
  readonly lineage: Omit<Lineage, 'fromCache'> | null;
  readonly quality: StoredQuality | null;
}

/** What data.json of earlier versions does not have. */
type Later = 'rollJumps' | 'rollJumpCount' | 'rollJumpSum';
type StoredQuality = Omit<QualityReport, Later> & Partial<Pick<QualityReport, Later>>;

/** The part of loaded data that a run writes down. Whether a cache was used is left out: it changes no result. */
export function dataFile(loaded: {
  readonly dataset: Dataset;
  readonly lineage: readonly Lineage[];
  readonly quality: readonly QualityReport[];
}): DataFile {
  const { dataset } = loaded;
  const sources = dataset.symbols.map((symbol) => {
    const name = symbol.instrument.symbol;
    const found = loaded.lineage.find((lineage) => lineage.symbol === name);
    return {
      symbol: name,
      calendar: symbol.calendar,
      basis: symbol.factor === undefined ? 'one basis' : 'raw + factors',
      lineage: found === undefined ? null : withoutCache(found),
      quality: loaded.quality.find((quality) => quality.symbol === name && quality.timeframe === dataset.timeframe) ?? null,
    };
  });
  return { fingerprint: dataset.fingerprint, sources };
}

function withoutCache({ fromCache: _cached, ...lineage }: Lineage): Omit<Lineage, 'fromCache'> {
  return lineage;
}

/** The rows of the report's lineage table. */
export function reportSources(file: DataFile): ReportSource[] {
  return file.sources.map(({ symbol, calendar, basis, lineage, quality }) => ({
    symbol,
    source: [lineage?.source, lineage?.file].filter((part) => part !== undefined).join(' '),
    synthetic: lineage?.synthetic ?? false,
    bars: quality?.bars ?? 0,
    from: quality?.first === undefined ? '' : isoDate(quality.first),
    to: quality?.last === undefined ? '' : isoDate(quality.last),
    calendar,
    adjustment: basis,
    fingerprint: lineage?.contentHash,
    quarantined: quality?.badRowCount ?? 0,
    findings: quality === null ? [] : findings(quality, lineage),
  }));
}

function findings(quality: StoredQuality, lineage: DataFileSource['lineage']): ReportSource['findings'] {
  const share = (count: number, of: number): string => (of === 0 ? '' : `${((100 * count) / of).toFixed(2)} %`);
  const firstGap = quality.gaps[0];
  const lines = (numbers: readonly number[]): string => (numbers.length === 0 ? '' : `line ${numbers.slice(0, 5).join(', ')}`);
  const rows = [
    { check: 'rows set aside', count: quality.badRowCount, note: quality.badRows[0]?.fact ?? '' },
    {
      check: 'missing bars',
      count: quality.missing,
      note: [share(quality.missing, quality.expected), firstGap === undefined ? '' : `first ${isoTime(firstGap.from)}`]
        .filter((part) => part !== '')
        .join(', '),
    },
    { check: 'duplicate stamps', count: quality.duplicates, note: lines(quality.duplicateLines) },
    { check: 'rows out of order', count: quality.disorder, note: lines(quality.disorderLines) },
    { check: 'bars outside the session', count: quality.outsideSession, note: '' },
    { check: 'jumps', count: quality.jumpCount, note: quality.jumps[0] === undefined ? '' : isoDate(quality.jumps[0].time) },
    {
      check: 'opens as at a change of contract',
      count: quality.rollJumpCount ?? 0,
      note: quality.rollJumps?.[0] === undefined ? '' : isoDate(quality.rollJumps[0].time),
    },
    { check: 'open equals previous close', count: quality.openEqualsClose, note: share(quality.openEqualsClose, quality.bars) },
    { check: 'bars without volume', count: quality.zeroVolume, note: share(quality.zeroVolume, quality.bars) },
  ];
  const notes = (lineage?.notes ?? []).map((note) => ({ check: 'note', count: 0, note }));
  return [...rows.filter(({ count }) => count > 0), ...notes];
}
