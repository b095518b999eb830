/** The words of one statistic, in the order of the page. */
export type Words = readonly [
  title: string,
  sentence: string,
  formula: string,
  unit: string,
  settings: string,
  missing: string,
  source: string,
];

/** Words that many entries share. */
export const BACON = 'C. Bacon, Practical Portfolio Performance Measurement and Attribution (2008)';
export const BAILEY = 'D. Bailey, M. López de Prado, The Sharpe Ratio Efficient Frontier (2012)';
export const ZOONEK = 'M. López de Prado, A. Lipton, V. Zoonekynd, How to Use the Sharpe Ratio (2025)';
export const NONE = '–';
export const ONE = 'no return';
export const TWO = 'fewer than 2 returns';
export const YEAR = '`perYear` 1 (of one period)';
export const TARGET = '`target` 0 a period, or one for each';
export const NO_LOSS = 'no return below the target';
export const PAIR = 'fewer than 2 common returns; the benchmark does not vary';
export const ANNUAL_PAIR = '`perYear` 1, `riskFreeYear` 0 a year';
export const DIPS = '`compounding` compound (simple adds returns up)';
export const DIP_RATIO = '`perYear` 1, `riskFree` 0 a year, `compounding` compound';
export const NO_DIP = 'no dip (limit ±∞); everything was lost';
export const RECORD = '`skew` 0, `kurtosis` 3, `convention` observed (null: 2025)';
export const MOMENTS = 'fewer than 2 returns; moments of no distribution';
