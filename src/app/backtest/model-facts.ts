import { signalColumn } from '../../agents/index.ts';
import { isoDate, type Warning } from '../../base/index.ts';
import type { FeatureRun } from '../../features/index.ts';
import type { Agent } from '../project/index.ts';
import { type AgentModel, firstSpoken } from './agent-models.ts';
import type { ModelWarningCode } from './warning-codes.ts';

/** What the models of an agent mean for its bars. */
export interface ModelFacts {
  readonly models: readonly AgentModel[];
  /** 1 on each row that lies inside the training span of a member that speaks there. */
  readonly inSample: Uint8Array;
  readonly warnings: readonly Warning[];
}

export interface ModelFactsInput {
  readonly agent: Agent;
  readonly models: readonly AgentModel[];
  readonly run: FeatureRun;
  readonly time: Float64Array;
  readonly evaluateFrom: number;
  /** First row of the window, and the one at which everything but the models is defined. */
  readonly couldFrom: number;
}

/** Looks at the bars of a prepared agent. */
export function modelFacts(input: ModelFactsInput): ModelFacts {
  const { models, time } = input;
  const inSample = new Uint8Array(time.length);
  const warnings: Warning[] = [];
  for (const { source } of models) {
    for (const symbol of input.agent.symbols.keys()) {
      const column = input.run.column(symbol, signalColumn(source.name, 'in_sample'));
      for (let row = 0; row < inSample.length; row += 1) if (column[row] === 1) inSample[row] = 1;
    }
  }
  warnings.push(...startWarnings(input), ...symbolWarnings(input), ...ageWarnings(input));
  const bars = countFrom(inSample, input.evaluateFrom);
  if (bars > 0) {
    const message = `agent "${input.agent.name}": ${bars} of ${time.length - input.evaluateFrom} evaluated bars lie inside the training of the model that speaks there`;
    warnings.push(warning('MODEL_IN_SAMPLE', message));
  }
  return { models, inSample, warnings };
}

function countFrom(flags: Uint8Array, from: number): number {
  let count = 0;
  for (let row = from; row < flags.length; row += 1) count += flags[row]!;
  return count;
}

/** The first member came later than the data. */
function startWarnings({ agent, models, time, evaluateFrom, couldFrom }: ModelFactsInput): readonly Warning[] {
  const from = firstSpoken(models);
  if (from === undefined || evaluateFrom <= couldFrom || time[couldFrom]! >= from) return [];
  const names = models.filter(({ source }) => source.validFrom === from).map(({ source }) => `"${source.name}"`);
  const message = `agent "${agent.name}" is evaluated from ${isoDate(time[evaluateFrom]!)}: before it no member of model ${names.join(', ')} may speak`;
  return [warning('MODEL_STARTS_LATER', message)];
}

function symbolWarnings({ agent, models }: ModelFactsInput): readonly Warning[] {
  return models.flatMap(({ artifact, source }) => {
    const other = agent.symbols.filter((symbol) => !artifact.document.symbols.includes(symbol));
    if (other.length === 0) return [];
    const message = `agent "${agent.name}" trades ${other.join(', ')}, and model "${source.name}" was trained on ${artifact.document.symbols.join(', ')}`;
    return [warning('MODEL_SYMBOL_UNSEEN', message)];
  });
}

/** Signals that are older than the agent wants them. */
function ageWarnings({ agent, models, run, time, evaluateFrom }: ModelFactsInput): readonly Warning[] {
  const limit = agent.kind === 'model' ? agent.model?.max_age_days : undefined;
  if (limit === undefined) return [];
  return models.flatMap(({ source }) => {
    let old = 0;
    let oldest = 0;
    let first = -1;
    const ages = agent.symbols.map((_, symbol) => run.column(symbol, signalColumn(source.name, 'model_age_days')));
    for (let row = evaluateFrom; row < time.length; row += 1) {
      const age = ages.reduce((most, column) => (column[row]! > most ? column[row]! : most), 0);
      if (age <= limit) continue;
      old += 1;
      if (first < 0) first = row;
      oldest = Math.max(oldest, age);
    }
    if (old === 0) return [];
    const message = `the signals of model "${source.name}" are older than max_age_days ${limit} on ${old} bars, first on ${isoDate(time[first]!)}, at most ${Math.floor(oldest)} days`;
    return [warning('MODEL_OLD', message)];
  });
}

function warning(code: ModelWarningCode, message: string): Warning {
  return { code, message, path: undefined };
}
