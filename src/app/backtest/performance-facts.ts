import { type Implausible, type MetricsDocument, type MetricsResult, type Statistic, statistics } from '../../metrics/index.ts';
import type { gates } from '../../research/index.ts';

/** A finished run, as the gates look at its performance. */
export interface Performance {
  readonly result: Pick<MetricsResult, 'document' | 'evidence' | 'impossible'>;
  readonly implausible: readonly Implausible[];
  /** One per session, or per bar above a day. */
  readonly returns: Float64Array;
  /** Returns, and bars, a year. */
  readonly perYear: number;
  readonly barsPerYear: number;
  /** Result with every cost twice as high, in the account's currency. */
  readonly netAtTwiceCosts: number;
}

/** Share of equity that policy `default` lets a strategy lose before paper. */
const DRAWDOWN_LIMIT = 0.1;

/** What a run's own figures say to the gates of the same names. */
export function performanceFacts(
  run: Performance,
): Pick<gates.EvidenceFacts, 'sanity' | 'cost_stress' | 'drawdown' | 'sample' | 'mintrl'> {
  const { result, implausible, netAtTwiceCosts } = run;
  const { metrics, basis } = result.document;
  return {
    sanity: {
      value: {
        impossible: result.impossible.map(({ metric, value, rule }) => ({
          ...{ metric, rule },
          value: Number.isFinite(value) ? value : null,
        })),
        implausible: [...implausible],
      },
    },
    cost_stress: {
      value: {
        net_at_twice_costs: netAtTwiceCosts,
        break_even_bps: numberOf(metrics['break_even_cost_bps']),
        assumed_bps: assumedBps(result.document),
      },
    },
    drawdown: drawdownFact(metrics['max_drawdown']),
    sample: { value: { closed_trades: basis.closed_trades, bars: basis.bars, bars_per_month: run.barsPerYear / 12 } },
    mintrl: mintrlFact(run),
  };
}

function drawdownFact(value: unknown): gates.EvidenceFacts['drawdown'] {
  if (typeof value !== 'number') return { missing: 'the drawdown is not known' };
  return { value: { max_drawdown: value, limit: DRAWDOWN_LIMIT, max_position_pct: null } };
}

/** A Sharpe ratio that is not above 0 needs no end of years; one that is not known is missing. */
function mintrlFact({ returns, result, perYear }: Performance): gates.EvidenceFacts['mintrl'] {
  const needed: Statistic = result.evidence.mintrl_days;
  const years = returns.length / perYear;
  if ('value' in needed) return { value: { years, needed: needed.value / perYear } };
  const sharpe = statistics.sharpe({ returns });
  return 'value' in sharpe && sharpe.value <= 0 ? { value: { years, needed: null } } : { missing: needed.missing };
}

function assumedBps({ metrics }: MetricsDocument): number | null {
  const [costs, net, breakEven] = ['total_costs', 'net_pnl', 'break_even_cost_bps'].map((key) =>
    Number(metrics[key] ?? Number.NaN),
  );
  // Break-even is gross result per traded value, costs are a share of the same value.
  const gross = net! + costs!;
  return Number.isFinite(breakEven!) && gross !== 0 ? (costs! / gross) * breakEven! : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
