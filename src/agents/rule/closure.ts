import { exp, type expressions, invariant, log, unreachable } from '../../base/index.ts';
import type { PositionView } from '../../ports/index.ts';
import type { PositionName } from './check.ts';

type Node = expressions.Expression;

/** The value of a part at one close for one symbol of the agent; conditions are 1, 0 and NaN for missing. */
export type Value = (bar: number, slot: number, position: PositionView) => number;

/** Where parts that do not read the position are found: one column per symbol of the agent. */
export interface ClosureParts {
  /** The columns of a part, undefined when it reads the position and must be evaluated. */
  columnsOf(node: Node): readonly Float64Array[] | undefined;
}

const POSITION: Readonly<Record<PositionName, Value>> = {
  'position.weight': (_, slot, position) => position.weight[slot]!,
  'position.bars_held': (_, slot, position) => position.barsHeld[slot]!,
  'position.unrealised': (_, slot, position) => position.unrealised[slot]!,
  'position.entry_price': (_, slot, position) => position.entryPrice[slot]!,
};

/** The value of one name of the position. */
export function positionValue(name: PositionName): Value {
  return POSITION[name];
}

/** Turns a checked expression into one closure over columns and the position; nothing is read of the text any more. */
export function closureOf(node: Node, parts: ClosureParts): Value {
  if (node.kind === 'number') return constant(node.value);
  if (node.kind === 'boolean') return constant(node.value ? 1 : 0);
  const columns = parts.columnsOf(node);
  if (columns !== undefined) return (bar, slot) => columns[slot]![bar]!;
  const part = (child: Node): Value => closureOf(child, parts);
  switch (node.kind) {
    case 'name': {
      const name = Object.entries(POSITION).find(([known]) => known === node.name);
      invariant(name !== undefined, `${node.name} is a column or belongs to the position`);
      return name[1];
    }
    case 'negate':
      return unary(part(node.operand), (x) => -x);
    case 'not':
      return unary(part(node.operand), (x) => 1 - x);
    case 'arithmetic':
      return binary(part(node.left), part(node.right), ARITHMETIC[node.operator]);
    case 'compare':
      return binary(part(node.left), part(node.right), COMPARISON[node.operator]);
    case 'and':
      return binary(part(node.left), part(node.right), and);
    case 'or':
      return binary(part(node.left), part(node.right), (x, y) => (x === 1 || y === 1 ? 1 : x + y));
    case 'call':
      return call(node, node.args.map(part));
    default:
      return unreachable(node);
  }
}

function constant(value: number): Value {
  return () => value;
}

function unary(a: Value, apply: (x: number) => number): Value {
  return (bar, slot, position) => apply(a(bar, slot, position));
}

function binary(a: Value, b: Value, apply: (x: number, y: number) => number): Value {
  return (bar, slot, position) => apply(a(bar, slot, position), b(bar, slot, position));
}

const finite = (x: number): number => (x - x === 0 ? x : NaN);
const and = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
const atLeast = (x: number, y: number): number => (x >= y ? 1 : x < y ? 0 : NaN);

const ARITHMETIC: Readonly<Record<expressions.ArithmeticOperator, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => finite(x * y),
  '/': (x, y) => finite(x / y),
  '%': (x, y) => x % y,
};
const COMPARISON: Readonly<Record<expressions.ComparisonOperator, (x: number, y: number) => number>> = {
  '<': (x, y) => (x < y ? 1 : x >= y ? 0 : NaN),
  '<=': (x, y) => (x <= y ? 1 : x > y ? 0 : NaN),
  '>': (x, y) => (x > y ? 1 : x <= y ? 0 : NaN),
  '>=': atLeast,
  '==': (x, y) => (x === y ? 1 : x < y || x > y ? 0 : NaN),
  '!=': (x, y) => (x === y ? 0 : x < y || x > y ? 1 : NaN),
};

function call(node: Extract<Node, { readonly kind: 'call' }>, args: readonly Value[]): Value {
  const [a, b, c] = args;
  invariant(a !== undefined, 'a call has arguments');
  switch (node.name) {
    case 'abs':
      return unary(a, Math.abs);
    case 'log':
      return unary(a, (x) => (x > 0 ? log(x) : NaN));
    case 'exp':
      return unary(a, (x) => finite(exp(x)));
    case 'sqrt':
      return unary(a, Math.sqrt);
    case 'sign':
      return unary(a, (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN));
    case 'min':
      return args.reduce((x, y) => binary(x, y, Math.min));
    case 'max':
      return args.reduce((x, y) => binary(x, y, Math.max));
    case 'clip':
      return binary(binary(a, b!, Math.max), c!, Math.min);
    case 'between':
      return binary(binary(a, b!, atLeast), binary(c!, a, atLeast), and);
    case 'if':
      return (bar, slot, position) => {
        const condition = a(bar, slot, position);
        return condition === 1 ? b!(bar, slot, position) : condition === 0 ? c!(bar, slot, position) : NaN;
      };
    default:
      invariant(false, `${node.name} looks back and does not read the position`);
  }
}
