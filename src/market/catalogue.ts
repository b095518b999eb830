import type { UnixMs } from '../base/index.ts';

/** One series of the project: bars of a symbol, or other observations. */
export interface CatalogueEntry {
  readonly id: string;
  readonly kind: 'bars' | 'series';
  readonly symbol: string | null;
  readonly interval: string;
  readonly source: string;
  readonly tags: readonly string[];
  /** Close of the first and last bar, or start of the first and last period; null when the series could not be read. */
  readonly first: UnixMs | null;
  readonly last: UnixMs | null;
  readonly rows: number | null;
  /** When a row can be known, in words. */
  readonly available: string;
  readonly synthetic: boolean;
}

/** The entries that carry all tags, in the order of the catalogue. */
export function entriesWithTags<Entry extends Pick<CatalogueEntry, 'tags'>>(
  entries: readonly Entry[],
  tags: readonly string[],
): readonly Entry[] {
  return entries.filter((entry) => tags.every((tag) => entry.tags.includes(tag)));
}
