export {
  type ArithmeticOperator,
  type ComparisonOperator,
  childrenOf,
  type Expression,
  type ExpressionProblem,
  type ExpressionType,
  FUNCTIONS,
  type FunctionName,
  functionShape,
  isFunctionName,
  namesOf,
  nodesOf,
  type Span,
} from './ast.ts';
export { checkExpression, type NameTable, windowOf } from './check.ts';
export { MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, MAX_WINDOW, type ParseResult, parseExpression } from './parse.ts';
export { printExpression } from './print.ts';
export { settleBars, type WarmUp, type WarmUpOfName, warmUpOf } from './warmup.ts';
