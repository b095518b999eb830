import { unreachable } from '../errors.ts';
import { shortestDecimal } from '../money.ts';
import type { Expression } from './ast.ts';

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

/** The expression as text: one space around operators, only the parentheses that are needed. Parsing it gives the same tree. */
export function printExpression(node: Expression): string {
  const part = (child: Expression, least: number): string =>
    strength(child) < least ? `(${printExpression(child)})` : printExpression(child);
  switch (node.kind) {
    case 'number':
      return shortestDecimal(node.value);
    case 'boolean':
      return String(node.value);
    case 'name':
      return node.name;
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
      return `${node.name}(${node.args.map((arg) => printExpression(arg)).join(', ')})`;
    default:
      return unreachable(node);
  }
}
