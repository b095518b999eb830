import { RESEARCH_WORDS } from './glossary-research.ts';
import type { MetricUnit, MetricWords } from './glossary-terms.ts';
import {
  LATER_KEYS,
  METRIC_ALIASES,
  METRIC_KEYS,
  type MetricKey,
  MIN_RETURNS,
  MIN_TRADES,
  RESEARCH_KEYS,
  type ResearchKey,
} from './keys.ts';

/** The one definition of a metric that every command, page and report shows. */
export interface GlossaryEntry {
  readonly key: MetricKey | ResearchKey;
  /** As a heading. */
  readonly name: string;
  /** What it tells, for somebody who never heard of it. */
  readonly sentence: string;
  readonly formula: string;
  readonly unit: MetricUnit;
  /** Smallest sample; below it the value is null. */
  readonly minimum: string;
  readonly source: string;
  readonly aliases: readonly string[];
  /** Computed by this version. */
  readonly available: boolean;
}

const RETURNS = `${MIN_RETURNS} returns`;
const TRADES = `${MIN_TRADES} closed trades`;
const ONE_BAR = '1 bar';
const BACON = 'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)';
const LOPEZ = 'M. López de Prado, Advances in Financial Machine Learning (2018)';

const WORDS: Readonly<Record<MetricKey, MetricWords>> = {
  total_return: [
    'Total return',
    'What the capital gained or lost from the first evaluated bar to the last, all costs paid.',
    'last equity / capital − 1',
    'fraction',
    ONE_BAR,
    BACON,
  ],
  annual_return: [
    'Annual return',
    'The yearly rate that, compounded, gives the total return. `metrics.annual_return` chooses the length of a year.',
    'sessions: (1 + total return)^(returns a year / number of returns) − 1 · days_365, days_365_25: (1 + total return)^(365 or 365.25 / days) − 1',
    'fraction a year',
    RETURNS,
    BACON,
  ],
  volatility: [
    'Volatility',
    'How much the returns vary around their mean, scaled to a year.',
    'sd of session returns (n − 1) × √(returns a year)',
    'fraction a year',
    RETURNS,
    BACON,
  ],
  sharpe: [
    'Sharpe ratio',
    'Return above the risk-free rate per unit of variation, after all costs. `metrics.sharpe` chooses the definition.',
    'sessions: (mean − r_f / p) / sd (n − 1) × √p · calendar_days: ((1 + mean)^252 − 1 − r_f) / (sd × √252) of one return per calendar day · geometric: annual return / √((sd² + (1 + g)²)^p − (1 + g)^(2p)), g the geometric mean · daily_wallet: mean / sd (n) × √365; p returns a year, r_f `metrics.risk_free`',
    'ratio',
    RETURNS,
    'W. F. Sharpe, The Sharpe Ratio (1994); the others as LEAN, backtesting.py and freqtrade define them',
  ],
  gross_sharpe: [
    'Sharpe ratio before costs',
    'The Sharpe ratio if trading and holding had been free: the distance to the net one is what costs take.',
    'as Sharpe (sessions), of returns to which the costs of their session are added back',
    'ratio',
    RETURNS,
    'W. F. Sharpe, The Sharpe Ratio (1994)',
  ],
  sortino: [
    'Sortino ratio',
    'Like the Sharpe ratio, but only returns below the target count as risk. `metrics.sortino` chooses the definition.',
    'glossary: (mean − r_f / p) / √mean(min(r − r_f / p, 0)²) × √p over all returns · negative_sd: ((1 + mean)^252 − 1 − r_f) / (sd (n − 1) of the negative returns × √252) of one return per calendar day · downside_rms: (annual return − r_f) / (√mean(min(r, 0)²) × √p)',
    'ratio',
    RETURNS,
    'F. Sortino, L. Price, Performance Measurement in a Downside Risk Framework (1994)',
  ],
  calmar: [
    'Calmar ratio',
    'Yearly return per unit of the deepest dip.',
    'annual return / max drawdown',
    'ratio',
    `${RETURNS} and a dip`,
    'T. W. Young, Calmar Ratio: A Smoother Tool, Futures (1991)',
  ],
  max_drawdown: [
    'Deepest dip',
    'The largest fall of equity from a high before the high was reached again, at bar closes. Positive.',
    'max over bars of (highest equity so far − equity) / highest equity so far',
    'fraction',
    ONE_BAR,
    BACON,
  ],
  max_drawdown_days: [
    'Length of the deepest dip',
    'Calendar days from the high before the deepest dip until equity closed at it again, or until the last bar. With `metrics.drawdown_days: longest` those of the longest dip.',
    'date of recovery or last bar − date of the high',
    'days',
    ONE_BAR,
    BACON,
  ],
  mean_drawdown_days: [
    'Mean length of a dip',
    'Calendar days that a dip took on average, from its high to the recovery or to the last bar; one that begins on the last bar does not count yet.',
    'deepest: mean of the days of all dips · longest: the same, rounded up to whole days',
    'days',
    '1 dip',
    'definition of this project; rounded up as backtesting.py does it',
  ],
  time_under_water: [
    'Time under water',
    'Share of bars that closed below the highest close so far.',
    'bars below the high / bars',
    'fraction',
    ONE_BAR,
    BACON,
  ],
  exposure: [
    'Exposure',
    'Average size of all positions against equity, long and short added up; 1 is fully invested.',
    'mean over bars of Σ|position value| / equity',
    'fraction',
    ONE_BAR,
    'definition of this project',
  ],
  turnover: [
    'Turnover',
    'How often a year the average equity was traded, buys and sells both counted.',
    'Σ|traded value| / mean equity × returns a year / number of returns',
    'times a year',
    RETURNS,
    'definition of this project',
  ],
  win_rate: [
    'Win rate',
    'Share of closed trades that gained after costs.',
    'closed trades with a net gain / closed trades',
    'fraction',
    TRADES,
    'definition of this project',
  ],
  profit_factor: [
    'Profit factor',
    'Money won per unit of money lost over closed trades, after costs.',
    'Σ net gains / Σ|net losses|',
    'ratio',
    `${TRADES}, one of them lost`,
    'definition of this project',
  ],
  closed_trades: [
    'Closed trades',
    'Positions that were opened and closed again, counted from flat to flat or to the other side.',
    'count',
    'count',
    'none',
    'definition of this project',
  ],
  days: [
    'Days',
    'Calendar days from the first evaluated bar to the last.',
    'last date − first date',
    'days',
    ONE_BAR,
    'definition of this project',
  ],
  gross_pnl: [
    'Result before costs',
    'What trading would have earned at reference prices without fees, slippage, impact and borrowing.',
    'net result + total costs',
    'money',
    'none',
    'definition of this project',
  ],
  net_pnl: [
    'Net result',
    'What was earned after all costs.',
    'last equity − capital',
    'money',
    'none',
    'definition of this project',
  ],
  total_costs: [
    'Total costs',
    'All that trading and holding cost.',
    'transaction + slippage + impact + borrow costs',
    'money',
    'none',
    'definition of this project',
  ],
  transaction_costs: [
    'Transaction costs',
    'Commissions and fees.',
    'Σ fees of fills',
    'money',
    'none',
    'definition of this project',
  ],
  slippage_costs: [
    'Slippage costs',
    'Price paid against price expected. Rounding fill prices to ticks can make it slightly negative.',
    'Σ (fill price − reference price) × signed quantity, without impact',
    'money',
    'none',
    'A. F. Perold, The Implementation Shortfall (1988)',
  ],
  impact_costs: [
    'Impact costs',
    'What own orders moved the price, by the impact model in use.',
    'Σ impact per unit × quantity',
    'money',
    'none',
    'R. Almgren, N. Chriss, Optimal Execution of Portfolio Transactions (2000)',
  ],
  borrow_costs: [
    'Borrow costs',
    'Fees for borrowing what was sold short.',
    'Σ borrowed value × rate × days / 365',
    'money',
    'none',
    'definition of this project',
  ],
  llm_costs: [
    'Language model costs',
    'What calls of language models cost.',
    'Σ price of calls',
    'money',
    'none',
    'definition of this project',
  ],
  cost_2x_net_pnl: [
    'Net result at twice the costs',
    'What is left when the run is made again with every cost twice as high: the rung 2× of the cost ladder.',
    'net result of the run at 2 × fees, slippage, impact and borrow fees',
    'money',
    'none',
    'definition of this project',
  ],
  break_even_cost_bps: [
    'Break-even cost',
    'Cost per traded value at which nothing is left, in hundredths of a percent. Negative: it loses even without costs.',
    'result before costs / Σ|traded value| × 10,000',
    'bps',
    '1 fill',
    'definition of this project',
  ],
  ambiguous_trades: [
    'Ambiguous trades',
    'Closed trades whose order of events inside a bar is not known from the bar: the report shows the worst and the best reading.',
    'count',
    'count',
    'none',
    'definition of this project',
  ],
  psr: [
    'Probabilistic Sharpe ratio',
    'Probability that the true Sharpe ratio is above zero.',
    'Φ(SR / σ(SR))',
    'probability',
    RETURNS,
    'D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier (2012)',
  ],
  dsr: [
    'Deflated Sharpe ratio',
    'The same against the best Sharpe ratio that luck alone gives after as many trials as the system counted, related ones counted as fewer.',
    'PSR(SR₀), SR₀ = √V · E[max of N independent trials]',
    'probability',
    RETURNS,
    'D. Bailey, M. López de Prado, The Deflated Sharpe Ratio (2014)',
  ],
  pbo: [
    'Probability of backtest overfitting',
    'How often the best variant of one half of the data is below the median in the other half.',
    'share of splits with λ ≤ 0',
    'probability',
    '8 variants',
    'D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2017)',
  ],
  spa_p: [
    'Superior predictive ability, p',
    'Probability of a result as good as this one if no variant beat the benchmark.',
    '(1 + #{S* ≥ S}) / (B + 1)',
    'probability',
    '10 variants',
    'P. R. Hansen (2005)',
  ],
  mintrl_days: [
    'Minimum track record',
    'Number of returns that this Sharpe ratio needs to be told from zero with 95 % confidence: days with a session, or bars where a bar is longer than a day.',
    '1 + (1 − g₃SR + (g₄ − 1)/4·SR²)·(Φ⁻¹(0.95)/SR)²',
    'days',
    RETURNS,
    'D. Bailey, M. López de Prado (2012)',
  ],
  trials: [
    'Trials',
    'Distinct configurations that were evaluated on this data, counted by the system.',
    'count of the trial ledger',
    'count',
    'none',
    LOPEZ,
  ],
  looks: [
    'Looks at the test window',
    'Distinct configurations that have seen the test window.',
    'count of the trial ledger',
    'count',
    'none',
    LOPEZ,
  ],
  correlation_with_portfolio: [
    'Correlation with the portfolio',
    'How closely daily returns move with those of the rest of the world’s portfolio.',
    'Pearson, aligned by time',
    'ratio',
    '30 common days',
    BACON,
  ],
  max_pair_correlation: [
    'Largest pair correlation',
    'The highest correlation with any single other member.',
    'max of pairwise Pearson',
    'ratio',
    '30 common days',
    BACON,
  ],
  beta: [
    'Beta',
    'How much the run moves when buy-and-hold of the same symbols moves by 1 %.',
    'cov(r, r_benchmark) / var(r_benchmark)',
    'ratio',
    RETURNS,
    BACON,
  ],
};

/** One entry per key of `metrics.json`, in its order; those of research runs come last. */
export const GLOSSARY: readonly GlossaryEntry[] = [...METRIC_KEYS, ...RESEARCH_KEYS].map((key) => {
  const [name, sentence, formula, unit, minimum, source] = { ...WORDS, ...RESEARCH_WORDS }[key];
  const aliases = [...METRIC_ALIASES].filter(([, means]) => means === key).map(([alias]) => alias);
  return { key, name, sentence, formula, unit, minimum, source, aliases, available: !LATER_KEYS.some((later) => later === key) };
});

/** The entry of a key; undefined for a key without one. */
export function glossaryEntry(key: string): GlossaryEntry | undefined {
  return GLOSSARY.find((entry) => entry.key === key);
}
