import { breathe } from '../../adapters/fs/index.ts';
import { isoTime } from '../../base/index.ts';
import { type Engine, runHistory } from '../../engine/index.ts';
import { type MetricsDocument, sessionEnds } from '../../metrics/index.ts';
import { leaks } from '../../research/index.ts';
import type { Evaluation } from './evaluate.ts';
import { SessionCosts } from './session-costs.ts';
import { engineInput, evaluateEngine, measuredFrom, type RunParts } from './simulation.ts';

/** An engine that has stepped through its data, and what it paid. */
export interface SteppedRun {
  readonly engine: Engine;
  /** Undefined: nobody asked. */
  readonly costsAtSessionEnds: Float64Array | undefined;
}

/** The part of a run that its figures are made of. */
export interface JudgedRun extends SteppedRun {
  readonly parts: RunParts;
  /** Figures by segment; empty where the whole run counts. */
  readonly segments: MetricsDocument['segments'];
  /** Why nothing counts; undefined: something does. */
  readonly nothingLeft: string | undefined;
}

/** How much of a run its models cannot have seen. */
export interface OutOfSample {
  readonly evaluated_bars: number;
  /** Inside the training span of the member that speaks there. */
  readonly in_sample_bars: number;
  /** Bars that the figures of the run are made of: those after the last one in sample. */
  readonly counted_bars: number;
  /** Counted of evaluated. */
  readonly share: number;
  /** Close of the first counted bar; null when none is left. */
  readonly from: string | null;
}

/** @returns row of the first bar after the last one in sample; `evaluateFrom` when none is */
export function countedFrom({ prepared }: RunParts): number {
  const { inSample } = prepared.models;
  const last = inSample.lastIndexOf(1);
  return Math.max(prepared.evaluateFrom, last + 1);
}

export function outOfSample(parts: RunParts): OutOfSample {
  const { prepared } = parts;
  const { time } = prepared.loaded.dataset;
  const from = countedFrom(parts);
  const evaluated = time.length - prepared.evaluateFrom;
  const counted = time.length - from;
  return {
    evaluated_bars: evaluated,
    in_sample_bars: prepared.models.inSample.subarray(prepared.evaluateFrom).reduce((sum, flag) => sum + flag, 0),
    counted_bars: counted,
    share: counted / evaluated,
    from: counted === 0 ? null : isoTime(time[from]!),
  };
}

/**
 * What a run is judged by. Bars in sample show what a model remembers, not what it knows, so the figures begin after the last of them, with
 * the whole capital and no position: the rest is stepped through again on its own.
 */
export async function judgedRun(parts: RunParts, own: SteppedRun): Promise<JudgedRun> {
  const from = countedFrom(parts);
  if (from === parts.prepared.evaluateFrom) return { ...own, parts, segments: {}, nothingLeft: undefined };
  const { models, loaded } = parts.prepared;
  if (from === loaded.dataset.time.length) {
    const names = models.models.map(({ source }) => `"${source.name}"`).join(', ');
    const nothingLeft = `the training of model ${names} reaches to the last bar`;
    return { ...own, parts, segments: { in_sample: metricsOf(parts, own) }, nothingLeft };
  }
  const rest = beginningAt(parts, from);
  const stepped = stepThrough(rest);
  await breathe();
  const seen = endingBefore(parts, from);
  const segments = { in_sample: metricsOf(seen, stepThrough(seen)), out_of_sample: metricsOf(rest, stepped) };
  await breathe();
  return { ...stepped, parts: rest, segments, nothingLeft: undefined };
}

function metricsOf(parts: RunParts, { engine, costsAtSessionEnds }: SteppedRun): MetricsDocument['metrics'] {
  return evaluateEngine(parts, engine, { costsAtSessionEnds }).result.document.metrics;
}

function beginningAt(parts: RunParts, from: number): RunParts {
  const { prepared } = parts;
  return { ...parts, prepared: { ...prepared, evaluateFrom: from, loaded: { ...prepared.loaded, firstRow: from } } };
}

function endingBefore(parts: RunParts, to: number): RunParts {
  const { prepared } = parts;
  const { dataset } = leaks.cutWorld(prepared.again.world, 0, to);
  return { ...parts, prepared: { ...prepared, loaded: { ...prepared.loaded, dataset } } };
}

/** Steps through the history of a run without keeping anything but what its figures are made of. */
export function stepThrough(parts: RunParts): SteppedRun {
  const { session } = parts.prepared.loaded.dataset;
  const costs = new SessionCosts(sessionEnds({ session, from: measuredFrom(parts) }));
  const engine = runHistory(
    { ...engineInput(parts), keepDecisions: false },
    { onBlock: (stepped, from, to) => costs.read(stepped.block, from, to) },
  );
  return { engine, costsAtSessionEnds: costs.values };
}

/** The figures of a run with its segments; without a bar that counts there is no figure, and no verdict beside an impossible number or a leak. */
export function withSegments(evaluation: Evaluation, { segments, nothingLeft }: JudgedRun): Evaluation {
  const { result, verdict } = evaluation;
  const document = { ...result.document, segments };
  if (nothingLeft === undefined) return { result: { ...result, document }, verdict };
  const keys = Object.keys(document.metrics);
  const metrics = Object.fromEntries(keys.map((key) => [key, null]));
  const not_available = Object.fromEntries(keys.map((key) => [key, `no bar out of sample: ${nothingLeft}`]));
  const isBroken = result.impossible.length > 0 || verdict.line.startsWith('leak suite failed');
  return {
    result: { ...result, document: { ...document, metrics, not_available } },
    verdict: isBroken ? verdict : { verdict: 'pending', line: `pending: no bar out of sample: ${nothingLeft}` },
  };
}
