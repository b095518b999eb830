import { directionOf, type MetricValue } from '../../metrics/index.ts';
import { RUN_STYLES } from '../chart.ts';
import { type Html, html, raw } from '../html.ts';
import { metricText, term } from '../metric-text.ts';
import { formatMoneyText, formatNumber } from '../number-format.ts';
import { dataTable } from '../research/table.ts';
import type { Comparison, ComparisonReportData, MetricRow, RunIdentity } from './data.ts';
import { shortNames } from './names.ts';

/** Rows of the first tab; every metric is on the second. */
const FIRST = new Set(
  (
    'sharpe dsr trials pbo total_return annual_return volatility sortino calmar max_drawdown net_pnl total_costs win_rate closed_trades ' +
    'accuracy f1 log_loss rank_ic total_pnl decision_count execution_count rejected_count'
  ).split(' '),
);

/** A line as the charts draw the run. */
function sample(index: number): Html {
  return raw(
    `<svg class="sample" width="30" height="10" aria-hidden="true"><line class="line ${RUN_STYLES[index]!}" x1="0" x2="30" y1="5" y2="5"/></svg>`,
  );
}

/** What each run is, and what its own verdict says. */
export function runsPart({ comparison, costs }: ComparisonReportData): Html {
  const names = shortNames(comparison);
  const rows = comparison.runs.map((run, index) => {
    const called = run.variant ?? run.name;
    const told =
      names[index] === run.name || run.variant !== null ? undefined : html` <span class="muted">${names[index]}</span>`;
    const role = index === 0 ? html` <span class="flag">BASELINE</span>` : undefined;
    const state = run.status === 'success' ? undefined : html` <span class="flag">${run.status.toUpperCase()}</span>`;
    return html`<tr><th scope="row" class="d">${sample(index)}${run.label}</th>
<td class="wrap"><b>${called}</b>${told}${role}${state}<br><code>${run.run_id}</code>${stampList(run)}</td>
<td class="wrap">${verdictText(run)}</td>
<td class="d">${run.symbols.slice(0, 4).join(', ')}${run.symbols.length > 4 ? ` and ${run.symbols.length - 4} more` : ''}<br><span class="muted">${windowText(run)}</span></td>
<td class="r" data-label="Trials: ">${trialsText(run)}</td><td class="wrap" data-label="Costs: ">${costs[index] === '' ? '–' : costs[index]}</td></tr>`;
  });
  return html`<section aria-labelledby="h-runs"><h2 id="h-runs">Runs</h2>${dataTable({
    label: 'Runs',
    className: 'runs',
    columns: [
      { name: 'Line', isText: true },
      { name: 'Run', isText: true },
      { name: 'Its own verdict', isText: true },
      { name: 'Data', isText: true },
      { name: term('trials', 'Trials on its data') },
      { name: 'Assumed costs', isText: true },
    ],
    rows,
  })}</section>`;
}

function stampList({ stamps }: RunIdentity): Html | undefined {
  if (stamps.length === 0) return undefined;
  return html`<ul class="stamps" aria-label="Stamps">${stamps.map((stamp) => html`<li>${stamp}</li>`)}</ul>`;
}

function verdictText({ verdict, verdict_line: line, error }: RunIdentity): Html {
  if (verdict === null) return html`<span class="muted">${error === null ? 'none' : `${error.code}: ${error.message}`}</span>`;
  const tone = verdict === 'invalid' ? 'loss' : verdict === 'valid' ? 'gain' : '';
  return html`<b class="${tone}">${verdict.toUpperCase()}</b> ${line ?? ''}`;
}

function windowText({ evaluated, window }: RunIdentity): string {
  const frame = window === null ? '' : ` ${window.timeframe}`;
  return evaluated === null ? 'nothing evaluated' : `${evaluated.from} to ${evaluated.to}${frame}`;
}

function trialsText({ trials, trials_now: now }: RunIdentity): Html {
  if (trials === null) return html`–`;
  if (now === null || now.n <= trials.n) return html`${formatNumber(trials.n, 0)}`;
  return html`${formatNumber(trials.n, 0)}<small class="muted"><br> now ${formatNumber(now.n, 0)}</small>`;
}

/** The figures that decide, with what a Sharpe ratio must be read with beside it. */
export function mainMetricsPart(comparison: Comparison): Html {
  const rows = comparison.metrics.filter(({ key }) => FIRST.has(key));
  return html`<section aria-labelledby="h-metrics"><h2 id="h-metrics">Metrics</h2>${metricTable(comparison, rows, 'Metrics')}${chosen(comparison)}
<p class="muted">${methodText(comparison)}</p></section>`;
}

/** Every metric that a run has. */
export function allMetricsPart(comparison: Comparison): Html {
  const rows = comparison.metrics.filter(({ values }) => values.some((value) => value !== null));
  return html`<section aria-labelledby="h-all"><h2 id="h-all">All metrics</h2>${metricTable(comparison, rows, 'All metrics')}
<p class="muted">${methodText(comparison)}</p></section>`;
}

function metricTable(comparison: Comparison, rows: readonly MetricRow[], label: string): Html {
  const { runs } = comparison;
  const dsrNow = runs.some(({ trials, trials_now: now }) => trials !== null && now !== null && now.n > trials.n);
  const body = rows.flatMap((row) =>
    row.key === 'dsr' && dsrNow ? [metricRow(comparison, row), dsrNowRow(runs)] : [metricRow(comparison, row)],
  );
  return dataTable({
    label,
    className: 'compare',
    caption: html`★ better than all others. Below each value its difference from ${runs[0]!.label} and, where it was tested, the p-value.`,
    columns: [
      { name: 'Metric', isText: true },
      ...shortNames(comparison).map((name, index) => ({
        name: html`${sample(index)}${runs[index]!.label}<span class="name">${name}</span>`,
      })),
    ],
    rows: body,
  });
}

function metricRow({ runs }: Comparison, row: MetricRow): Html {
  const cells = row.values.map((value, index) => {
    const isBest = row.best === runs[index]!.run_id;
    const shown = isBest ? html`<b>${metricText(row.key, value)}</b>` : html`${metricText(row.key, value)}`;
    return html`<td class="r${isBest ? ' best' : ''}">${shown}${differenceText(row, index)}</td>`;
  });
  return html`<tr><th scope="row">${term(row.key)}</th>${cells}</tr>`;
}

function differenceText(row: MetricRow, index: number): Html | undefined {
  const difference = row.differences[index] ?? null;
  if (difference === null) return undefined;
  const p = row.p_values[index] ?? null;
  const tail = p === null ? '' : `, p ${chanceText(p)}`;
  return html`<small class="${toneOf(row.key, difference)}">${signedText(row.key, difference)}${tail}</small>`;
}

/** A p-value: draws cannot show less than one in some thousand. */
function chanceText(p: number): string {
  return p < 0.001 ? '< 0.001' : formatNumber(p, 3);
}

/** Better is green, worse is red. */
function toneOf(key: string, difference: NonNullable<MetricValue>): string {
  const number = Number(difference);
  const direction = directionOf(key);
  if (number === 0 || direction === 'neither') return '';
  return number > 0 === (direction === 'higher') ? 'gain' : 'loss';
}

function signedText(key: string, difference: NonNullable<MetricValue>): string {
  const number = Number(difference);
  const plain = typeof difference === 'string' ? formatMoneyText(difference) : metricText(key, difference);
  return number > 0 && !plain.startsWith('+') ? `+${plain}` : plain;
}

/** The deflated Sharpe ratio after everything that has been tried until the page was made. */
function dsrNowRow(runs: readonly RunIdentity[]): Html {
  const cells = runs.map(({ trials_now: now }) => {
    if (now === null || now.dsr === null) return html`<td class="r">n/a</td>`;
    return html`<td class="r">${metricText('dsr', now.dsr)}<small>${formatNumber(now.n, 0)} trials</small></td>`;
  });
  return html`<tr><th scope="row">${term('dsr', 'Deflated Sharpe, all trials until now')}</th>${cells}</tr>`;
}

/** What choosing the best of the runs does to it. */
function chosen({ runs, selection }: Comparison): Html {
  const facts: string[] = [];
  if (selection.spa_p !== null) {
    const rivals = `the best of ${runs.length - 1}`;
    facts.push(`Whether ${rivals} is better than ${runs[0]!.label} by more than luck: SPA p ${chanceText(selection.spa_p)}.`);
  }
  if (selection.pbo !== null) {
    facts.push(
      `Choosing the best of these ${runs.length} runs: probability of backtest overfitting ${metricText('pbo', selection.pbo)}.`,
    );
  } else if (selection.not_available['pbo'] !== undefined) {
    facts.push(`Probability of backtest overfitting of choosing among them: n/a, ${selection.not_available['pbo']}.`);
  }
  return html`${facts.map((fact) => html`<p>${fact}</p>`)}`;
}

function methodText({ significance }: Comparison): string {
  const { method, sessions } = significance;
  const text = `${method.slice(0, 1).toUpperCase()}${method.slice(1)}`;
  return sessions === null ? `${text}.` : `${text}. Sessions ${sessions.from} to ${sessions.to}.`;
}

/** Differences from the baseline with their intervals. */
export function differencesPart(comparison: Comparison): Html | undefined {
  const { runs, metrics, significance } = comparison;
  const names = shortNames(comparison);
  const tested = metrics.filter(({ p_values: values }) => values.some((value) => value !== null));
  if (tested.length === 0) return undefined;
  const [baseline, ...others] = runs;
  const rows = tested.flatMap((row) => [
    html`<tr class="group"><th scope="rowgroup" colspan="4">${term(row.key)}</th></tr>`,
    ...others.map((_, at) => differenceRow(row, `${others[at]!.label} ${names[at + 1]!}`, at + 1)),
  ]);
  return html`<section aria-labelledby="h-differences"><h2 id="h-differences">Differences from ${baseline!.label}</h2>${dataTable(
    {
      label: 'Differences',
      className: 'differences',
      columns: [
        { name: 'Run', isText: true },
        { name: 'Difference' },
        { name: `${formatNumber(significance.level * 100, 0)} % interval` },
        { name: 'p-value' },
      ],
      rows,
    },
  )}</section>`;
}

function differenceRow(row: MetricRow, name: string, index: number): Html {
  const difference = row.differences[index] ?? null;
  const interval = row.intervals[index] ?? null;
  const p = row.p_values[index] ?? null;
  const range = interval === null ? '–' : interval.map((bound) => signedText(row.key, bound)).join(' to ');
  return html`<tr><th scope="row">${sample(index)}${name}</th>
<td class="r ${difference === null ? '' : toneOf(row.key, difference)}">${difference === null ? 'n/a' : signedText(row.key, difference)}</td><td class="r">${range}</td><td class="r">${p === null ? '–' : chanceText(p)}</td></tr>`;
}

/** Settings that differ, side by side. */
export function deltasPart(comparison: Comparison): Html {
  const { runs, config_deltas: deltas } = comparison;
  const rows = deltas.map(
    ({ path, values }) =>
      html`<tr><th scope="row"><code>${path}</code></th>${values.map((value) => html`<td class="wrap">${value === null ? html`<span class="muted">–</span>` : html`<code>${value}</code>`}</td>`)}</tr>`,
  );
  const table = dataTable({
    label: 'Settings that differ',
    className: 'compare deltas',
    columns: [
      { name: 'Setting', isText: true },
      ...shortNames(comparison).map((name, index) => ({
        name: html`${sample(index)}${runs[index]!.label}<span class="name">${name}</span>`,
        isText: true,
      })),
    ],
    rows,
  });
  const none = html`<p>No setting differs.</p>`;
  return html`<section aria-labelledby="h-config"><h2 id="h-config">Settings that differ <small>${formatNumber(deltas.length, 0)}</small></h2>${deltas.length === 0 ? none : table}</section>`;
}

/** What it takes to make the runs again. */
export function identitiesPart({ runs }: Comparison): Html {
  const rows = runs.map(
    (run, index) =>
      html`<tr><th scope="row" class="d">${sample(index)}${run.label}</th><td class="wrap"><code>${run.config_hash ?? '–'}</code></td><td class="wrap"><code>${run.data_fingerprint ?? '–'}</code></td><td class="wrap"><code>${run.code_version ?? '–'}</code></td><td class="d">${run.started_at}</td></tr>`,
  );
  return html`<section aria-labelledby="h-identity"><h2 id="h-identity">What the runs are made of</h2>${dataTable({
    label: 'Identity of the runs',
    columns: ['Run', 'Config', 'Data', 'Code', 'Started'].map((name) => ({ name, isText: true })),
    rows,
  })}</section>`;
}
