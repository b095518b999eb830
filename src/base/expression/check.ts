import { didYouMean } from '../did-you-mean.ts';
import { unreachable } from '../errors.ts';
import { type Expression, type ExpressionProblem, type ExpressionType, functionShape } from './ast.ts';
import { MAX_WINDOW } from './parse.ts';
import { printExpression } from './print.ts';

/** What may be named where the expression stands. All names are numbers. */
export interface NameTable {
  has(name: string): boolean;
  /** For the hint after a wrong name. */
  readonly known: Iterable<string>;
  /** Why a name that exists elsewhere is not allowed here; undefined for a name nobody knows. */
  forbids?(name: string): string | undefined;
}

/** Types every part and looks every name up; the problems come in the order of the text, none means it may be compiled. */
export function checkExpression(expression: Expression, wanted: ExpressionType, names: NameTable): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  const found = typeOf(expression, names, problems);
  if (found !== undefined && found !== wanted) problems.push(typeProblem(expression, wanted, found));
  return problems.sort((a, b) => a.column - b.column);
}

/** The type of an expression, undefined where a problem was reported. */
function typeOf(node: Expression, names: NameTable, problems: ExpressionProblem[]): ExpressionType | undefined {
  switch (node.kind) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'condition';
    case 'name':
      return checkName(node, names, problems) ? 'number' : undefined;
    case 'negate':
      return expectType(node.operand, 'number', names, problems);
    case 'not':
      return expectType(node.operand, 'condition', names, problems);
    case 'arithmetic':
      return both(node, 'number', 'number', names, problems);
    case 'compare':
      return both(node, 'number', 'condition', names, problems);
    case 'and':
    case 'or':
      return both(node, 'condition', 'condition', names, problems);
    case 'call':
      return typeOfCall(node, names, problems);
    default:
      return unreachable(node);
  }
}

type Binary = Extract<Expression, { readonly left: Expression }>;
type Call = Extract<Expression, { readonly kind: 'call' }>;
type Name = Extract<Expression, { readonly kind: 'name' }>;

function both(
  node: Binary,
  wanted: ExpressionType,
  result: ExpressionType,
  names: NameTable,
  problems: ExpressionProblem[],
): ExpressionType {
  expectType(node.left, wanted, names, problems);
  expectType(node.right, wanted, names, problems);
  return result;
}

function expectType(
  node: Expression,
  wanted: ExpressionType,
  names: NameTable,
  problems: ExpressionProblem[],
): ExpressionType | undefined {
  const found = typeOf(node, names, problems);
  if (found !== undefined && found !== wanted) problems.push(typeProblem(node, wanted, found));
  return found === undefined ? undefined : wanted;
}

function typeOfCall(node: Call, names: NameTable, problems: ExpressionProblem[]): ExpressionType | undefined {
  const shape = functionShape(node.name);
  let same: ExpressionType | undefined;
  for (const [index, arg] of node.args.entries()) {
    const wanted = shape.args[Math.min(index, shape.args.length - 1)]!;
    if (wanted === 'n') checkWindow(arg, node, problems);
    else if (wanted !== 'same') expectType(arg, wanted, names, problems);
    else if (same === undefined) same = typeOf(arg, names, problems);
    else expectType(arg, same, names, problems);
  }
  return shape.result === 'same' ? same : shape.result;
}

/** The literal number of bars of a function over history, e.g. 50 in `sma(close, 50)`. */
export function windowOf(node: Call): number {
  const index = functionShape(node.name).args.indexOf('n');
  const arg = index < 0 ? undefined : node.args[index];
  return arg?.kind === 'number' ? arg.value : 1;
}

function checkWindow(arg: Expression, node: Call, problems: ExpressionProblem[]): void {
  if (arg.kind === 'number' && Number.isInteger(arg.value) && arg.value >= 1 && arg.value <= MAX_WINDOW) return;
  const said = printExpression(arg);
  problems.push({
    code: 'RULE_TYPE',
    message: `the window of ${node.name} is a whole number from 1 to ${MAX_WINDOW}, not ${said}`,
    column: arg.start + 1,
    length: arg.end - arg.start,
  });
}

function checkName(node: Name, names: NameTable, problems: ExpressionProblem[]): boolean {
  if (names.has(node.name)) return true;
  const forbidden = names.forbids?.(node.name);
  problems.push({
    code: 'RULE_UNKNOWN_NAME',
    message: forbidden ?? `nothing is named "${node.name}"`,
    column: node.start + 1,
    length: node.end - node.start,
    hint: forbidden === undefined ? didYouMean(node.name, names.known) : undefined,
  });
  return false;
}

function typeProblem(node: Expression, wanted: ExpressionType, found: ExpressionType): ExpressionProblem {
  return {
    code: 'RULE_TYPE',
    message: `${printExpression(node)} is a ${found}, a ${wanted} is needed here`,
    column: node.start + 1,
    length: node.end - node.start,
    hint: wanted === 'condition' ? `compare it with something: ${printExpression(node)} > 0` : undefined,
  };
}
