import { unreachable } from '../errors.ts';
import { shortestDecimal } from '../money.ts';
import { type Expression, functionShape } from './ast.ts';

/** How tightly a node binds; a part that binds less than its place needs parentheses. */
function strength(node: Expression): number {
  switch (node.kind) {
    case 'or':
      return 1;
    case 'and':
      return 2;
    case 'not':
      return 3;
    case 'compare':
      return 4;
    case 'arithmetic':
      return node.operator === '+' || node.operator === '-' ? 5 : 6;
    case 'negate':
      return 7;
    default:
      return 8;
  }
}

/**
 * The expression as text: one space around operators, only the parentheses that are needed. Parsing it gives the same tree.
 * @param nameText what stands for a name outside of functions over history; absent: the name
 */
export function printExpression(node: Expression, nameText?: (name: string) => string): string {
  const whole = (child: Expression): string => printExpression(child, nameText);
  const part = (child: Expression, least: number): string => (strength(child) < least ? `(${whole(child)})` : whole(child));
  switch (node.kind) {
    case 'number':
      return shortestDecimal(node.value);
    case 'boolean':
      return String(node.value);
    case 'name':
      return nameText === undefined ? node.name : nameText(node.name);
    case 'negate':
      return `-${part(node.operand, 7)}`;
    case 'not':
      return `not ${part(node.operand, 3)}`;
    case 'arithmetic':
      return `${part(node.left, strength(node))} ${node.operator} ${part(node.right, strength(node) + 1)}`;
    case 'compare':
      return `${part(node.left, 5)} ${node.operator} ${part(node.right, 5)}`;
    case 'and':
    case 'or':
      return `${part(node.left, strength(node))} ${node.kind} ${part(node.right, strength(node) + 1)}`;
    case 'call':
      return callText(node, functionShape(node.name).history === undefined ? whole : (arg) => printExpression(arg));
    default:
      return unreachable(node);
  }
}

function callText(node: Extract<Expression, { readonly kind: 'call' }>, argument: (arg: Expression) => string): string {
  return `${node.name}(${node.args.map((arg) => argument(arg)).join(', ')})`;
}
