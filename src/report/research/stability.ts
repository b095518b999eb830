import { linearScale, percentText, rangeOf } from '../axes.ts';
import { barChart } from '../bar-chart.ts';
import { type Html, html } from '../html.ts';
import { term } from '../metric-text.ts';
import { formatNumber, formatPercent, formatSignedPercent } from '../number-format.ts';
import type { ReportComparison, ReportPaths, ResearchReportData } from './data.ts';
import { growth } from './segments.ts';
import { cell, dataTable, figure, plural } from './table.ts';

/** How far the paths of combinatorial cross-validation lie apart; only when they were made. */
export function pathsPart({ paths, run }: ResearchReportData): Html | undefined {
  if (paths.length === 0) return undefined;
  const a = Math.sqrt(run.returnsPerYear);
  const units = paths.map((unit, at) => pathsOfUnit(unit, at, a));
  return html`<section aria-labelledby="h-paths"><h2 id="h-paths">${term('cpcv_paths', 'Paths')}</h2>${units}</section>`;
}

function pathsOfUnit({ unit, groups, test, fits, paths, sharpe, rankIc }: ReportPaths, at: number, perYear: number): Html {
  const values = Float64Array.from(paths, (path) => (path.sharpe === undefined ? Number.NaN : path.sharpe * perYear));
  const { low, high } = rangeOf([values]);
  const said = `${plural(fits, 'fit')}, ${plural(paths.length, 'path')}: ${groups} groups of dates, ${test} of them tested at a time`;
  const spread = (median: number | undefined, least: number | undefined, below: number | undefined, digits: number): string =>
    `median ${figure(median, digits)}, 5 % quantile ${figure(least, digits)}, ${below === undefined ? '–' : formatPercent(below, 0)} below 0`;
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * perYear);
  const known = values.some((value) => !Number.isNaN(value));
  return html`<h3>${unit}</h3><p>${said}.</p><dl class="facts num"><dt>${term('sharpe', 'Sharpe ratio')} a year</dt><dd>${spread(scaled(sharpe.median), scaled(sharpe.low), sharpe.belowZero, 2)}</dd>
<dt>${term('rank_ic', 'Rank IC')}</dt><dd>${spread(rankIc.median, rankIc.low, rankIc.belowZero, 3)}</dd></dl><div class="two-up">${
    known
      ? barChart({
          ...{
            id: `paths-${at}`,
            title: 'Sharpe ratio',
            term: 'cpcv_paths',
            unit: 'a year, by path',
            size: 'low',
            kind: 'ratio',
          },
          categories: paths.map(({ path }) => String(path)),
          series: [{ name: 'Sharpe ratio', values, look: 'sign' }],
          scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: false, count: 4 }),
          summary: `Sharpe ratios of ${plural(paths.length, 'path')} between ${figure(low, 2)} and ${figure(high, 2)} a year.`,
        })
      : undefined
  }${dataTable({
    label: `Paths of ${unit}`,
    columns: [
      { name: 'Path', isText: true },
      { name: 'Periods' },
      { name: term('sharpe', 'Sharpe ratio') },
      { name: term('rank_ic', 'Rank IC') },
    ],
    rows: paths.map(
      ({ path, periods, sharpe: own, rankIc: ic }) =>
        html`<tr><th scope="row">${String(path)}</th>${cell(formatNumber(periods, 0))}${cell(figure(scaled(own), 2))}${cell(figure(ic))}</tr>`,
    ),
  })}</div>`;
}

/** Whether the result holds apart from the days it was found on. */
export function stabilityPart(data: ResearchReportData): Html | undefined {
  const { comparison, evidence } = data;
  if (comparison === undefined && evidence === undefined) return undefined;
  const lag = evidence?.extraLag;
  const worst = worstFold(data);
  const facts: readonly (readonly [Html, string, string])[] = [
    [
      term('walkForwardEfficiency', 'Walk-forward efficiency'),
      figure(comparison?.walkForwardEfficiency, 2),
      comparison?.withoutEfficiency ?? 'Sharpe ratio out of sample per that of the training rows',
    ],
    [
      term('extraLagRatio', 'One bar later'),
      lag === undefined ? '–' : formatPercent(lag, 0),
      lag === undefined ? 'not available' : 'of the Sharpe ratio is left',
    ],
    [
      term('worst_fold', 'Worst fold'),
      worst === undefined ? '–' : formatSignedPercent(worst.growth),
      worst === undefined ? 'not available' : worst.name,
    ],
  ];
  const items = facts.map(
    ([name, value, sub]) =>
      html`<div class="tile"><dd class="num">${value}<span class="sub">${sub}</span></dd><dt>${name}</dt></div>`,
  );
  return html`<section aria-labelledby="h-stability"><h2 id="h-stability">Stability</h2><dl class="tiles wide">${items}</dl>
${comparison === undefined ? undefined : html`${turnoverPart(comparison)}${regimePart(comparison)}`}</section>`;
}

function worstFold({ units, run }: ResearchReportData): { readonly name: string; readonly growth: number } | undefined {
  const folds = (units[0]?.folds ?? []).flatMap(({ name, tested }) => {
    const own = growth(run.curve, run.curve.equity, tested);
    return own === undefined ? [] : [{ name, growth: own }];
  });
  return folds.sort((a, b) => a.growth - b.growth)[0];
}

function turnoverPart({ sameTurnover, withoutSameTurnover }: ReportComparison): Html {
  const title = html`<h3>${term('sameTurnover', 'The same weights at other times')}</h3>`;
  if (sameTurnover === undefined) return html`${title}<p class="muted">Not available: ${withoutSameTurnover ?? 'not known'}.</p>`;
  const { own, percentile, p, draws, spread } = sameTurnover;
  const values = [spread.p5, spread.p25, spread.p50, spread.p75, spread.p95, own];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = (value: number): string => percentText(0.06 + (0.88 * (value - low)) / (high - low || 1));
  const said = `Sharpe ratio of a period ${figure(own, 4)}; of the ${formatNumber(draws, 0)} shifted runs 90 % lie between ${figure(spread.p5, 4)} and ${figure(spread.p95, 4)}, half of them below ${figure(spread.p50, 4)}.`;
  return html`${title}<p>Better than ${formatPercent(percentile, 0)} of ${formatNumber(draws, 0)} runs with the same weights shifted in time (p ${figure(p, 3)}): ${p <= 0.05 ? 'its timing matters' : 'timing adds nothing that luck could not'}.</p>
<svg class="range num" role="img" aria-label="${said}"><line class="base" x1="${at(spread.p5)}" x2="${at(spread.p95)}" y1="34" y2="34"/><rect class="bar two" x="${at(spread.p25)}" width="${percentText((0.88 * (spread.p75 - spread.p25)) / (high - low || 1))}" y="29" height="10" rx="2"/>
<line class="base" x1="${at(spread.p5)}" x2="${at(spread.p5)}" y1="26" y2="42"/><line class="base" x1="${at(spread.p50)}" x2="${at(spread.p50)}" y1="24" y2="44"/><line class="base" x1="${at(spread.p95)}" x2="${at(spread.p95)}" y1="26" y2="42"/><use href="#m-spot" x="${at(own)}" y="34"/>
<text x="${at(spread.p5)}" y="60" text-anchor="middle">5 %</text><text x="${at(spread.p50)}" y="60" text-anchor="middle">median</text><text x="${at(spread.p95)}" y="60" text-anchor="middle">95 %</text><text x="${at(own)}" y="18" text-anchor="middle">this run</text></svg>
<p class="muted">${said}</p>`;
}

const REGIME_NAMES: Readonly<Record<string, string>> = {
  calm: 'Calm third of the days',
  normal: 'Normal third',
  wild: 'Wild third',
  up: 'Market up',
  down: 'Market down',
};

function regimePart({ regimes }: ReportComparison): Html {
  const title = html`<h3>${term('regimeTable', 'Regimes of the market')}</h3>`;
  if (regimes.length === 0) return html`${title}<p class="muted">Not available.</p>`;
  return html`${title}${dataTable({
    label: 'Regimes',
    caption: 'Figures a period, not a year',
    className: 'narrow',
    columns: [{ name: 'Regime', isText: true }, { name: 'Periods' }, { name: 'Mean return' }, { name: 'Sharpe ratio' }],
    rows: regimes.map(
      ({ regime, periods, mean, sharpe }) =>
        html`<tr><th scope="row" class="d">${REGIME_NAMES[regime] ?? regime}</th>${cell(formatNumber(periods, 0))}${mean === undefined ? cell('–') : cell(formatSignedPercent(mean, 3), mean > 0 ? 'gain' : 'loss')}${cell(figure(sharpe, 3))}</tr>`,
    ),
  })}`;
}
