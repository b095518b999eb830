import { type expressions, invariant } from '../../base/index.ts';
import { BLOCK_ROWS } from '../contract.ts';
import * as flags from './flags.ts';

type Node = expressions.Expression;
type Operand = Float64Array | number;

/** Bytes that hold one flag or code for each row, and the same bytes by words of four rows. */
export class RowBytes {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;

  /** In memory of `allocate`, which may hold old values. */
  constructor(rows: number, allocate: (length: number) => Float64Array) {
    const { buffer, byteOffset } = allocate(Math.ceil(rows / 8));
    this.words = new Int32Array(buffer, byteOffset, Math.ceil(rows / 4));
    this.bytes = new Uint8Array(buffer, byteOffset, rows);
  }

  /** Rows `from` (a multiple of four) to `to` become `code` where the flag is set and 0 elsewhere. */
  put(flag: RowBytes, code: number, from: number, to: number): void {
    flags.put(flag.words, code, this.words, from >> 2, (to - from + 3) >> 2);
  }

  /** Rows `from` (a multiple of four) to `to` become `code` where the flag is set and stay as they are elsewhere. */
  putWhere(flag: RowBytes, code: number, from: number, to: number): void {
    flags.putWhere(flag.words, code, this.words, from >> 2, (to - from + 3) >> 2);
  }
}

/** Where flags go: a whole column, or a buffer of the rows at hand. */
interface Place {
  readonly words: Int32Array;
  readonly isBuffer: boolean;
}

type Step = (from: number, to: number) => void;

/** Fills rows `from` ≤ i < `to`, `from` a multiple of four; the rows of the last word from `to` on mean nothing until they are filled. */
export type ConditionProgram = (from: number, to: number) => void;

/**
 * The parts of a condition that {@link compileCondition} reads from columns beside those of names: what is not made of comparisons,
 * `and`, `or`, `not` and `between`.
 */
export function conditionParts(condition: Node): readonly Node[] {
  switch (condition.kind) {
    case 'boolean':
      return [];
    case 'not':
      return conditionParts(condition.operand);
    case 'and':
    case 'or':
      return [condition.left, condition.right].flatMap(conditionParts);
    case 'compare':
      return [condition.left, condition.right].filter(isComputed);
    default:
      return condition.kind === 'call' && condition.name === 'between' ? condition.args.filter(isComputed) : [condition];
  }
}

function isComputed(node: Node): boolean {
  return node.kind !== 'name' && constantOf(node) === undefined;
}

function constantOf(node: Node): number | undefined {
  if (node.kind === 'number') return node.value;
  if (node.kind !== 'negate') return undefined;
  const value = constantOf(node.operand);
  return value === undefined ? undefined : -value;
}

/**
 * Compiles a checked condition to flags: 1 where it is true, 0 where it is false or missing.
 * @param columnOf the column of a name or of one of the {@link conditionParts} @param result where the flags go
 */
export function compileCondition(condition: Node, columnOf: (part: Node) => Float64Array, result: RowBytes): ConditionProgram {
  const compiler = new Compiler(columnOf);
  compiler.compile(condition, true, { words: result.words, isBuffer: false });
  const { steps } = compiler;
  return (from, to) => {
    for (let block = from; block < to; block += BLOCK_ROWS) {
      const end = Math.min(block + BLOCK_ROWS, to);
      for (const step of steps) step(block, end);
    }
  };
}

class Compiler {
  readonly steps: Step[] = [];
  readonly #columnOf: (part: Node) => Float64Array;

  constructor(columnOf: (part: Node) => Float64Array) {
    this.#columnOf = columnOf;
  }

  /**
   * Flags of the rows at which the condition has the wanted value. A missing condition has neither, so `not` asks its operand for
   * the other value, and both are made of comparisons alone.
   */
  compile(node: Node, wanted: boolean, out: Place): void {
    switch (node.kind) {
      case 'boolean':
        this.#fill(node.value === wanted ? flags.ALL : 0, out);
        return;
      case 'not':
        this.compile(node.operand, !wanted, out);
        return;
      case 'and':
      case 'or': {
        const join = (node.kind === 'and') === wanted ? flags.both : flags.either;
        this.compile(node.left, wanted, out);
        this.#joined(join, out, (place) => this.compile(node.right, wanted, place));
        return;
      }
      case 'compare':
        this.#compare(wanted ? node.operator : OPPOSITE[node.operator], node.left, node.right, out);
        return;
      default:
        if (node.kind === 'call' && node.name === 'between') this.#between(node.args, wanted, out);
        else this.#push('==', this.#columnOf(node), wanted ? 1 : 0, out);
    }
  }

  #between([x, low, high]: readonly Node[], wanted: boolean, out: Place): void {
    invariant(x !== undefined && low !== undefined && high !== undefined, 'between has three arguments');
    this.#compare(wanted ? '>=' : '<', x, low, out);
    this.#joined(wanted ? flags.both : flags.either, out, (place) => this.#compare(wanted ? '<=' : '>', x, high, place));
  }

  #compare(operator: expressions.ComparisonOperator, left: Node, right: Node, out: Place): void {
    const [a, b] = [this.#operand(left), this.#operand(right)];
    if (operator !== '!=') {
      this.#push(operator, a, b, out);
      return;
    }
    // A missing value is neither below nor above.
    this.#push('<', a, b, out);
    this.#joined(flags.either, out, (place) => this.#push('>', a, b, place));
  }

  #operand(node: Node): Operand {
    return constantOf(node) ?? this.#columnOf(node);
  }

  #push(operator: Exclude<expressions.ComparisonOperator, '!='>, a: Operand, b: Operand, out: Place): void {
    if (operator === '>') this.#push('<', b, a, out);
    else if (operator === '>=') this.#push('<=', b, a, out);
    else if (operator === '<' && typeof b === 'number' && typeof a !== 'number') this.#constant(flags.belowConstant, a, b, out);
    else if (operator === '<' && typeof a === 'number' && typeof b !== 'number') this.#constant(flags.aboveConstant, b, a, out);
    else this.#columns(COLUMNS[operator], a, b, out);
  }

  #constant(apply: flags.CompareConstant, a: Float64Array, b: number, out: Place): void {
    const rest = new Float64Array(4);
    this.steps.push((from, to) => {
      const at = out.isBuffer ? 0 : from;
      const whole = (to - from) & ~3;
      apply(a, from, b, out.words, at, whole);
      if (from + whole === to) return;
      rest.fill(NaN).set(a.subarray(from + whole, to));
      apply(rest, 0, b, out.words, at + whole, 4);
    });
  }

  #columns(apply: flags.Compare, left: Operand, right: Operand, out: Place): void {
    const [a, b] = [bufferOf(left), bufferOf(right)];
    const [aMoves, bMoves] = [typeof left !== 'number', typeof right !== 'number'];
    const [restA, restB] = [new Float64Array(4), new Float64Array(4)];
    this.steps.push((from, to) => {
      const at = out.isBuffer ? 0 : from;
      const whole = (to - from) & ~3;
      const [i, j] = [aMoves ? from : 0, bMoves ? from : 0];
      apply(a, i, b, j, out.words, at, whole);
      if (from + whole === to) return;
      // The last rows are no full word yet: beside them stand missing values, whose flags are 0.
      const rest = to - from - whole;
      restA.fill(NaN).set(a.subarray(i + whole, i + whole + rest));
      restB.fill(NaN).set(b.subarray(j + whole, j + whole + rest));
      apply(restA, 0, restB, 0, out.words, at + whole, 4);
    });
  }

  #fill(word: number, out: Place): void {
    this.steps.push((from, to) => {
      const at = out.isBuffer ? 0 : from >> 2;
      out.words.fill(word, at, at + ((to - from + 3) >> 2));
    });
  }

  /** Compiles another part into a buffer of its own and joins it. */
  #joined(join: typeof flags.both, out: Place, compile: (place: Place) => void): void {
    const place: Place = { words: new Int32Array(BLOCK_ROWS / 4), isBuffer: true };
    compile(place);
    this.steps.push((from, to) => join(out.words, out.isBuffer ? 0 : from >> 2, place.words, 0, (to - from + 3) >> 2));
  }
}

const COLUMNS = { '<': flags.below, '<=': flags.atMost, '==': flags.equal } as const;

/** The comparison that holds where the other is false; with a missing value neither holds. */
const OPPOSITE: Readonly<Record<expressions.ComparisonOperator, expressions.ComparisonOperator>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
};

/** A column as it is; a constant as a block of its value. */
function bufferOf(operand: Operand): Float64Array {
  return typeof operand === 'number' ? new Float64Array(BLOCK_ROWS).fill(operand) : operand;
}
