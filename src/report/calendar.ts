import {
  monthlyReturns,
  monthSeasonality,
  type PeriodReturn,
  type SeasonalMean,
  weekdaySeasonality,
  yearlyReturns,
} from '../metrics/index.ts';
import { linearScale, rangeOf } from './axes.ts';
import { barChart } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import { term } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatSigned, formatSignedPercent } from './number-format.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Returns by month and year, against buy and hold, and what months and weekdays have in common. */
export function calendarPart(model: Model): Html {
  const { data, ends } = model;
  const { curve, capital } = data;
  const rows = { from: curve.evaluateFrom, capital, ends, time: curve.time };
  const input = { ...rows, equity: curve.equity };
  const months = monthlyReturns(input);
  const years = yearlyReturns(input);
  const market = curve.benchmark === undefined ? undefined : yearlyReturns({ ...rows, equity: curve.benchmark });
  return html`<section aria-labelledby="h-calendar"><h2 id="h-calendar">Months and years</h2>
${monthTable(months, years)}${yearChart(years, market)}<div class="two-up">${monthChart(months)}${weekdayChart(model)}</div></section>`;
}

function monthTable(months: readonly PeriodReturn[], years: readonly PeriodReturn[]): Html {
  const largest = months.reduce((most, month) => Math.max(most, Math.abs(month.return)), 0);
  const rows = [...years].reverse().map((year) => {
    const cells = MONTHS.map((_, index) => monthCell(months, year.year, index + 1, largest));
    return html`<tr><th scope="row">${String(year.year)}</th>${cells}<td class="year">${formatSigned(year.return * 100, 1)}</td></tr>`;
  });
  const heads = MONTHS.map((name) => html`<th scope="col">${name}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Returns by month"><table class="months num">
<caption><span>${term('period_return', 'Return by calendar month')} in %, costs included; newest year first. Empty: outside the run.</span></caption>
<thead><tr><th scope="col">Year</th>${heads}<th scope="col">Year total</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function monthCell(months: readonly PeriodReturn[], year: number, month: number, largest: number): Html {
  const found = months.find((candidate) => candidate.year === year && candidate.month === month);
  if (found === undefined) return html`<td></td>`;
  const text = formatSigned(found.return * 100, 1);
  const level = largest === 0 ? 0 : Math.ceil((Math.abs(found.return) / largest) * 5);
  const shade = level === 0 || text === '0.0' ? '' : `${found.return > 0 ? 'g' : 'l'}${level}`;
  return html`<td class="${shade}">${text}</td>`;
}

function yearChart(years: readonly PeriodReturn[], market: readonly PeriodReturn[] | undefined): Html | undefined {
  if (years.length < 2) return undefined;
  const own = Float64Array.from(years, (year) => year.return);
  const other = market && Float64Array.from(years, ({ year }) => market.find((one) => one.year === year)?.return ?? Number.NaN);
  const { low, high } = rangeOf(other === undefined ? [own] : [own, other]);
  const best = years.reduce((most, year) => (year.return > most.return ? year : most));
  const worst = years.reduce((least, year) => (year.return < least.return ? year : least));
  return barChart({
    id: 'years',
    title: 'Years',
    term: 'period_return',
    unit: '%, costs included',
    size: 'low',
    kind: 'percent',
    categories: years.map(({ year }) => String(year)),
    series: [
      { name: 'This run', values: own, look: 'sign' },
      ...(other === undefined ? [] : [{ name: 'Buy and hold', values: other, look: 'two' as const }]),
    ],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: true, count: 4 }),
    summary: `Best year ${best.year} with ${formatSignedPercent(best.return)}, worst ${worst.year} with ${formatSignedPercent(worst.return)}.`,
  });
}

/** Fewer returns of one name than this have no mean worth a picture. */
const LEAST_EACH = 8;
/** Fewer months than this have no seasons. */
const LEAST_MONTHS = 24;

function monthChart(months: readonly PeriodReturn[]): Html | undefined {
  if (months.length < LEAST_MONTHS) return undefined;
  return seasonChart('months', 'Seasonality by month', monthSeasonality(months), MONTHS);
}

function weekdayChart({ data, returns, ends }: Model): Html | undefined {
  if (data.metrics.basis.interval === '1w') return undefined;
  const times = Float64Array.from(ends.subarray(ends.length - returns.length), (row) => data.curve.time[row]!);
  const seasons = weekdaySeasonality(returns, times);
  if (seasons.length < 2 || seasons.some(({ count }) => count < LEAST_EACH)) return undefined;
  return seasonChart('weekdays', 'Seasonality by weekday', seasons, WEEKDAYS);
}

function seasonChart(id: string, title: string, seasons: readonly SeasonalMean[], names: readonly string[]): Html {
  const values = Float64Array.from(seasons, ({ mean }) => mean);
  const errors = Float64Array.from(seasons, ({ error }) => (error === undefined ? Number.NaN : 2 * error));
  const { low, high } = rangeOf([
    values,
    values.map((mean, i) => mean - (errors[i] || 0)),
    values.map((mean, i) => mean + (errors[i] || 0)),
  ]);
  const counts = seasons.map(({ count }) => count);
  const range = [Math.min(...counts), Math.max(...counts)].map((count) => formatNumber(count, 0));
  const sample = range[0] === range[1] ? range[0]! : `${range[0]} to ${range[1]}`;
  return barChart({
    id: `season-${id}`,
    title,
    term: 'seasonality',
    unit: `mean %, ${sample} ${id === 'months' ? 'months' : 'sessions'} each`,
    size: 'low',
    kind: 'percent',
    categories: seasons.map(({ place }) => names[place - 1]!),
    series: [{ name: 'Mean', values, look: 'sign', errors }],
    scale: linearScale({ low: Math.min(0, low), high: Math.max(0, high), percent: true, count: 4 }),
    summary: `Mean return by ${id === 'months' ? 'month of the year' : 'weekday'}, with two standard errors each way.`,
  });
}
