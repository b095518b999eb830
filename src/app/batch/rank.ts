import { AppError } from '../../base/index.ts';
import { directionOf, type MetricValue, metricKey } from '../../metrics/index.ts';
import { sweeps } from '../../research/index.ts';
import { ROW_METRICS } from './evaluate-child.ts';

/** The objective of a sweep is no metric of a single pass. */
export class ObjectiveError extends AppError {
  readonly code = 'SWEEP_OBJECTIVE';

  constructor(sweep: string, asked: string) {
    super(`sweep "${sweep}" cannot be ranked by ${asked}: it is not known of a variant by itself`, {
      hint: `objective: one of ${ROW_METRICS.join(' ')}`,
    });
  }
}

/** The metric that children are ranked by, under its own name. @throws ObjectiveError */
export function objectiveOf({ name, objective }: { readonly name: string; readonly objective: string }): string {
  const key = metricKey(objective);
  if (key === undefined || !ROW_METRICS.some((metric) => metric === key)) throw new ObjectiveError(name, objective);
  return key;
}

/** What is ranked. */
interface Ranked {
  readonly status: string;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** Values of a metric by child, NaN where there is none. Money is text in files and a number here. */
export function valuesOf(rows: readonly Ranked[], metric: string): Float64Array {
  return Float64Array.from(rows, ({ status, metrics }) => (status === 'failed' ? Number.NaN : numberOf(metrics[metric])));
}

function numberOf(value: MetricValue | undefined): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

/** Which values of a metric are better; where neither is, the larger ones are asked for. */
export function betterOf(metric: string): 'higher' | 'lower' {
  return directionOf(metric) === 'lower' ? 'lower' : 'higher';
}

/** Places of the children that have the metric, the best first, equal ones by place. */
export function ranked(rows: readonly Ranked[], metric: string): readonly number[] {
  const values = valuesOf(rows, metric);
  return [...sweeps.rankPlaces(values, betterOf(metric))].filter((place) => !Number.isNaN(values[place]!));
}
