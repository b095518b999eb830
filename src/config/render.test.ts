import { expect, test } from 'vitest';
import { read } from './config.testkit.ts';
import { nodeAt } from './node.ts';
import { Problems, spanAt, textSpan } from './problem.ts';
import { renderProblems } from './render.ts';

function shown(text: string, path: readonly (string | number)[], aim: 'key' | 'value' = 'value'): string {
  const { root } = read(text);
  const problems = new Problems('a.yaml');
  problems.add({ code: 'CONFIG_TYPE', path, message: 'm', span: spanAt(root!, path, aim) });
  return renderProblems(problems.sorted());
}

test('tabs before the value stay tabs, so that the caret stands right', () => {
  expect(shown('a:\t"x"\n', ['a'])).toBe('a.yaml:1:4 error CONFIG_TYPE\n  a: m\n  1 | a:\t"x"\n    |   \t^^^\n');
});

test('a value over several lines is pointed at by its key; a missing one by what is there', () => {
  const text = 'a:\n  b:\n    c: 1\n';
  expect(shown(text, ['a', 'b'])).toContain('a.yaml:2:3 error');
  expect(shown(text, ['a', 'b', 'nothing', 'deeper'])).toContain('a.yaml:2:3 error');
  expect(shown(text, ['nothing'])).toContain('a.yaml:1:1 error');
});

test('a very long line is shown around the place', () => {
  const text = `a: { ${Array.from({ length: 500 }, (_, i) => `key${i}: ${i}`).join(', ')} }\n`;
  const lines = shown(text, ['a', 'key250']).split('\n');
  expect(lines[2]!.length).toBeLessThan(220);
  const caret = lines[3]!.indexOf('^');
  expect(lines[2]!.slice(caret, caret + 3)).toBe('250');
});

test('a place inside a text, quoted or not', () => {
  for (const [text, column] of [
    ['e: "ab + cd"\n', 10],
    ['e: ab + cd\n', 9],
  ] as const) {
    const { root } = read(text);
    const span = textSpan(root!, ['e'], 6, 2);
    expect(span!.start + 1).toBe(column);
    expect(text.slice(span!.start, span!.end)).toBe('cd');
  }
  const { root } = read('e: "a\\tb + cd"\n');
  expect(textSpan(root!, ['e'], 7, 2)).toEqual(nodeAt(root!, ['e'])!.span);
});

test('the same problem at the same place is said once', () => {
  const problems = new Problems('a.yaml');
  const { root } = read('a: 1\n');
  for (let i = 0; i < 3; i += 1) problems.add({ code: 'CONFIG_TYPE', path: ['a'], message: 'm', span: spanAt(root!, ['a']) });
  expect(problems.count).toBe(1);
});
