import { costTable } from '../costs.ts';
import { curvesPart } from '../curves.ts';
import { type Html, html, raw } from '../html.ts';
import { metricText, term } from '../metric-text.ts';
import type { Model } from '../model.ts';
import { formatPercent, formatSignedPercent } from '../number-format.ts';
import type { ResearchReportData } from './data.ts';
import { cell, dataTable, figure, returnCell } from './table.ts';

const NAMES: Readonly<Record<string, string>> = {
  model: 'This model',
  'model, hold: overlap': 'This model, hold: overlap',
  linear: 'Linear baseline',
  constant: 'Constant baseline',
  'buy and hold, equal weights': 'Buy and hold, equal weights',
  cash: 'Cash',
};

/** Equity with its segments, buy and hold, and the dips. */
export function equityPart(model: Model | undefined): Html | undefined {
  return model === undefined ? undefined : curvesPart(model);
}

/** The same bars traded in simpler ways. */
export function rivalsPart({ comparison }: ResearchReportData): Html | undefined {
  const rivals = comparison?.rivals ?? [];
  if (rivals.length === 0) return undefined;
  return html`<section aria-labelledby="h-rivals"><h2 id="h-rivals">Against simpler ways</h2>${dataTable({
    label: 'Comparison',
    caption: 'The same bars and costs; buy and hold pays no costs',
    columns: [
      { name: 'Way', isText: true },
      { name: term('total_return') },
      { name: term('annual_return') },
      { name: term('sharpe', 'Sharpe') },
      { name: term('max_drawdown', 'Largest drawdown') },
      { name: term('closed_trades', 'Trades') },
    ],
    rows: rivals.map(
      ({ name, totalReturn, annualReturn, sharpe, maxDrawdown, closedTrades }) =>
        html`<tr class="${name === 'model' ? 'own' : ''}"><th scope="row">${name.endsWith('overlap') ? term('hold_overlap', NAMES[name] ?? name) : (NAMES[name] ?? name)}</th>${returnCell(totalReturn)}${returnCell(annualReturn)}${cell(figure(sharpe, 2))}${cell(maxDrawdown === undefined ? '–' : formatPercent(maxDrawdown))}${cell(closedTrades === undefined ? '–' : figure(closedTrades, 0))}</tr>`,
    ),
  })}</section>`;
}

/** What trading cost, and what is left at other costs. */
export function costPart(data: ResearchReportData): Html | undefined {
  const { run, comparison } = data;
  const costs = comparison?.costs ?? [];
  const hasMetrics = 'total_costs' in run.metrics.metrics;
  if (costs.length === 0 && !hasMetrics) return undefined;
  return html`<section aria-labelledby="h-costs"><h2 id="h-costs">${term('cost_ladder', 'Costs')}</h2><div class="two-up">${
    costs.length === 0 ? html`<p class="muted">The cost ladder is not available.</p>` : ladder(costs)
  }${hasMetrics ? costTable({ data: run }) : undefined}</div>${hasMetrics ? assumed(data) : undefined}</section>`;
}

function ladder(costs: NonNullable<ResearchReportData['comparison']>['costs']): Html {
  const most = Math.max(...costs.map(({ totalReturn }) => Math.abs(totalReturn ?? 0)), 1e-9);
  const rows = costs.map(({ multiple, totalReturn, sharpe }) => {
    const width = Math.round((Math.abs(totalReturn ?? 0) / most) * 1000) / 10;
    const tone = (totalReturn ?? 0) < 0 ? 'loss' : 'gain';
    const bar = `<svg width="100%" height="14" aria-hidden="true"><rect class="bar ${tone}" width="${width}%" height="14" rx="2"/></svg>`;
    return html`<tr class="${multiple === 1 ? 'own' : ''}"><th scope="row">${multiple}× costs</th>${returnCell(totalReturn)}${cell(figure(sharpe, 2))}<td class="bars">${raw(bar)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cost ladder"><table class="num ladder"><caption><span>The run made again with its costs so many times as high</span></caption>
<thead><tr><th scope="col">Costs</th><th scope="col" class="r">${term('total_return')}</th><th scope="col" class="r">${term('sharpe', 'Sharpe')}</th><th scope="col" class="bars">Size</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function assumed({ run, comparison }: ResearchReportData): Html | undefined {
  const { metrics } = run.metrics;
  const even = metrics['break_even_cost_bps'];
  if (typeof even !== 'number') return undefined;
  const twice = comparison?.costs.find(({ multiple }) => multiple === 2)?.totalReturn;
  const left = twice === undefined ? '' : ` At twice the costs ${formatSignedPercent(twice)} is left.`;
  return html`<p>The result is gone at ${metricText('break_even_cost_bps', even)} bps of traded value. Assumed: ${run.identity.costModel}.${left}</p>`;
}
