import { describe, expect, test } from 'vitest';
import { codes, plain, read } from './config.testkit.ts';
import { nodeAt } from './node.ts';
import { placeOf } from './source.ts';

function elapsed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

describe('values', () => {
  test('YAML 1.2 core: what looks like a date, a time, yes or on is text', () => {
    expect(plain('a: 2000-01-03\nb: 18:00\nc: yes\nd: on\ne: 1_000\nf: 0x10\ng: 1.50\nh: ~\ni: .5\n')).toEqual({
      a: '2000-01-03',
      b: '18:00',
      c: 'yes',
      d: 'on',
      e: '1_000',
      f: 16,
      g: 1.5,
      h: null,
      i: 0.5,
    });
  });

  test('anchors, aliases and merge keys; a written key wins over a merged one', () => {
    expect(plain('base: &b { x: 1, y: 2 }\nover: { <<: *b, y: 3 }\nlist: [*b]\nboth: { <<: [{ x: 9 }, *b] }\n')).toEqual({
      base: { x: 1, y: 2 },
      over: { x: 1, y: 3 },
      list: [{ x: 1, y: 2 }],
      both: { x: 9, y: 2 },
    });
  });

  test('quotes, !!str and blocks keep a text a text; the other spellings of YAML 1.2', () => {
    expect(
      plain("a: '12'\nb: !!str 12\nc: |\n  12\nd: 0o17\ne: .inf\nf: -.Inf\ng: Null\nh: TRUE\ni:\nj: +3\nk: 12e-1\n"),
    ).toEqual({
      a: '12',
      b: '12',
      c: '12\n',
      d: 15,
      e: Number.POSITIVE_INFINITY,
      f: Number.NEGATIVE_INFINITY,
      g: null,
      h: true,
      i: null,
      j: 3,
      k: 1.2,
    });
  });

  test('an empty file is an empty map, a list is refused', () => {
    expect(plain('')).toEqual({});
    expect(plain('# only words\n')).toEqual({});
    expect(codes(read('- 1\n').problems)).toEqual(['CONFIG_TYPE']);
  });

  test('keys of the language are plain keys', () => {
    const value = plain('__proto__: { polluted: 1 }\nconstructor: 2\n');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('places count characters, also after letters outside the first plane, and survive CRLF', () => {
    const { root } = read('a: "😀"\r\nb: { c: [1, 22] }\r\n');
    const node = nodeAt(root!, ['b', 'c', 1]);
    expect(placeOf(node!.span!)).toEqual({ file: 'a.yaml', line: 2, column: 13, length: 2 });
    expect(nodeAt(root!, ['a'])).toMatchObject({ text: '😀' });
  });
});

describe('refusals', () => {
  test('duplicate keys, at any depth, with the first place', () => {
    const { problems } = read('a:\n  b: 1\n  b: 2\n');
    expect(problems.sorted()).toMatchObject([
      { code: 'YAML_DUPLICATE_KEY', line: 3, column: 3, related: [{ line: 2, column: 3 }] },
    ]);
  });

  test('30,000 different keys take no quadratic time', () => {
    const text = Array.from({ length: 30_000 }, (_, i) => `key${i}: 1\n`).join('');
    expect(elapsed(() => read(text))).toBeLessThan(5000);
  });

  test('not UTF-8, unknown tags, text nested without end, an alias inside its own anchor', () => {
    expect(codes(read(new Uint8Array([0x61, 0xff, 0xfe])).problems)).toEqual(['YAML_SYNTAX']);
    expect(codes(read('a: !!js/function "x"\n').problems)).toEqual(['YAML_SYNTAX']);
    expect(codes(read(`a: ${'['.repeat(500)}${']'.repeat(500)}\n`).problems)).toEqual(['YAML_SYNTAX']);
    expect(codes(read('[ '.repeat(100_000)).problems)).toContain('YAML_SYNTAX');
    expect(codes(read('a: &a [*a]\n').problems)).toEqual(['YAML_SYNTAX']);
    expect(codes(read('a: *nothing\n').problems)).toEqual(['YAML_SYNTAX']);
  });

  test('an alias bomb is refused at once', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 9; i += 1)
      text += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    let found: readonly string[] = [];
    expect(elapsed(() => (found = codes(read(text).problems)))).toBeLessThan(500);
    expect(found).toEqual(['YAML_ALIASES']);
  });

  test('a hundred aliases are fine, one more is not', () => {
    const aliases = (count: number): string => `a: &a 1\nb: [${Array(count).fill('*a').join(', ')}]\n`;
    expect(codes(read(aliases(100)).problems)).toEqual([]);
    expect(codes(read(aliases(101)).problems)).toEqual(['YAML_ALIASES']);
  });

  test('1 MB is read, more is refused before it is parsed', () => {
    const filler = (bytes: number): Uint8Array => new TextEncoder().encode(`a: 1\n#${'x'.repeat(bytes - 7)}\n`);
    expect(filler(1_000_000).length).toBe(1_000_000);
    expect(codes(read(filler(1_000_000)).problems)).toEqual([]);
    expect(codes(read(filler(1_000_001)).problems)).toEqual(['YAML_TOO_LARGE']);
    const large = new Uint8Array(10_000_000).fill(0x5b);
    expect(elapsed(() => read(large))).toBeLessThan(200);
  });
});
