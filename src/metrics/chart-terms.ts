import { RESEARCH_CHART_WORDS } from './chart-terms-research.ts';
import { type GlossaryEntry, glossaryEntry } from './glossary.ts';
import { STATISTIC_GLOSSARY } from './statistics/glossary.ts';

/** The definition of a number or picture that only reports show; `metrics.json` has no such key. */
export interface ChartTerm {
  readonly key: string;
  readonly name: string;
  readonly sentence: string;
  readonly formula: string;
  readonly source: string;
}

export type ChartWords = readonly [name: string, sentence: string, formula: string, source: string];

const HOUSE = 'definition of this project';

const WORDS: Readonly<Record<string, ChartWords>> = {
  equity: [
    'Equity',
    'What the account is worth at each close: cash and open positions at their closing prices.',
    'cash + Σ position × close; on the log scale equal heights are equal ratios',
    HOUSE,
  ],
  buy_and_hold: [
    'Buy and hold',
    'Equal shares of the capital in each symbol of the run, bought at the first open after the first decision and kept, without costs.',
    'Σ capital / n × price / first open, dividends reinvested where the data knows them',
    HOUSE,
  ],
  underwater: [
    'Underwater',
    'How far each close lies below the highest close so far.',
    '(equity − highest equity so far) / highest equity so far',
    'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)',
  ],
  dip: [
    'Dip',
    'A fall of equity from a high until a close at or above that high. Its length counts calendar days from the high to the recovery, or to the last bar.',
    '(high − lowest close before the recovery) / high',
    'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)',
  ],
  exposure_path: [
    'Exposure',
    'What open positions are worth compared with equity, at each close. Gross adds longs and shorts up, net sets them off.',
    'gross: Σ |position value| / equity · net: Σ position value / equity',
    HOUSE,
  ],
  rolling_sharpe: [
    'Rolling Sharpe ratio',
    'The Sharpe ratio of the returns in a window that moves along the run, risk-free rate 0.',
    'mean / sd (n − 1) × √(returns a year), over the last half year of returns, at least 20',
    'W. F. Sharpe, The Sharpe Ratio (1994)',
  ],
  rolling_volatility: [
    'Rolling volatility',
    'How much the returns in a moving window vary, scaled to a year.',
    'sd (n − 1) × √(returns a year), over the last half year of returns, at least 20',
    'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)',
  ],
  rolling_beta: [
    'Rolling beta',
    'How much the run moved for each percent of buy and hold, in a moving window.',
    'cov(r, r_benchmark) / var(r_benchmark), over the last half year of returns, at least 20',
    'W. F. Sharpe, Capital Asset Prices (1964)',
  ],
  period_return: [
    'Return of a month or year',
    'Change of equity over a calendar month or year, costs included. The first and the last may be cut by the run.',
    'equity at the end / equity at the end before − 1',
    'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)',
  ],
  seasonality: [
    'Seasonality',
    'Mean return of all months (weekdays) of the same name. The thin line is two standard errors each way: a bar whose line crosses zero says nothing.',
    'mean of the returns ± 2 × sd (n − 1) / √n',
    HOUSE,
  ],
  return_distribution: [
    'Distribution of returns',
    'How many sessions had a return of each size; sessions without any change are left out.',
    'counts in 41 bins of equal width up to 4 standard deviations',
    HOUSE,
  ],
  normal_plot: [
    'Against the normal distribution',
    'Each return (in standard deviations) against the one a normal sample of that size would have at its rank. On the line: normal. Below it on the left or above it on the right: tails fatter than normal. Sessions without any change are left out.',
    '(r − mean) / sd at rank i against Φ⁻¹((i − 0.5) / n)',
    'M. B. Wilk, R. Gnanadesikan, Probability Plotting Methods (1968); positions of A. Hazen (1914)',
  ],
  tail_ratio: [
    'Tail ratio',
    'How large the best twentieth of sessions begins compared with the worst twentieth. Above 1: gains reach further than losses.',
    '|95th percentile of session returns| / |5th percentile|, from 30 returns on',
    'definition of empyrical; percentiles: R. Hyndman, Y. Fan (1996), type 7',
  ],
  cost_share: [
    'Cost share',
    'How much of the result before costs went to costs. Not available when nothing was gained before costs.',
    'total costs / gross P&L',
    HOUSE,
  ],
  trade_result: [
    'Net result of a trade',
    'What a position from flat to flat added, all its costs and dividends included.',
    'gross result at reference prices − fees − slippage − impact − borrow fees',
    HOUSE,
  ],
  trade_return: [
    'Return of a trade',
    'Net result compared with what the position cost to open.',
    'net result / (quantity × entry price)',
    HOUSE,
  ],
  adverse_excursion: [
    'Largest move against a trade (MAE)',
    'How far the price went against the position while it was open, at bar highs and lows.',
    'long: (entry − lowest price) / entry · short: (highest price − entry) / entry',
    'J. Sweeney, Maximum Adverse Excursion (1997)',
  ],
  favourable_excursion: [
    'Largest move for a trade (MFE)',
    'How far the price went in favour of the position while it was open, at bar highs and lows.',
    'long: (highest price − entry) / entry · short: (entry − lowest price) / entry',
    'J. Sweeney, Maximum Adverse Excursion (1997)',
  ],
  holding_time: [
    'Holding time',
    'Bars from the fill that opened a position to the fill that closed it.',
    'bar of exit − bar of entry',
    HOUSE,
  ],
  exit_reason: [
    'Exit reason',
    'What closed the position: the signal of the rule, a stop, a target, a time limit, the end of the run.',
    '"ambiguous": which of two levels was touched first inside a bar is not known',
    HOUSE,
  ],
  cost_ladder: [
    'Cost ladder',
    'Net result of the run made again with every cost so many times as high: the same rule, sized by the equity that is left.',
    'net result at factor × fees, slippage, impact and borrow fees',
    HOUSE,
  ],
  ambiguous_band: [
    'Order of events inside bars',
    'Bars do not tell whether their high or their low came first. The band holds the net result under the least and the most favourable reading.',
    'net P&L + Σ difference of each ambiguous trade under the other reading',
    HOUSE,
  ],
  crisis: [
    'Crisis windows',
    'What the run did between a closing high and the closing low of the S&P 500 in some of its falls since 2000.',
    'equity at the low / equity at the high − 1',
    'dates: closing highs and lows of the S&P 500 price index',
  ],
  bootstrap_fan: [
    'Bootstrap fan',
    'Equity curves drawn again from the run’s own returns in blocks: how far luck alone could have moved the result.',
    'quantiles of resampled equity at each time',
    'D. Politis, J. Romano, The Stationary Bootstrap (1994)',
  ],
};

function terms(words: Readonly<Record<string, ChartWords>>): readonly ChartTerm[] {
  return Object.entries(words).map(([key, [name, sentence, formula, source]]) => ({ key, name, sentence, formula, source }));
}

/** Definitions of what reports draw, in the order of the report. */
export const CHART_TERMS: readonly ChartTerm[] = terms(WORDS);

const RESEARCH_TERMS: readonly ChartTerm[] = terms(RESEARCH_CHART_WORDS);

const STATISTIC_TERMS: readonly ChartTerm[] = STATISTIC_GLOSSARY.map(({ name, title, sentence, formula, source }) => ({
  ...{ key: name, name: title, sentence, formula, source },
}));

/** The definition of a metric, of a term of the charts, or of a function of the statistics library; undefined for an unknown key. */
export function definitionOf(key: string): GlossaryEntry | ChartTerm | undefined {
  const has = (entry: ChartTerm): boolean => entry.key === key;
  return glossaryEntry(key) ?? CHART_TERMS.find(has) ?? RESEARCH_TERMS.find(has) ?? STATISTIC_TERMS.find(has);
}
