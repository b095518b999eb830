import { momentsOf, monthlyReturns, type PeriodReturn, shapeOf, standardDeviation, yearlyReturns } from '../metrics/index.ts';
import { percentText } from './chart.ts';
import { type Html, html, raw } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber, formatSigned, formatSignedPercent } from './number-format.ts';
import { niceTicks } from './ticks.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns by month and year, and how single returns are spread. */
export function calendarPart(model: Model): Html {
  return html`<section id="calendar" aria-labelledby="h-calendar"><h2 id="h-calendar">Months, years and returns</h2>
${monthTable(model)}${distribution(model)}</section>`;
}

function monthTable({ data, ends }: Model): Html {
  const { curve, capital } = data;
  const input = { equity: curve.equity, from: curve.evaluateFrom, capital, ends, time: curve.time };
  const months = monthlyReturns(input);
  const years = [...yearlyReturns(input)].reverse();
  const largest = months.reduce((most, month) => Math.max(most, Math.abs(month.return)), 0);
  const rows = years.map((year) => {
    const cells = MONTHS.map((_, index) => monthCell(months, year.year, index + 1, largest));
    return html`<tr><th scope="row">${String(year.year)}</th>${cells}<td class="year">${formatSigned(year.return * 100, 1)}</td></tr>`;
  });
  const heads = MONTHS.map((name) => html`<th scope="col">${name}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Returns by month"><table class="months num">
<caption><span>Return by calendar month in %, costs included; newest year first. Empty: outside the run.</span></caption>
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

const BINS = 41;

function distribution({ returns, data }: Model): Html {
  const moments = momentsOf(returns);
  const shape = shapeOf(returns);
  if (moments === undefined || shape === undefined || returns.length < 2) {
    return html`<p class="muted">The returns do not vary: there is no distribution to show.</p>`;
  }
  const moved = returns.filter((value) => value !== 0);
  const sorted = Float64Array.from(returns).sort();
  const deviation = Math.sqrt(moments.squares / (moments.n - 1));
  const facts = [
    ['Returns', formatNumber(moments.n, 0)],
    ['Mean', formatSignedPercent(moments.mean, 3)],
    ['Standard deviation', formatSignedPercent(deviation, 3).replace('+', '')],
    ['Skewness', formatSigned(shape.skewness, 2)],
    ['Kurtosis (normal: 3)', formatNumber(shape.kurtosis, 2)],
    ['Best', formatSignedPercent(sorted.at(-1)!)],
    ['Worst', formatSignedPercent(sorted[0]!)],
  ] as const;
  const kind = data.metrics.basis.interval === '1w' ? 'week' : 'session';
  return html`<div class="two-up"><figure class="chart low"><figcaption><h3>Distribution of returns <small>sessions by return per ${kind}</small></h3></figcaption>
${histogram(moved, returns.length - moved.length)}</figure><dl class="facts num">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`;
}

/** Counts in bins of equal width up to four standard deviations; what lies beyond is in the first and the last bin. */
function histogram(returns: Float64Array, still: number): Html {
  const limit = 4 * (standardDeviation(returns) ?? Math.abs(returns[0]!));
  const counts = new Array<number>(BINS).fill(0);
  for (const value of returns) {
    const bin = Math.floor(((value + limit) / (2 * limit)) * BINS);
    const at = Math.min(BINS - 1, Math.max(0, bin));
    counts[at] = counts[at]! + 1;
  }
  const most = Math.max(...counts);
  const bars = counts.map((count, index) => {
    const height = Math.round((count / most) * 10_000) / 10;
    const middle = (index + 0.5) / BINS - 0.5;
    const side = Math.abs(middle) < 0.5 / BINS ? '' : middle < 0 ? 'loss' : 'gain';
    return `<rect class="bar ${side}" x="${Math.round((index / BINS) * 10_000) + 12}" width="${Math.round(10_000 / BINS) - 24}" y="${1000 - height}" height="${height}"/>`;
  });
  const ticks = niceTicks({ low: -limit * 100, high: limit * 100, count: 6 });
  const shown = ticks.values.filter((value) => Math.abs(value) <= limit * 100);
  const labels = shown.map((value, index) => {
    const at = percentText(value / (2 * limit * 100) + 0.5);
    return html`<text x="${at}" y="15" class="${index % 2 === 0 ? 'minor' : 'major'}">${formatSigned(value, ticks.step < 1 ? 2 : 1)}\u202f%</text>`;
  });
  const counting = niceTicks({ low: 0, high: most, count: 3 }).values.filter((value) => value <= most);
  const counted = counting.map(
    (value) => html`<text x="100%" y="${percentText(1 - value / most)}" dy="0.32em">${formatNumber(value, 0)}</text>`,
  );
  const flat = still === 0 ? '' : ` ${formatNumber(still, 0)} without any change are left out.`;
  const outside = `Returns beyond ${formatNumber(limit * 100, 1)}\u202f% are in the outer bars.${flat}`;
  return html`<div class="frame"><svg class="ya num" aria-hidden="true">${counted}</svg><div class="plot">
<svg viewBox="0 0 10000 1000" preserveAspectRatio="none" role="img" aria-label="Histogram of ${returns.length} returns. ${outside}">${raw(bars.join(''))}</svg></div>
<svg class="xa num" aria-hidden="true">${labels}</svg></div><p class="muted">${outside}</p>`;
}
