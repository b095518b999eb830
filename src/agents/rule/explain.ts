import { expressions } from '../../base/index.ts';
import type { DecisionFacts, PositionView } from '../../ports/index.ts';
import { columnPointer, numberText, payloadPointer, reasonText } from '../decision-text.ts';
import { signalPart } from '../model/signal-names.ts';
import { isPositionName } from './check.ts';
import type { Value } from './closure.ts';

/** A line of the rule, or its target, with what is needed to explain it. */
export interface ExplainedLine {
  readonly condition: expressions.Expression;
  readonly weight: expressions.Expression | undefined;
  readonly weightValue: Value | undefined;
  readonly reason: string | undefined;
}

export interface ExplainerOptions {
  readonly lines: readonly ExplainedLine[];
  /** Every name the rule reads. */
  readonly names: readonly string[];
  readonly symbols: readonly string[];
  readonly read: (name: string) => Value;
}

/** Which line decided: an index, or one of these. */
export const NO_LINE = -1;
export const WARMING_UP = -2;

interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

interface Template {
  /** The text of the condition around its values: one more than there are values. */
  readonly texts: readonly string[];
  readonly values: readonly Value[];
  readonly reason: string | undefined;
  readonly weight: Value | undefined;
  readonly weightNames: readonly NamedValue[];
  /** Pointers to what decided, by symbol. */
  readonly evidence: readonly (readonly string[])[];
}

/** Says why, from templates that are made once: a run over a million bars may write down every third of them. */
export class Explainer {
  readonly #names: readonly NamedValue[];
  readonly #templates: readonly Template[];
  readonly #everything: readonly (readonly string[])[];

  constructor({ lines, names, symbols, read }: ExplainerOptions) {
    this.#names = names.map((name) => ({ name, value: read(name) }));
    this.#everything = symbols.map((symbol) => names.map((name) => pointerOf(name, symbol)));
    this.#templates = lines.map((line) => templateOf(line, symbols, read));
  }

  explain(line: number, bar: number, slot: number, position: PositionView): DecisionFacts {
    const inputs: Record<string, number | null> = {};
    for (const { name, value } of this.#names) {
      const found = value(bar, slot, position);
      inputs[name] = Number.isNaN(found) ? null : found;
    }
    const template = line < 0 ? undefined : this.#templates[line];
    if (template !== undefined) {
      return { reason: reasonOf(template, bar, slot, position), inputs, evidence: template.evidence[slot]! };
    }
    const reason = line === WARMING_UP ? 'warming up' : this.#nothing(bar, slot, position);
    return { reason, inputs, evidence: this.#everything[slot]! };
  }

  #nothing(bar: number, slot: number, position: PositionView): string {
    const gone = missing(this.#names, bar, slot, position);
    return gone === '' ? 'no condition holds' : `no condition holds; missing ${gone}`;
  }
}

/** Stands for a value while the text is printed; no text of the language holds it. */
const MARK = '\u0000';

function templateOf(line: ExplainedLine, symbols: readonly string[], read: (name: string) => Value): Template {
  const values: Value[] = [];
  const text = expressions.printExpression(line.condition, (name) => {
    values.push(read(name));
    return `${name} ${MARK}`;
  });
  const weightNames = line.weight === undefined ? [] : expressions.namesOf(line.weight);
  const names = [...new Set([...expressions.namesOf(line.condition), ...weightNames])];
  return {
    texts: text.split(MARK),
    values,
    reason: line.reason,
    weight: line.weightValue,
    weightNames: weightNames.map((name) => ({ name, value: read(name) })),
    evidence: symbols.map((symbol) => names.map((name) => pointerOf(name, symbol))),
  };
}

function reasonOf(template: Template, bar: number, slot: number, position: PositionView): string {
  const { weight, weightNames, reason, texts, values } = template;
  if (weight !== undefined && Number.isNaN(weight(bar, slot, position))) {
    const gone = missing(weightNames, bar, slot, position);
    return reasonText(`weight missing${gone === '' ? '' : `: ${gone}`}`);
  }
  if (reason !== undefined) return reasonText(reason);
  let text = texts[0]!;
  for (let i = 0; i < values.length; i += 1) text += numberText(values[i]!(bar, slot, position)) + texts[i + 1]!;
  return reasonText(text);
}

/** Names without a value, positions aside: a flat position has none by nature. */
function missing(names: readonly NamedValue[], bar: number, slot: number, position: PositionView): string {
  return names
    .filter(({ name, value }) => !isPositionName(name) && Number.isNaN(value(bar, slot, position)))
    .map(({ name }) => name)
    .join(', ');
}

/** JSON pointer to a value in the payload of a decision: `/features/SPX/rsi_14`. */
function pointerOf(name: string, symbol: string): string {
  if (isPositionName(name)) return payloadPointer('positions', symbol, name.slice('position.'.length));
  const signal = signalPart(name);
  if (signal !== undefined) return payloadPointer('model_signals', signal.model, symbol, signal.field);
  return columnPointer(name, symbol);
}
