/** How a value is to be read: 0.12 as 12 %, an amount of the run's currency, a plain ratio, … */
export type MetricUnit =
  | 'fraction'
  | 'fraction a year'
  | 'ratio'
  | 'times a year'
  | 'money'
  | 'bps'
  | 'days'
  | 'count'
  | 'probability';

/** The words of one metric. */
export type MetricWords = readonly [
  name: string,
  sentence: string,
  formula: string,
  unit: MetricUnit,
  minimum: string,
  source: string,
];
