import { returnCount, VARIANT_FIELDS, VariantRunner } from '../../engine/index.ts';
import { METRIC_KEYS, type MetricValue, sessionEnds } from '../../metrics/index.ts';
import type { ledger } from '../../research/index.ts';
import { judgedRun, type SteppedRun } from '../backtest/judged-bars.ts';
import { saidTrials, type TrialName } from '../backtest/run-trials.ts';
import { engineSettings, worldOf } from '../backtest/settings.ts';
import { measuredFrom, measureEngine, type RunParts } from '../backtest/simulation.ts';
import type { Deciding } from '../project/index.ts';
import type { ChildError } from './spec.ts';

/** Metrics that need more than the pass of a child: the trial ledger, the whole batch, a benchmark, costs by session or runs at other costs. */
const NEED_MORE: ReadonlySet<string> = new Set([
  ...['gross_sharpe', 'beta', 'cost_2x_net_pnl', 'llm_costs', 'dsr', 'pbo', 'spa_p', 'trials', 'looks'],
  ...['correlation_with_portfolio', 'max_pair_correlation'],
]);

/** Metrics of a child that need nothing but its own pass: the same numbers as in metrics.json of the run. */
export const ROW_METRICS = METRIC_KEYS.filter((key) => !NEED_MORE.has(key));

/** What came of the pass of a child. Plain data. */
export interface EvaluatedChild {
  readonly index: number;
  readonly rung?: number;
  readonly status: 'success' | 'halted' | 'failed';
  readonly error: ChildError | null;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** What it says to the trial ledger; empty for a child that failed before it was evaluated. */
  readonly trials: readonly ledger.NewTrial[];
  readonly durationMs: number;
}

interface MadeRunner {
  readonly runner: VariantRunner;
  readonly dataset: object;
  readonly from: string;
  readonly returns: Float64Array;
}

/** Steps the children of a batch through their bars, in memory that is used again while they have the same bars. */
export class ChildRunner {
  #made: MadeRunner | undefined;
  readonly #row = new Float64Array(VARIANT_FIELDS);

  /** Valid until the next child is stepped. */
  step(parts: RunParts): SteppedRun {
    const { prepared, project, agent } = parts;
    const { runner, returns } = this.#runnerOf(parts);
    const engine = runner.run(
      {
        decider: prepared.bound.decider,
        settings: engineSettings(project, agent),
        ...(prepared.atr === undefined ? {} : { stopAtr: prepared.atr }),
      },
      { row: this.#row, returns },
    );
    return { engine, costsAtSessionEnds: undefined };
  }

  #runnerOf(parts: RunParts): MadeRunner {
    const { loaded, evaluateFrom, finer } = parts.prepared;
    const { dataset } = loaded;
    const measureFrom = measuredFrom(parts);
    const from = `${evaluateFrom} ${measureFrom}`;
    // Finer bars are those of the dataset's own group.
    if (this.#made?.dataset === dataset && this.#made.from === from) return this.#made;
    const ends = sessionEnds({ session: dataset.session, from: measureFrom });
    const shared = {
      dataset,
      evaluateFrom,
      measureFrom,
      sessionEnds: ends,
      blocks: 0,
      ...(finer === undefined ? {} : { finer }),
    };
    this.#made = { runner: new VariantRunner(shared), dataset, from, returns: new Float64Array(returnCount(shared)) };
    return this.#made;
  }
}

/** Measures a child that has been stepped through its bars; writes nothing. */
export async function evaluateChild(
  index: number,
  {
    parts,
    stepped,
    deciding,
    as,
  }: { readonly parts: RunParts; readonly stepped: SteppedRun; readonly deciding: Deciding; readonly as: TrialName },
): Promise<Omit<EvaluatedChild, 'durationMs'>> {
  const judged = await judgedRun(parts, stepped);
  const { engine } = judged;
  const capital = Number(worldOf(parts.project, parts.agent).capital);
  const nothingLeft = judged.nothingLeft !== undefined;
  const { trials } = saidTrials({ parts: judged.parts, deciding, engine, capital, nothingLeft, as });
  const result = measureEngine(judged.parts, engine);
  const all = result.document.metrics;
  const metrics = Object.fromEntries(ROW_METRICS.map((key) => [key, nothingLeft ? null : (all[key] ?? null)]));
  const [impossible] = result.impossible;
  if (impossible !== undefined) {
    const { metric, value, rule } = impossible;
    const error = { code: 'SANITY_IMPOSSIBLE', message: `${metric} is ${value} and ${rule}` };
    return { index, status: 'failed', error, metrics: {}, trials };
  }
  return { index, status: stepped.engine.totals().halted ? 'halted' : 'success', error: null, metrics, trials };
}
