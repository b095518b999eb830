import { expressions, type Random } from '../../base/index.ts';
import { FEATURES, planFeatures, resolveFeatures } from '../../features/index.ts';

type Definition = Parameters<typeof resolveFeatures>[0][number];

/** Definitions of every feature type that works on plain bars with its defaults and is warm within so many bars. */
export function plainDefinitions(timeframe: '1d' | '1h', mostBars: number): readonly Definition[] {
  const all = FEATURES.map(({ type }) => ({ name: `f_${type}`, type, params: {} }) as Definition);
  return all.filter((definition) => {
    const { features, problems } = resolveFeatures([definition], { timeframe });
    if (problems.length > 0 || features[0]?.feature === undefined) return false;
    const plan = planFeatures(features, { names: [definition.name] }, { timeframe, periodsPerYear: () => 252 });
    const isPlain = plan.nodes.every(({ kind }) => kind !== 'cross' && kind !== 'series');
    return isPlain && plan.places.length === 0 && plan.warmUp.warmup <= mostBars;
  });
}

/** Names that expressions may read, outputs of features included. */
export function namesOf(definitions: readonly Definition[], timeframe: '1d' | '1h'): readonly string[] {
  const { features } = resolveFeatures(definitions, { timeframe });
  const outputs = features.flatMap(({ name, outputs: own }) =>
    own.length === 1 ? [name] : own.map((output) => `${name}.${output}`),
  );
  return ['open', 'high', 'low', 'close', 'volume', ...outputs];
}

const POSITION = ['position.weight', 'position.bars_held', 'position.unrealised'];

/** Draws expressions of the language. */
export class ExpressionMaker {
  readonly #random: Random;
  readonly #names: readonly string[];

  constructor(random: Random, names: readonly string[]) {
    this.#random = random;
    this.#names = names;
  }

  condition(depth = 3): string {
    const pick = this.#random.below(depth <= 0 ? 2 : 8);
    const inner = (): string => this.condition(depth - 1);
    const number = (): string => this.number(depth - 1);
    switch (pick) {
      case 0:
      case 1:
        return `${number()} ${this.#of(['<', '<=', '>', '>=', '==', '!='])} ${number()}`;
      case 2:
        return `(${inner()}) and (${inner()})`;
      case 3:
        return `(${inner()}) or (${inner()})`;
      case 4:
        return `not (${inner()})`;
      case 5:
        return `${this.#of(['crosses_above', 'crosses_below'])}(${number()}, ${number()})`;
      case 6:
        return `between(${number()}, ${number()}, ${number()})`;
      default:
        return `if(${inner()}, ${inner()}, ${inner()})`;
    }
  }

  number(depth = 3): string {
    const pick = this.#random.below(depth <= 0 ? 3 : 9);
    const inner = (): string => this.number(depth - 1);
    const n = 1 + this.#random.below(12);
    switch (pick) {
      case 0:
        return String(this.#random.below(2000) / 10);
      case 1:
      case 2:
        return this.#of(this.#names);
      case 3:
        return `(${inner()} ${this.#of(['+', '-', '*', '/', '%'])} ${inner()})`;
      case 4:
        return `-(${inner()})`;
      case 5:
        return `${this.#of(['abs', 'log', 'exp', 'sqrt', 'sign'])}(${inner()})`;
      case 6:
        return `${this.#of(['min', 'max'])}(${inner()}, ${inner()})`;
      case 7:
        return `${this.#of(['lag', 'change', 'pct_change', 'sma', 'ema', 'std', 'highest', 'lowest', 'sum'])}(${inner()}, ${n})`;
      default:
        return this.#random.below(2) === 0
          ? `bars_since(${this.condition(depth - 1)}, ${n})`
          : `clip(${inner()}, ${inner()}, ${inner()})`;
    }
  }

  /** A condition that now and then looks at the position. */
  rule(): string {
    const text = this.condition();
    if (this.#random.below(10) > 0) return this.#short(text);
    return this.#short(`(${text}) and ${this.#of(POSITION)} ${this.#of(['<', '>'])} ${this.#random.below(4) / 2}`);
  }

  /** Within the limits of the language; else something plain. */
  #short(text: string): string {
    return expressions.parseExpression(text).ok ? text : `${this.#of(this.#names)} > lag(close, 1)`;
  }

  #of<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]!;
  }
}
