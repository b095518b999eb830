import { BENCHMARK_WORDS } from './glossary-benchmark.ts';
import { EVIDENCE_WORDS } from './glossary-evidence.ts';
import { OVERFITTING_WORDS } from './glossary-overfitting.ts';
import { PREDICTION_WORDS } from './glossary-prediction.ts';
import { SERIES_WORDS } from './glossary-series.ts';
import type { Words } from './glossary-terms.ts';
import { measuring, type StatisticName } from './library.ts';

/** What one function of the statistics library gives. */
export interface StatisticEntry {
  readonly name: StatisticName;
  /** As a heading. */
  readonly title: string;
  readonly sentence: string;
  readonly formula: string;
  readonly unit: string;
  /** Settings that choose a convention, with their defaults. */
  readonly settings: string;
  /** Where there is no value. */
  readonly missing: string;
  readonly source: string;
}

const WORDS: Readonly<Record<StatisticName, Words>> = {
  ...SERIES_WORDS,
  ...BENCHMARK_WORDS,
  ...EVIDENCE_WORDS,
  ...OVERFITTING_WORDS,
  ...PREDICTION_WORDS,
};

/** One entry per function of the library, in the order of their names. */
export const STATISTIC_GLOSSARY: readonly StatisticEntry[] = Object.keys(measuring).map((key) => {
  const name = key as StatisticName;
  const [title, sentence, formula, unit, settings, missing, source] = WORDS[name];
  return { name, title, sentence, formula, unit, settings, missing, source };
});
