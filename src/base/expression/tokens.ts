import type { ExpressionProblem, Span } from './ast.ts';

export type Token =
  | ({ readonly kind: 'number' | 'name' | 'symbol'; readonly text: string } & Span)
  | ({ readonly kind: 'end'; readonly text: '' } & Span);

const TOKEN = /\s*(?:((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|==|!=|[-+*/%<>(),.])|(\S))/uy;

/** Thrown inside the parser only; {@link parseExpression} returns it as a value. */
export class SyntaxProblem extends Error {
  readonly problem: ExpressionProblem;
  constructor(message: string, at: Span, hint?: string) {
    super(message);
    this.problem = { code: 'RULE_SYNTAX', message, column: at.start + 1, length: Math.max(1, at.end - at.start), hint };
  }
}

const FOREIGN: Readonly<Record<string, string>> = {
  '&': 'write "and"',
  '|': 'write "or"',
  '!': 'write "not", or "!=" for unequal',
  '=': 'write "==" to compare',
  '^': 'there is no power operator: write x * x',
};

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const match = TOKEN.exec(text);
    if (match === null) break;
    const end = TOKEN.lastIndex;
    const [, number, name, symbol, other] = match;
    const found = number ?? name ?? symbol ?? other ?? '';
    const span = { start: end - found.length, end };
    if (other !== undefined) throw new SyntaxProblem(`unexpected "${other}"`, span, FOREIGN[other]);
    tokens.push({ kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'symbol', text: found, ...span });
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}
