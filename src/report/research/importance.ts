import { type Html, html } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber, formatPercent } from '../number-format.ts';
import type { ReportFeature, ReportFeatures, ResearchReportData } from './data.ts';
import { cell, dataTable, figure, firstUnits, signedBar } from './table.ts';

/** Units with a table of their own. */
const MOST_UNITS = 10;

/** How much worse the model gets when a feature is shuffled, and when it is left out. */
export function importancePart({ features }: ResearchReportData): Html | undefined {
  if (features === undefined || features.units.length === 0) return undefined;
  const { shown, rest } = firstUnits(features.units, MOST_UNITS, 'feature_report.json');
  const tables = shown.map((unit) => unitTable(unit, features.units.length > 1));
  return html`<section aria-labelledby="h-importance"><h2 id="h-importance">Importance of the features</h2>${tables}${rest}</section>`;
}

function unitTable({ unit, score, features, bestShare }: ReportFeatures['units'][number], isOneOfMany: boolean): Html {
  const sorted = [...features].sort((a, b) => (b.permutation ?? -Infinity) - (a.permutation ?? -Infinity));
  const most = (key: 'permutation' | 'dropColumn'): number =>
    Math.max(...features.map((feature) => Math.abs(feature[key] ?? 0)), 1e-12);
  const [permuted, dropped] = [most('permutation'), most('dropColumn')];
  const what = score === 'log_loss' ? 'log-loss' : 'rank IC';
  const best =
    bestShare === undefined
      ? undefined
      : html`<p>The most important feature has ${formatPercent(bestShare, 0)} of all ${term('bestFeatureShare', 'importance')}${bestShare > 0.6 ? ': look at it for a leak first.' : '.'}</p>`;
  return html`${dataTable({
    label: `Importance for ${unit}`,
    caption: `${isOneOfMany ? `${unit}. ` : ''}Loss of ${what} out of sample; left of the middle the model is better without`,
    className: 'importance',
    columns: [
      { name: 'Feature', isText: true },
      { name: term('permutationImportance', 'Shuffled') },
      { name: html`<span class="unseen">Size</span>`, isText: true },
      { name: term('dropColumnImportance', 'Left out') },
      { name: html`<span class="unseen">Size</span>`, isText: true },
      { name: term('feature_rank_ic', 'Rank IC alone') },
      { name: 'Present' },
      { name: 'Not used in folds' },
    ],
    rows: sorted.map((feature) => featureRow(feature, permuted, dropped)),
  })}${best}`;
}

function featureRow(feature: ReportFeature, permuted: number, dropped: number): Html {
  const { name, permutation, deviation, dropColumn, rankIc, present, constantInFolds, unselectedInFolds } = feature;
  const around = deviation === undefined ? '' : ` ± ${formatNumber(deviation, 4)}`;
  return html`<tr><th scope="row"><code>${name}</code></th>${cell(permutation === undefined ? '–' : `${formatNumber(permutation, 4)}${around}`)}<td class="mid">${permutation === undefined ? undefined : signedBar(permutation / permuted)}</td>${cell(figure(dropColumn, 4))}<td class="mid">${dropColumn === undefined ? undefined : signedBar(dropColumn / dropped)}</td>${cell(figure(rankIc))}${cell(formatPercent(present, 1))}${cell(notUsed(constantInFolds, unselectedInFolds))}</tr>`;
}

function notUsed(constant: number, unselected: number): string {
  const parts = [
    ...(constant > 0 ? [`constant in ${constant}`] : []),
    ...(unselected > 0 ? [`not selected in ${unselected}`] : []),
  ];
  return parts.length === 0 ? '–' : parts.join(', ');
}
