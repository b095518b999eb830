import { describe, expect, test } from 'vitest';
import { certify } from './index.ts';
import { type Exhibit, exhibitInput, hourlyTimes, walkBars } from './zoo.testkit.ts';
import { blockFeature, withFeature } from './zoo-features.testkit.ts';
import { IMPURE_ONES, type Pair, READERS, SHORT_ONES } from './zoo-of-features.testkit.ts';

const ROWS = 24_000;
const BARS = walkBars(hourlyTimes(ROWS), 71);

/** The exhibits that need no bars of their own and do not look through the whole column at every row. */
const LOCAL: readonly Pair[] = [...READERS, ...IMPURE_ONES, ...SHORT_ONES].filter(
  ({ name, leak }) => leak().bars === undefined && name !== 'missing volume filled backward',
);

function large(exhibit: Exhibit): ReturnType<typeof certify> {
  return certify(exhibitInput({ ...exhibit, timeframe: '1h', calendar: '24x7', bars: [BARS] }));
}

test('there is something to sample', () => expect(LOCAL.length).toBeGreaterThan(15));

describe('a sample of a large run catches the same leaks, and no others', () => {
  test.each(LOCAL)('$name', { timeout: 60_000 }, ({ leak, clean, code }) => {
    expect(large(leak()).findings.find(({ blocking }) => blocking)?.code).toBe(code);
    const certificate = large(clean());
    expect(certificate.decisions.exhaustive).toBe(false);
    expect(certificate.findings.filter(({ blocking }) => blocking)).toEqual([]);
    expect(certificate.decisions.proved).toBeGreaterThan(300);
  });
});

test('the same run has the same certificate', () => {
  const [first] = LOCAL;
  expect(large(first!.leak())).toEqual(large(first!.leak()));
});

test('a leak that reaches beyond every window shows at the first bars, which are compared with the run itself', () => {
  const far = blockFeature(['close'], ([close], i) => close![i + 5000] ?? Number.NaN);
  expect(large(withFeature(far)).findings.find(({ blocking }) => blocking)).toMatchObject({
    code: 'FEATURE_READS_FUTURE',
    subject: 'feature edge',
  });
});

test('columns of the run that a new computation does not give again are named', () => {
  const exhibit: Exhibit = { rule: { when: [{ if: 'close > lag(close, 1)', action: 'buy' }] } };
  const input = exhibitInput({ ...exhibit, timeframe: '1h', calendar: '24x7', bars: [BARS] });
  const { run } = input;
  const shifted = {
    rows: run.rows,
    allocate: (length: number) => run.allocate(length),
    advance: (to: number) => run.advance(to),
    firstRow: () => 1,
    column: (symbol: number, key: string) => run.column(symbol, key).map((value, row, all) => all[row + 5000] ?? value),
  };
  const certificate = certify({ ...input, run: shifted });
  expect(certificate.findings.map(({ code, subject }) => [code, subject])).toContainEqual(['IMPURE_FEATURE', 'price close']);
});

test('code that cannot begin late is told, and the run stays valid', () => {
  const first = BARS.close[0]!;
  const proud = blockFeature(['close'], ([close], i) => {
    if (close![0] !== first) throw new RangeError('not the whole history');
    return close![i]!;
  });
  const certificate = large(withFeature(proud));
  expect(certificate.verdict).toBe('PASS');
  expect(certificate.findings).toMatchObject([
    { code: 'UNBOUNDED_MEMORY', blocking: false, fact: 'own code throws "not the whole history" on data that begins late' },
  ]);
});
