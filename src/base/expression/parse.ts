import { didYouMean } from '../did-you-mean.ts';
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  type Expression,
  type ExpressionProblem,
  FUNCTIONS,
  type FunctionName,
  functionShape,
  isFunctionName,
} from './ast.ts';
import { SyntaxProblem, type Token, tokensOf } from './tokens.ts';

export const MAX_CHARACTERS = 500;
export const MAX_DEPTH = 32;
export const MAX_NODES = 200;
/** Longest window of a function over history. */
export const MAX_WINDOW = 1000;

export type ParseResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/**
 * Reads a text of the expression language (CONFIG 1.5.2): at most 500 characters, 200 nodes, 32 levels of parentheses, calls
 * and prefix operators. Nothing is evaluated. Names are checked by {@link checkExpression}.
 */
export function parseExpression(text: string): ParseResult {
  try {
    if (text.length > MAX_CHARACTERS) {
      const span = { start: MAX_CHARACTERS, end: text.length };
      throw new SyntaxProblem(`an expression has at most ${MAX_CHARACTERS} characters, this one ${text.length}`, span);
    }
    return { ok: true, expression: new Parser(tokensOf(text)).whole() };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, problem: error.problem };
    throw error;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

function isComparison(text: string): text is ComparisonOperator {
  return COMPARISONS.has(text);
}
function isSum(text: string): text is '+' | '-' {
  return text === '+' || text === '-';
}
function isProduct(text: string): text is '*' | '/' | '%' {
  return text === '*' || text === '/' || text === '%';
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #nodes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    if (this.#next().kind === 'end') throw new SyntaxProblem('the expression is empty', this.#next());
    const expression = this.#or();
    const rest = this.#next();
    if (rest.kind !== 'end') {
      throw new SyntaxProblem(`expected an operator or the end, not "${rest.text}"`, rest, afterHint(rest.text));
    }
    return expression;
  }

  #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    const token = this.#next();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #accept(text: string): boolean {
    if (this.#next().kind === 'end' || this.#next().text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): Token {
    const token = this.#take();
    if (token.text !== text) {
      throw new SyntaxProblem(`expected "${text}"${token.kind === 'end' ? ' before the end' : `, not "${token.text}"`}`, token);
    }
    return token;
  }

  #node<T extends Expression>(node: T): T {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw new SyntaxProblem(`an expression has at most ${MAX_NODES} parts`, node);
    return node;
  }

  #nested<T>(at: Token, parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new SyntaxProblem(`an expression is nested at most ${MAX_DEPTH} deep`, at);
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#accept('or')) {
      const right = this.#and();
      left = this.#node({ kind: 'or', left, right, start: left.start, end: right.end });
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#accept('and')) {
      const right = this.#not();
      left = this.#node({ kind: 'and', left, right, start: left.start, end: right.end });
    }
    return left;
  }

  #not(): Expression {
    const token = this.#next();
    if (!this.#accept('not')) return this.#compare();
    const operand = this.#nested(token, () => this.#not());
    return this.#node({ kind: 'not', operand, start: token.start, end: operand.end });
  }

  #compare(): Expression {
    const left = this.#sum();
    const operator = this.#next().text;
    if (!isComparison(operator)) return left;
    this.#take();
    const right = this.#sum();
    const again = this.#next();
    if (isComparison(again.text)) {
      throw new SyntaxProblem('comparisons cannot be chained', again, 'write a < b and b < c, or between(b, a, c)');
    }
    return this.#node({ kind: 'compare', operator, left, right, start: left.start, end: right.end });
  }

  #sum(): Expression {
    let left = this.#term();
    for (let operator = this.#next().text; isSum(operator); operator = this.#next().text) {
      this.#take();
      left = this.#arithmetic(operator, left, this.#term());
    }
    return left;
  }

  #term(): Expression {
    let left = this.#unary();
    for (let operator = this.#next().text; isProduct(operator); operator = this.#next().text) {
      this.#take();
      left = this.#arithmetic(operator, left, this.#unary());
    }
    return left;
  }

  #arithmetic(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
    return this.#node({ kind: 'arithmetic', operator, left, right, start: left.start, end: right.end });
  }

  #unary(): Expression {
    const token = this.#next();
    if (!this.#accept('-')) return this.#atom();
    const operand = this.#nested(token, () => this.#unary());
    return this.#node({ kind: 'negate', operand, start: token.start, end: operand.end });
  }

  #atom(): Expression {
    const token = this.#take();
    const { start, end } = token;
    if (token.kind === 'number') return this.#node({ kind: 'number', value: Number(token.text), start, end });
    if (token.kind === 'name' && !WORDS.has(token.text)) return this.#name(token);
    if (token.text !== '(') {
      const what = token.kind === 'end' ? 'the end' : `"${token.text}"`;
      throw new SyntaxProblem(`expected a value, not ${what}`, token);
    }
    const inner = this.#nested(token, () => this.#or());
    const close = this.#expect(')');
    return { ...inner, start, end: close.end };
  }

  #name(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false') {
      return this.#node({ kind: 'boolean', value: token.text === 'true', start: token.start, end: token.end });
    }
    if (this.#next().text === '(') return this.#call(token);
    let { text, end } = token;
    while (this.#accept('.')) {
      const part = this.#take();
      if (part.kind !== 'name') throw new SyntaxProblem('expected a name after "."', part);
      text += `.${part.text}`;
      end = part.end;
    }
    return this.#node({ kind: 'name', name: text, start: token.start, end });
  }

  #call(token: Token): Expression {
    const name = token.text;
    if (!isFunctionName(name)) {
      throw new SyntaxProblem(`there is no function "${name}"`, token, didYouMean(name, Object.keys(FUNCTIONS)));
    }
    this.#expect('(');
    const args: Expression[] = [];
    this.#nested(token, () => {
      do args.push(this.#or());
      while (this.#accept(','));
    });
    const close = this.#expect(')');
    checkCount(name, args.length, { ...token, end: close.end });
    return this.#node({ kind: 'call', name, args, start: token.start, end: close.end });
  }
}

function checkCount(name: FunctionName, count: number, at: Token): void {
  const { args, most } = functionShape(name);
  if (count >= args.length && count <= (most ?? args.length)) return;
  const wanted = most === undefined ? `${args.length}` : `${args.length} to ${most}`;
  throw new SyntaxProblem(`${name} takes ${wanted} value${wanted === '1' ? '' : 's'}, not ${count}`, at);
}

function afterHint(text: string): string | undefined {
  return text === '.' ? 'a number has one point' : undefined;
}
