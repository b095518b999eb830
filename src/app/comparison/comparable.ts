import type { ConfigDelta } from '../../report/index.ts';
import type { ComparedRun } from './compared-run.ts';

/** Different values are named up to so many. */
const NAMED = 3;

/** Settings of execution that are costs; the others say how orders fill. */
const COSTS = /^(?:costs|slippage|impact|borrow)\.|^cash_interest_bps$/;
/** Where the settings of execution stand: of an agent, of a research run. */
const EXECUTION = /^(?:agent\.execution|research\.backtest)\.(?!like$|backend$)(.*)$/;

/**
 * Why figures of the runs may not be set side by side: other data, window, costs, fills or rules of measuring. Empty: nothing stands against it.
 */
export function notComparable(runs: readonly ComparedRun[], deltas: readonly ConfigDelta[]): readonly string[] {
  const lines = [...dataReasons(runs), ...windowReasons(runs)];
  const costs: ConfigDelta[] = [];
  const fills: ConfigDelta[] = [];
  for (const delta of deltas) {
    const key = EXECUTION.exec(delta.path)?.[1];
    if (key !== undefined) (COSTS.test(key) ? costs : fills).push(delta);
  }
  const measures = deltas.filter(({ path }) => path.startsWith('metrics.'));
  const parts = [
    ['costs', costs],
    ['fills', fills],
    ['metrics', measures],
  ] as const;
  for (const [part, found] of parts) if (found.length > 0) lines.push(`${part}: ${namedDeltas(found, runs)}`);
  return lines;
}

function dataReasons(runs: readonly ComparedRun[]): readonly string[] {
  const unknown = runs.filter(({ summary }) => summary.data_fingerprint === null);
  if (unknown.length > 0) return [`data: ${labels(unknown)} ${unknown.length === 1 ? 'has' : 'have'} no record of the data`];
  const symbols = differing(runs, ({ summary }) => [...summary.symbols].sort().join(' '));
  if (symbols !== undefined) return [`data: symbols ${symbols}`];
  const prints = differing(runs, ({ summary }) => summary.data_fingerprint!.slice(0, 'sha256:'.length + 12));
  const whole = new Set(runs.map(({ summary }) => summary.data_fingerprint)).size > 1;
  return whole ? [`data: other bars, ${prints ?? 'though the symbols are the same'}`] : [];
}

function windowReasons(runs: readonly ComparedRun[]): readonly string[] {
  const asked = differing(runs, ({ summary: { window } }) =>
    window === null ? 'none' : `${window.start} to ${window.end} ${window.timeframe}`,
  );
  if (asked !== undefined) return [`window: ${asked}`];
  const known = runs.filter(({ basis }) => basis !== undefined);
  const evaluated = differing(known, ({ basis }) => `${basis!.from} to ${basis!.to}`);
  if (evaluated === undefined) return [];
  const latest = known
    .map(({ basis }) => basis!.from)
    .sort()
    .at(-1);
  const cure =
    runs[0]!.entry.family === 'research' ? '' : `; \`evaluate_from: ${latest}\` in each agent lets them begin together`;
  return [`window: evaluated ${evaluated}${cure}`];
}

/** `X in A, B and Y in C`; undefined where all are equal. */
export function differing(runs: readonly ComparedRun[], textOf: (run: ComparedRun) => string): string | undefined {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const text = textOf(run);
    groups.set(text, [...(groups.get(text) ?? []), run]);
  }
  if (groups.size < 2) return undefined;
  const texts = [...groups].map(([text, members]) => `${text === '' ? 'nothing' : text} in ${labels(members)}`);
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function namedDeltas(deltas: readonly ConfigDelta[], runs: readonly ComparedRun[]): string {
  const texts = deltas
    .slice(0, NAMED)
    .map(({ path, values }) => `${path} is ${differing(runs, (run) => values[runs.indexOf(run)] ?? 'not set')}`);
  const rest = deltas.length - NAMED;
  return `${texts.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

/** `A, B`. */
export function labels(runs: readonly ComparedRun[]): string {
  return runs.map(({ label }) => label).join(', ');
}
