import { expressions, invariant, MEAN_SLOTS, recursiveMean, unreachable } from '../../base/index.ts';
import { BLOCK_ROWS } from '../contract.ts';
import { rollingMax, rollingMean, rollingMin, rollingMoments, rollingSum } from '../kernels/rolling.ts';
import * as each from './elementwise.ts';
import * as past from './history.ts';

type Node = expressions.Expression;
type Call = Extract<Node, { readonly kind: 'call' }>;

/** Rows before the block that a constant's buffer also covers: the longest window. */
const BEHIND = expressions.MAX_WINDOW + 1;

/** Where the value of a part stands: a whole column, a buffer of the current block, or a constant. */
interface Operand {
  readonly array: Float64Array;
  readonly place: 'column' | 'block' | 'constant';
}

/** Row i of the operand is at array[i − base] while the block from `from` on is computed. */
function baseOf(operand: Operand, from: number): number {
  if (operand.place === 'column') return 0;
  return operand.place === 'block' ? from : from - BEHIND;
}

type Step = (from: number, to: number, state: Float64Array) => void;

/** An expression compiled to block primitives over columns. */
export interface Program {
  readonly stateSize: number;
  /** Fills the rows `from` ≤ i < `to` of the result; `from` begins a block. */
  run(from: number, to: number, state: Float64Array): void;
}

/**
 * Compiles a checked expression: each part becomes one primitive called per block. A part that a function over history reads is
 * kept as a whole column, the others live in buffers of one block.
 * @param column the column of each name @param result where the value goes, as long as the columns
 */
export function compileProgram(expression: Node, column: (name: string) => Float64Array, result: Float64Array): Program {
  const compiler = new Compiler(column, result.length);
  const root = compiler.compile(expression, { array: result, place: 'column' });
  if (root.array !== result) compiler.unary(each.copy, root, { array: result, place: 'column' });
  const steps = compiler.steps;
  return {
    stateSize: compiler.stateSize,
    run: (from, to, state) => {
      for (const step of steps) step(from, to, state);
    },
  };
}

const ARITHMETIC: Readonly<Record<expressions.ArithmeticOperator, each.Binary>> = {
  '+': each.add,
  '-': each.subtract,
  '*': each.multiply,
  '/': each.divide,
  '%': each.remainder,
};
const COMPARISON: Readonly<Record<expressions.ComparisonOperator, each.Binary>> = {
  '<': each.below,
  '<=': each.atMost,
  '>': each.above,
  '>=': each.atLeast,
  '==': each.equal,
  '!=': each.unequal,
};

class Compiler {
  readonly steps: Step[] = [];
  stateSize = 0;
  readonly #column: (name: string) => Float64Array;
  readonly #length: number;

  constructor(column: (name: string) => Float64Array, length: number) {
    this.#column = column;
    this.#length = length;
  }

  /** The operand that holds the part's value; `into` is where it should go, names and constants stay where they are. */
  compile(node: Node, into?: Operand): Operand {
    switch (node.kind) {
      case 'number':
        return constant(node.value);
      case 'boolean':
        return constant(node.value ? 1 : 0);
      case 'name':
        return { array: this.#column(node.name), place: 'column' };
      case 'negate':
        return this.unary(each.negate, this.compile(node.operand), into ?? buffer());
      case 'not':
        return this.unary(each.not, this.compile(node.operand), into ?? buffer());
      case 'arithmetic':
        return this.#binary(ARITHMETIC[node.operator], node.left, node.right, into);
      case 'compare':
        return this.#binary(COMPARISON[node.operator], node.left, node.right, into);
      case 'and':
        return this.#binary(each.and, node.left, node.right, into);
      case 'or':
        return this.#binary(each.or, node.left, node.right, into);
      case 'call':
        return this.#call(node, into ?? buffer());
      default:
        return unreachable(node);
    }
  }

  unary(apply: each.Unary, a: Operand, out: Operand): Operand {
    this.steps.push((from, to) => apply(a.array, from - baseOf(a, from), out.array, from - baseOf(out, from), to - from));
    return out;
  }

  #binary(apply: each.Binary, left: Node, right: Node, into?: Operand): Operand {
    return this.#pair(apply, this.compile(left), this.compile(right), into ?? buffer());
  }

  #pair(apply: each.Binary, a: Operand, b: Operand, out: Operand): Operand {
    this.steps.push((from, to) =>
      apply(a.array, from - baseOf(a, from), b.array, from - baseOf(b, from), out.array, from - baseOf(out, from), to - from),
    );
    return out;
  }

  /** A part that is read at earlier rows too: kept as a whole column. */
  #kept(node: Node): Operand {
    const simple = node.kind === 'name' || node.kind === 'number' || node.kind === 'boolean';
    return this.compile(node, simple ? undefined : { array: new Float64Array(this.#length), place: 'column' });
  }

  #call(node: Call, out: Operand): Operand {
    const [first, second, third] = node.args;
    invariant(first !== undefined, 'a call has arguments');
    switch (node.name) {
      case 'abs':
        return this.unary(each.abs, this.compile(first), out);
      case 'log':
        return this.unary(each.logarithm, this.compile(first), out);
      case 'exp':
        return this.unary(each.exponential, this.compile(first), out);
      case 'sqrt':
        return this.unary(each.sqrt, this.compile(first), out);
      case 'sign':
        return this.unary(each.sign, this.compile(first), out);
      case 'min':
        return this.#fold(each.least, node.args, out);
      case 'max':
        return this.#fold(each.greatest, node.args, out);
      case 'clip':
        return this.#pair(each.least, this.#binary(each.greatest, first, second!), this.compile(third!), out);
      case 'between': {
        const x = this.compile(first);
        const low = this.#pair(each.atLeast, x, this.compile(second!), buffer());
        const high = this.#pair(each.atMost, x, this.compile(third!), buffer());
        return this.#pair(each.and, low, high, out);
      }
      case 'if':
        return this.#choose(this.compile(first), this.compile(second!), this.compile(third!), out);
      case 'crosses_above':
        return this.#crosses(this.#kept(first), this.#kept(second!), out);
      case 'crosses_below':
        return this.#crosses(this.#kept(second!), this.#kept(first), out);
      default:
        return this.#window(node, this.#kept(first), out);
    }
  }

  #fold(apply: each.Binary, args: readonly Node[], out: Operand): Operand {
    let value = this.compile(args[0]!);
    for (const [index, arg] of args.entries()) {
      if (index > 0) value = this.#pair(apply, value, this.compile(arg), index === args.length - 1 ? out : buffer());
    }
    return value;
  }

  #choose(condition: Operand, a: Operand, b: Operand, out: Operand): Operand {
    this.steps.push((from, to) =>
      each.choose(
        condition.array,
        from - baseOf(condition, from),
        a.array,
        from - baseOf(a, from),
        b.array,
        from - baseOf(b, from),
        out.array,
        from - baseOf(out, from),
        to - from,
      ),
    );
    return out;
  }

  #crosses(a: Operand, b: Operand, out: Operand): Operand {
    this.steps.push((from, to) =>
      past.crossesAbove(a.array, baseOf(a, from), b.array, baseOf(b, from), out.array, from, to, baseOf(out, from)),
    );
    return out;
  }

  #window(node: Call, x: Operand, out: Operand): Operand {
    const n = expressions.windowOf(node);
    const step = this.#windowStep(node, n);
    this.steps.push((from, to, state) => step(x.array, baseOf(x, from), out.array, from, to, baseOf(out, from), state));
    return out;
  }

  #windowStep(node: Call, n: number): WindowStep {
    switch (node.name) {
      case 'lag':
        return (x, xBase, out, from, to, base) => past.lag(x, xBase, out, from, to, n, base);
      case 'change':
        return (x, xBase, out, from, to, base) => past.change(x, xBase, out, from, to, n, base);
      case 'pct_change':
        return (x, xBase, out, from, to, base) => past.relativeChange(x, xBase, out, from, to, n, base);
      case 'bars_since':
        return (x, xBase, out, from, to, base) => past.barsSince(x, xBase, out, from, to, n, base);
      // The kernels count rows in their input: both bases are moved by the input's own.
      case 'sma':
        return (x, xBase, out, from, to, base) => rollingMean(x, out, from - xBase, to - xBase, n, base - xBase);
      case 'sum':
        return (x, xBase, out, from, to, base) => rollingSum(x, out, from - xBase, to - xBase, n, base - xBase);
      case 'highest':
        return (x, xBase, out, from, to, base) => rollingMax(x, out, from - xBase, to - xBase, n, base - xBase);
      case 'lowest':
        return (x, xBase, out, from, to, base) => rollingMin(x, out, from - xBase, to - xBase, n, base - xBase);
      case 'std':
        return (x, xBase, out, from, to, base) => {
          // The mean of each row is overwritten by its variance.
          rollingMoments(x, out, out, from - xBase, to - xBase, n, 0, base - xBase);
          each.sqrt(out, from - base, out, from - base, to - from);
        };
      case 'ema': {
        const slot = this.stateSize;
        this.stateSize += MEAN_SLOTS;
        return (x, xBase, out, from, to, base, state) =>
          recursiveMean(x, out, state, slot, from - xBase, to - xBase, 2 / (n + 1), n, base - xBase);
      }
      default:
        invariant(false, `${node.name} has a window`);
    }
  }
}

type WindowStep = (
  x: Float64Array,
  xBase: number,
  out: Float64Array,
  from: number,
  to: number,
  base: number,
  state: Float64Array,
) => void;

function buffer(): Operand {
  return { array: new Float64Array(BLOCK_ROWS), place: 'block' };
}

function constant(value: number): Operand {
  return { array: new Float64Array(BLOCK_ROWS + BEHIND).fill(value), place: 'constant' };
}
