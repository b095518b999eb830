import { linearScale, rangeOf } from '../axes.ts';
import { barChart } from '../bar-chart.ts';
import { type Html, html } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber } from '../number-format.ts';
import { timeWriter } from '../time-format.ts';
import type { ReportFold, ReportScores, ReportUnit, ResearchReportData } from './data.ts';
import { growth, yearStretch } from './segments.ts';
import { type Column, cell, dataTable, figure, plural, returnCell } from './table.ts';

const DAY = 86_400_000;

/** Every stretch that was predicted, beside simpler models on the same rows. */
export function foldsPart(data: ResearchReportData): Html | undefined {
  if (data.units.length === 0) return undefined;
  return html`<section aria-labelledby="h-folds"><h2 id="h-folds">${term('fold', 'Folds')} against ${term('baseline', 'baselines')}</h2>
${foldChart(data)}${data.units.map((unit) => foldTable(data, unit))}</section>`;
}

function foldChart({ comparison, compares, isLinear }: ResearchReportData): Html | undefined {
  const folds = comparison?.folds ?? [];
  if (folds.length === 0) return undefined;
  const column = (key: 'own' | 'constant' | 'linear'): Float64Array =>
    Float64Array.from(folds, (fold) => fold[key] ?? Number.NaN);
  const [own, linear, constant] = [column('own'), column('linear'), column('constant')];
  const { low, high } = rangeOf([own, linear, constant]);
  const isLoss = compares === 'log_loss';
  const better = (other: number | undefined, mine: number | undefined): boolean =>
    mine !== undefined && (isLoss ? other === undefined || mine < other : mine > (other ?? 0));
  const wins = (key: 'constant' | 'linear'): number => folds.filter((fold) => better(fold[key], fold.own)).length;
  const count = plural(folds.length, 'fold');
  const line = isLinear
    ? `Better than constant on ${wins('constant')} of ${count}; the model is linear itself.`
    : `Better than linear on ${wins('linear')} and than constant on ${wins('constant')} of ${count}.`;
  return html`<p>${line}</p>${barChart({
    id: 'fold-scores',
    title: isLoss ? 'Log-loss' : 'Rank information coefficient',
    term: compares,
    unit: isLoss ? 'by fold, lower is better' : 'by fold, higher is better',
    size: 'low',
    kind: 'fine',
    categories: folds.map(({ fold }) => `Fold ${fold}`),
    series: [
      { name: 'Model', values: own, look: 'one' },
      { name: 'Linear', values: linear, look: 'two' },
      ...(constant.some((value) => !Number.isNaN(value)) ? [{ name: 'Constant', values: constant, look: 'three' as const }] : []),
    ],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: false, count: 4 }),
    summary: line,
  })}`;
}

/** The figures of one stretch, beside the baselines' and what the portfolio earned. */
function scoreCells(scores: ReportScores | undefined, compares: ResearchReportData['compares']): Html {
  const own = compares === 'log_loss' ? scores?.logLoss : scores?.rankIc;
  const beats = (other: number | undefined): string => {
    if (own === undefined) return '';
    if (compares === 'log_loss') return other === undefined ? '' : own < other ? 'gain' : 'loss';
    return own > (other ?? 0) ? 'gain' : 'loss';
  };
  const versus = (other: number | undefined): Html =>
    html`<td class="r">${figure(other)}${own === undefined || (other === undefined && compares === 'log_loss') ? undefined : html` <span class="${beats(other)}" role="img" aria-label="${beats(other) === 'gain' ? 'the model is better' : 'the model is not better'}">${beats(other) === 'gain' ? '✓' : '✕'}</span>`}</td>`;
  const t = scores?.rankIcT === undefined ? '' : ` (${formatNumber(scores.rankIcT, 1)})`;
  return html`<td class="r"><b>${figure(own)}</b></td>${versus(scores?.linear)}${versus(scores?.constant)}${
    compares === 'log_loss'
      ? html`${cell(`${figure(scores?.rankIc)}${t}`)}${cell(figure(scores?.balancedAccuracy))}`
      : cell(t === '' ? '–' : t.trim())
  }`;
}

function scoreColumns(compares: ResearchReportData['compares']): readonly Column[] {
  const [name, ...others]: readonly Column[] =
    compares === 'log_loss'
      ? [
          { name: term('log_loss', 'Log-loss') },
          { name: term('rank_ic', 'Rank IC (t)') },
          { name: term('balanced_accuracy', 'Balanced accuracy') },
        ]
      : [{ name: term('rank_ic', 'Rank IC') }, { name: term('neweyWestT', 't') }];
  return [name!, { name: 'Linear' }, { name: 'Constant' }, ...others];
}

function foldTable({ run, compares, units }: ResearchReportData, unit: ReportUnit): Html {
  const { date } = timeWriter(run);
  const caption = `${units.length > 1 ? `${unit.name}. ` : ''}Scores on rows that no model had seen; ✓ the model is better than that baseline`;
  return dataTable({
    label: `Folds of ${unit.name}`,
    caption,
    columns: [
      { name: 'Stretch', isText: true },
      { name: 'Predicted', isText: true },
      { name: 'Rows' },
      ...scoreColumns(compares),
      { name: term('segment_return', 'Portfolio') },
      { name: term('buy_and_hold') },
    ],
    rows: unit.folds.map(
      ({ name, isTest, tested, testRows, scores }) =>
        html`<tr class="${isTest ? 'test-window' : ''}"><th scope="row" class="d">${name}</th><td class="d">${date(tested.from)} to ${date(tested.to)}</td>${cell(formatNumber(testRows, 0))}${scoreCells(scores, compares)}${returnCell(growth(run.curve, run.curve.equity, tested))}${returnCell(growth(run.curve, run.curve.benchmark, tested))}</tr>`,
    ),
  });
}

/** Calendar years, the first and the last cut by the run. */
export function yearsPart({ run, compares, years }: ResearchReportData): Html | undefined {
  if (years.length === 0) return undefined;
  return html`<section aria-labelledby="h-years"><h2 id="h-years">Calendar years</h2>${dataTable({
    label: 'Calendar years',
    caption: 'Folds and test window together; the first and the last year may be cut',
    columns: [
      { name: 'Year', isText: true },
      { name: 'Rows' },
      ...scoreColumns(compares),
      { name: term('period_return', 'Portfolio') },
      { name: term('buy_and_hold') },
    ],
    rows: years.map((year) => {
      const stretch = yearStretch(year.year);
      return html`<tr><th scope="row">${String(year.year)}</th>${cell(formatNumber(year.rows, 0))}${scoreCells(year, compares)}${returnCell(growth(run.curve, run.curve.equity, stretch))}${returnCell(growth(run.curve, run.curve.benchmark, stretch))}</tr>`;
    }),
  })}</section>`;
}

/** What was trained on, and that it lies apart from what is tested. */
export function purgePart({ run, units }: ResearchReportData): Html | undefined {
  if (units.length === 0) return undefined;
  const { date } = timeWriter(run);
  const rows = units.flatMap(({ name: unit, folds }) =>
    folds.map(({ name, trained, purge }) => {
      const { before, purged, embargoed, kept, distance } = purge;
      const apart = distance !== undefined && distance > 0;
      const proof =
        distance === undefined
          ? 'nothing was kept'
          : apart
            ? `apart by ${distanceText(distance)}`
            : 'a kept label meets the tested stretch';
      return html`<tr>${units.length > 1 ? html`<td>${unit}</td>` : undefined}<th scope="row" class="d">${name}</th><td class="d">${date(trained.from)} to ${date(trained.to)}</td>${[before, purged, embargoed, kept].map((count) => cell(formatNumber(count, 0)))}<td class="d"><span class="flag"><span aria-hidden="true">${apart ? '✓ ' : '✕ '}</span>${apart ? 'PROVED' : 'NOT PROVED'}</span> ${proof}</td></tr>`;
    }),
  );
  return html`<section aria-labelledby="h-purge"><h2 id="h-purge">${term('purge', 'Purge proof')}</h2>${dataTable({
    label: 'Purge proof',
    caption: 'Rows before purging, those left out, and the smallest time between a kept label and the tested stretch',
    columns: [
      ...(units.length > 1 ? [{ name: 'Unit', isText: true }] : []),
      { name: 'Stretch', isText: true },
      { name: 'Trained on', isText: true },
      { name: 'Before' },
      { name: 'Purged' },
      { name: 'Embargoed' },
      { name: 'Kept' },
      { name: 'Proof', isText: true },
    ],
    rows,
  })}</section>`;
}

function distanceText(ms: number): string {
  if (ms >= DAY) return plural(Math.round((ms / DAY) * 10) / 10, 'day').replace('.0 ', ' ');
  return ms >= 3_600_000 ? `${formatNumber(ms / 3_600_000, 1)} hours` : `${formatNumber(ms / 60_000, 0)} minutes`;
}

/** Which model was fitted where, with its parameters. */
export function fitsPart({ units }: ResearchReportData): Html | undefined {
  if (units.length === 0) return undefined;
  const rows = units.flatMap(({ name: unit, folds }) =>
    folds.map((fold) => html`<tr>${units.length > 1 ? html`<td>${unit}</td>` : undefined}${fitCells(fold)}</tr>`),
  );
  return html`<section aria-labelledby="h-fits"><h2 id="h-fits">Models of the folds</h2>${dataTable({
    label: 'Models of the folds',
    columns: [
      ...(units.length > 1 ? [{ name: 'Unit', isText: true }] : []),
      { name: 'Stretch', isText: true },
      { name: 'Family', isText: true },
      { name: 'Trials' },
      { name: 'Calibration', isText: true },
      { name: term('class_shares', 'Said, lowest class first'), isText: true },
      { name: 'Parameters', isText: true },
    ],
    rows,
  })}</section>`;
}

function fitCells({ name, family, trials, calibration, params, scores }: ReportFold): Html {
  const shares = (values: readonly number[]): string => values.map((share) => formatNumber(share * 100, 0)).join(' / ');
  const said =
    scores === undefined || scores.said.length === 0 ? '–' : `${shares(scores.said)} % (came ${shares(scores.happened)} %)`;
  const list = params.map(([key, value]) => `${key} ${value}`).join(' · ');
  return html`<th scope="row" class="d">${name}</th><td>${family}</td>${cell(trials === 0 ? '–' : formatNumber(trials, 0))}<td class="wrap">${calibration}</td><td class="d">${said}</td><td class="wrap params">${list === '' ? 'defaults' : list}</td>`;
}
