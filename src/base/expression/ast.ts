/** Where a node's text stands: characters counted from 0. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A parsed expression. Names are whole: `close`, `macd_12.signal`, `position.weight`. */
export type Expression =
  | ({ readonly kind: 'number'; readonly value: number } & Span)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Span)
  | ({ readonly kind: 'name'; readonly name: string } & Span)
  | ({ readonly kind: 'negate' | 'not'; readonly operand: Expression } & Span)
  | ({
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    } & Span)
  | ({
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    } & Span)
  | ({ readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression } & Span)
  | ({ readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] } & Span);

export type ExpressionType = 'number' | 'condition';

/** `n`: a literal whole number of bars. `same`: a number or a condition, the type of the result. */
export type ArgumentType = ExpressionType | 'n' | 'same';

export interface FunctionShape {
  readonly args: readonly ArgumentType[];
  /** The last argument may be repeated, up to this many in all. */
  readonly most?: number;
  readonly result: ExpressionType | 'same';
  /** Bars before the current one that it looks back on, for window length n. */
  readonly history?: (n: number) => number;
  readonly meaning: string;
}

const WINDOW = { args: ['number', 'n'], result: 'number', history: (n: number) => n - 1 } as const;
const PAIR = { args: ['number', 'number'], result: 'number' } as const;

/** The functions of the language (CONFIG 1.5.2). */
export const FUNCTIONS = {
  abs: { args: ['number'], result: 'number', meaning: 'size without sign' },
  log: { args: ['number'], result: 'number', meaning: 'natural logarithm; missing for 0 and below' },
  exp: { args: ['number'], result: 'number', meaning: 'e to the power x' },
  sqrt: { args: ['number'], result: 'number', meaning: 'square root; missing below 0' },
  sign: { args: ['number'], result: 'number', meaning: '-1, 0 or 1' },
  min: { ...PAIR, most: 8, meaning: 'the least of 2 to 8 numbers' },
  max: { ...PAIR, most: 8, meaning: 'the greatest of 2 to 8 numbers' },
  clip: { args: ['number', 'number', 'number'], result: 'number', meaning: 'clip(x, lo, hi): min(max(x, lo), hi)' },
  if: { args: ['condition', 'same', 'same'], result: 'same', meaning: 'if(c, a, b): a when c is true, b when it is false' },
  between: { args: ['number', 'number', 'number'], result: 'condition', meaning: 'between(x, lo, hi): x >= lo and x <= hi' },
  lag: { args: ['same', 'n'], result: 'same', history: (n: number) => n, meaning: 'the value n bars ago' },
  change: { args: ['number', 'n'], result: 'number', history: (n: number) => n, meaning: 'x - lag(x, n)' },
  pct_change: { args: ['number', 'n'], result: 'number', history: (n: number) => n, meaning: 'x / lag(x, n) - 1' },
  sma: { ...WINDOW, meaning: 'mean of the last n values' },
  ema: { ...WINDOW, meaning: 'exponential mean, alpha = 2 / (n + 1), seeded with the mean of the first n values' },
  std: { ...WINDOW, meaning: 'population standard deviation of the last n values' },
  highest: { ...WINDOW, meaning: 'greatest of the last n values, this bar included' },
  lowest: { ...WINDOW, meaning: 'least of the last n values, this bar included' },
  sum: { ...WINDOW, meaning: 'sum of the last n values' },
  bars_since: {
    args: ['condition', 'n'],
    result: 'number',
    history: (n: number) => n - 1,
    meaning: 'bars since the condition was last true (0: now), n when it was not true in the last n bars',
  },
  crosses_above: {
    args: ['number', 'number'],
    result: 'condition',
    history: () => 1,
    meaning: 'a > b and lag(a, 1) <= lag(b, 1)',
  },
  crosses_below: {
    args: ['number', 'number'],
    result: 'condition',
    history: () => 1,
    meaning: 'a < b and lag(a, 1) >= lag(b, 1)',
  },
} as const satisfies Readonly<Record<string, FunctionShape>>;
export type FunctionName = keyof typeof FUNCTIONS;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

export function functionShape(name: FunctionName): FunctionShape {
  return FUNCTIONS[name];
}

/** Parts of a node, left to right. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'number':
    case 'boolean':
    case 'name':
      return [];
    case 'negate':
    case 'not':
      return [node.operand];
    case 'call':
      return node.args;
    default:
      return [node.left, node.right];
  }
}

/** Every node, parents before their parts. */
export function* nodesOf(node: Expression): Generator<Expression> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/** The names that an expression reads, each once, in order of appearance. */
export function namesOf(node: Expression): readonly string[] {
  const names = new Set<string>();
  for (const part of nodesOf(node)) if (part.kind === 'name') names.add(part.name);
  return [...names];
}

/** A problem with a text of the language. */
export interface ExpressionProblem {
  readonly code: 'RULE_SYNTAX' | 'RULE_TYPE' | 'RULE_UNKNOWN_NAME';
  readonly message: string;
  /** Column of the first character meant, counted from 1. */
  readonly column: number;
  readonly length: number;
  readonly hint?: string | undefined;
}
