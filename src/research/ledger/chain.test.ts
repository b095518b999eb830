import { describe, expect, test } from 'vitest';
import {
  EMPTY_HEAD,
  LedgerBrokenError,
  type LedgerHead,
  lineText,
  readLines,
  sealLine,
  type TrialLine,
  unendedLine,
} from './index.ts';
import { sha256, trial } from './ledger.testkit.ts';

function lines(count: number): TrialLine[] {
  const made: TrialLine[] = [];
  for (let i = 1; i <= count; i += 1) {
    const { returns: _, ...entry } = trial(`config ${i}`, { sharpe: i / 64, n: 100 });
    made.push(sealLine({ ...entry, series: null, at: '2026-04-17T10:10:10.123Z' }, made.at(-1) ?? EMPTY_HEAD, sha256));
  }
  return made;
}

const textOf = (some: readonly TrialLine[]): string => some.map((line) => `${lineText(line)}\n`).join('');
const read = (text: string, head: LedgerHead = EMPTY_HEAD): TrialLine[] =>
  readLines(text, head, { sha256, file: 'ledger.jsonl' });

function brokenSeq(text: string): number {
  try {
    read(text);
  } catch (error) {
    if (error instanceof LedgerBrokenError) return error.seq;
    throw error;
  }
  return 0;
}

test('lines that were written are read again, also from the middle on', () => {
  const three = lines(3);
  expect(read(textOf(three))).toEqual(three);
  expect(read(textOf(three.slice(1)), three[0])).toEqual(three.slice(1));
  expect(read('')).toEqual([]);
});

// The digest is that of Python's hashlib over json.dumps with sorted keys and no spaces.
test('the hash of a line covers its canonical JSON', () => {
  const { returns: _, ...entry } = trial('a', { run_id: 'r' });
  const hash = 'sha256:f66af3016476dbb070c033f36de51637ad30f93c554225a9d11cdf71d099e781';
  const line = sealLine(
    {
      ...entry,
      config_hash: `sha256:${'1'.repeat(64)}`,
      window: { ...entry.window, fingerprint: `sha256:${'2'.repeat(64)}` },
      series: null,
      at: 'now',
    },
    EMPTY_HEAD,
    sha256,
  );
  expect(line.prev).toBe(`sha256:${'0'.repeat(64)}`);
  expect(line.hash).toBe(hash);
});

test('keys are written in the order of the reference page', () => {
  const keys = [...lineText(lines(1)[0]!).matchAll(/"([a-z_]+)":/g)].map(([, key]) => key);
  expect(keys).toEqual([
    ...['seq', 'kind', 'config_hash', 'window', 'symbols', 'interval', 'from', 'to', 'fingerprint'],
    ...['author', 'kind', 'model', 'run_id', 'parent', 'series', 'sharpe', 'n', 'at', 'prev', 'hash'],
  ]);
});

describe('a ledger of three lines, one of them changed', () => {
  const whole = textOf(lines(3));
  const part = whole.split('\n');

  test.each<[string, string, number]>([
    ['a Sharpe ratio', whole.replace('0.03125', '0.03126'), 2],
    ['another number for the same value', whole.replace('"n":100', '"n":1e2'), 1],
    ['a space', whole.replace('"seq":2,', '"seq":2, '), 2],
    ['two keys in the other order', whole.replace('"sharpe":0.046875,"n":100', '"n":100,"sharpe":0.046875'), 3],
    ['a key more', whole.replace('"seq":3,', '"seq":3,"more":1,'), 3],
    ['no JSON', whole.replace('{"seq":2', '"seq":2'), 2],
    ['a line taken out', `${part[0]}\n${part[2]}\n`, 2],
    ['the first line taken out', `${part[1]}\n${part[2]}\n`, 1],
    ['two lines in the other order', `${part[1]}\n${part[0]}\n${part[2]}\n`, 1],
    ['a line twice', `${part[0]}\n${part[0]}\n`, 2],
    ['an empty line', `${part[0]}\n\n${part[1]}\n`, 2],
    ['nothing', whole, 0],
  ])('%s', (_, text, seq) => {
    expect(brokenSeq(text)).toBe(seq);
  });

  test('a line that was changed and sealed again is found by the one after it', () => {
    const [first, second, third] = lines(3) as [TrialLine, TrialLine, TrialLine];
    const { hash: _, seq: __, prev: ___, ...entry } = second;
    const forged = sealLine({ ...entry, sharpe: 9 }, first, sha256);
    expect(brokenSeq(textOf([first, forged, third]))).toBe(3);
  });

  test('the error names line, file and what to do', () => {
    expect(() => read(whole.replace('0.03125', '0.03126'))).toThrow(
      expect.objectContaining({
        code: 'LEDGER_BROKEN',
        exitCode: 1,
        message: 'line 2 of the trial ledger was changed after it was written',
        place: { file: 'ledger.jsonl', line: 2 },
      }),
    );
  });
});

test('a text without line end is a whole line, a part of one, or a changed one', () => {
  const [first, second] = lines(2) as [TrialLine, TrialLine];
  const text = lineText(second);
  expect(unendedLine(text, first, { sha256 })).toEqual(second);
  for (const length of [1, 40, text.length - 1]) expect(unendedLine(text.slice(0, length), first, { sha256 })).toBeUndefined();
  expect(() => unendedLine(text.replace('"n":100', '"n":101'), first, { sha256 })).toThrow(LedgerBrokenError);
});
