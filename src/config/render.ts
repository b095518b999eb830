import type { PlacedProblem } from './problem.ts';
import { lineText, placeOf, type Source, type Span } from './source.ts';

/** At most this many problems are shown in full. */
export const SHOWN_PROBLEMS = 20;
const LONGEST_LINE = 200;

/**
 * Problems as people read them, in the order given: place, severity and code, path and sentence, the line with a caret under the
 * whole token, the hint. An entry of a list is shown with up to two lines before it, because its own line does not say
 * which list it stands in. The value of a secret is masked.
 */
export function renderProblems(problems: readonly PlacedProblem[]): string {
  const secrets = problems.flatMap((problem) => (problem.secret && problem.span !== undefined ? [problem.span] : []));
  const shown = problems.slice(0, SHOWN_PROBLEMS).map((problem) => renderProblem(problem, secrets));
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(`… and ${rest} more problem${rest === 1 ? '' : 's'}\n`);
  return shown.join('');
}

function renderProblem(problem: PlacedProblem, secrets: readonly Span[]): string {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  let text = `${place} ${problem.severity} ${problem.code}\n`;
  text += `  ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}\n`;
  text += renderLines(problem, secrets);
  for (const related of problem.related ?? []) text += `  ${related.file}:${related.line}:${related.column} ${related.message}\n`;
  if (problem.hint !== null) text += `  hint: ${problem.hint}\n`;
  return text;
}

function renderLines(problem: PlacedProblem, secrets: readonly Span[]): string {
  const { span } = problem;
  if (span === undefined) return '';
  const { line, column, length } = placeOf(span);
  const first = problem.listEntry ? Math.max(1, line - 2) : line;
  const width = String(line).length;
  const { from, to } = shownPart(span.source, line, column);
  const cut = from > 0 ? '…' : '';
  let text = '';
  for (let number = first; number <= line; number += 1) {
    const chars = maskedLine(span.source, number, secrets).slice(from, to);
    text += `  ${String(number).padStart(width)} | ${chars.length === 0 ? '' : cut}${chars.join('')}`.trimEnd();
    text += '\n';
  }
  const before = [...lineText(span.source, line)].slice(from, column - 1).map((char) => (char === '\t' ? '\t' : ' '));
  const carets = '^'.repeat(Math.max(1, Math.min(length, to - column + 1)));
  return `${text}  ${' '.repeat(width)} | ${cut === '' ? '' : ' '}${before.join('')}${carets}\n`;
}

/** Very long lines are shown around the place only. */
function shownPart(source: Source, line: number, column: number): { readonly from: number; readonly to: number } {
  const length = [...lineText(source, line)].length;
  if (length <= LONGEST_LINE) return { from: 0, to: LONGEST_LINE };
  const from = Math.max(0, column - 1 - LONGEST_LINE / 2);
  return { from, to: from + LONGEST_LINE };
}

function maskedLine(source: Source, line: number, secrets: readonly Span[]): readonly string[] {
  const chars = [...lineText(source, line)];
  for (const secret of secrets) {
    const place = placeOf(secret);
    if (secret.source !== source || place.line !== line) continue;
    for (let i = place.column - 1; i < place.column - 1 + place.length; i += 1) chars[i] = '*';
  }
  return chars;
}
