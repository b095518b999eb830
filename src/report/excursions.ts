import { linearScale, rangeOf } from './axes.ts';
import { barChart } from './bar-chart.ts';
import { legendOf } from './chart.ts';
import type { ReportTrade } from './data.ts';
import { type Html, html, raw } from './html.ts';
import { term } from './metric-text.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPercent, formatSigned } from './number-format.ts';
import { type ScatterPoint, scatter } from './scatter.ts';
import { tradeReturn } from './trade-facts.ts';

/** How trades went on their way: moves against and for them, how long they were held, what closed them. */
export function excursionsPart(model: Model): Html | undefined {
  const closed = model.data.trades.filter(({ exitTime }) => exitTime !== undefined);
  if (closed.length === 0) return undefined;
  return html`<section aria-labelledby="h-excursions"><h2 id="h-excursions">How trades went</h2><div class="two-up">${excursion(model, 'adverse')}${excursion(model, 'favourable')}</div>
<div class="two-up">${holdingChart(closed)}${reasonTable(closed, model.data.currency)}</div></section>`;
}

const LEGEND = legendOf([
  { name: 'Gained', sign: raw('<use href="#m-gain" x="13" y="5"/>') },
  { name: 'Lost', sign: raw('<use href="#m-loss" x="13" y="5"/>') },
]);

function excursion({ data }: Model, kind: 'adverse' | 'favourable'): Html | undefined {
  const points: ScatterPoint[] = data.trades.flatMap((trade, index) => {
    const x = kind === 'adverse' ? trade.adverseExcursion : trade.favourableExcursion;
    const y = tradeReturn(trade);
    if (x === undefined || y === undefined || trade.exitTime === undefined) return [];
    return [
      { x, y, label: `Trade ${index + 1} ${trade.symbol}`, look: trade.netPnl < 0 ? ('loss' as const) : ('gain' as const) },
    ];
  });
  if (points.length === 0) return undefined;
  const xs = rangeOf([Float64Array.from(points, ({ x }) => x)]);
  const ys = rangeOf([Float64Array.from(points, ({ y }) => y)]);
  const against = kind === 'adverse';
  const name = against ? 'Largest move against' : 'Largest move for';
  return scatter({
    id: `excursion-${kind}`,
    title: against ? 'Moves against (MAE)' : 'Moves in favour (MFE)',
    term: against ? 'adverse_excursion' : 'favourable_excursion',
    unit: 'net return of each trade, %',
    kind: 'percent',
    legend: LEGEND,
    points,
    range: { low: 0, high: xs.high },
    scale: linearScale({ low: Math.min(0, ys.low), high: Math.max(0, ys.high), percent: true }),
    xName: name,
    yName: 'Net return',
    percent: true,
    summary: `${points.length} trades. ${name}: at most ${formatPercent(xs.high)}.`,
  });
}

/** Upper ends of the bins, bars. */
const HOLDING_BINS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 4181, 10946, 28657, 75025] as const;

function holdingChart(closed: readonly ReportTrade[]): Html {
  const longest = closed.reduce((most, { barsHeld }) => Math.max(most, barsHeld), 1);
  const shortest = closed.reduce((least, { barsHeld }) => Math.min(least, barsHeld), longest);
  const last = HOLDING_BINS.findIndex((end) => end >= longest);
  const first = HOLDING_BINS.findIndex((end) => end >= shortest);
  const ends: readonly number[] = HOLDING_BINS.slice(Math.max(0, first), last < 0 ? undefined : last + 1);
  const gained = new Float64Array(ends.length);
  const lost = new Float64Array(ends.length);
  for (const { barsHeld, netPnl } of closed) {
    const found = ends.findIndex((end) => barsHeld <= end);
    const into = netPnl < 0 ? lost : gained;
    const bin = found < 0 ? ends.length - 1 : found;
    into[bin] = into[bin]! + 1;
  }
  const beyond = last < 0;
  const names = ends.map((end, i) => {
    const begin = (i === 0 ? (HOLDING_BINS[Math.max(0, first) - 1] ?? 0) : ends[i - 1]!) + 1;
    if (beyond && i === ends.length - 1) return `${formatNumber(begin, 0)}+`;
    return begin === end ? formatNumber(end, 0) : `${formatNumber(begin, 0)}–${formatNumber(end, 0)}`;
  });
  const sorted = closed.map(({ barsHeld }) => barsHeld).sort((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  const total = gained.map((count, i) => count + lost[i]!);
  return barChart({
    id: 'holding',
    title: 'Holding time',
    term: 'holding_time',
    unit: 'trades by bars held',
    size: 'low',
    kind: 'count',
    categories: names,
    series: [
      { name: 'Gained', values: gained, look: 'gain' },
      { name: 'Lost', values: lost, look: 'loss' },
    ],
    stacked: true,
    scale: linearScale({ low: 0, high: rangeOf([total]).high, percent: false, count: 4 }),
    summary: `Half of the trades were held for at most ${formatNumber(middle, 1)} bars, the longest for ${formatNumber(longest, 0)}.`,
    note: html`<p class="muted">Half were held for at most ${formatNumber(middle, middle % 1 === 0 ? 0 : 1)} bars, the longest for ${formatNumber(longest, 0)}.</p>`,
  });
}

function reasonTable(closed: readonly ReportTrade[], currency: string): Html {
  const groups = [...Map.groupBy(closed, ({ exitReason }) => exitReason ?? '')].sort((a, b) => b[1].length - a[1].length);
  const rows = groups.map(([reason, trades]) => {
    const net = trades.reduce((sum, { netPnl }) => sum + netPnl, 0);
    const bars = trades.reduce((sum, { barsHeld }) => sum + barsHeld, 0) / trades.length;
    const won = trades.filter(({ netPnl }) => netPnl > 0).length / trades.length;
    return html`<tr><th scope="row">${reason.replaceAll('_', ' ')}</th><td class="r">${formatNumber(trades.length, 0)}</td><td class="r">${formatPercent(won, 1)}</td>
<td class="r ${net < 0 ? 'loss' : net > 0 ? 'gain' : ''}">${formatSigned(net, 2)}</td><td class="r">${formatNumber(bars, 1)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Trades by exit reason"><table class="num"><caption><span>By ${term('exit_reason', 'exit reason')}, ${currency}</span></caption>
<thead><tr><th scope="col">Closed by</th><th scope="col" class="r">Trades</th><th scope="col" class="r">${term('win_rate')}</th><th scope="col" class="r">${term('trade_result', 'Net result')}</th><th scope="col" class="r">Mean bars</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
