import { describe, expect, test } from 'vitest';
import { MemoryTrialLedger, trialConfigHash, windowsMeet } from './index.ts';
import { noise, sha256, trial } from './ledger.testkit.ts';

const ledgerOf = (): MemoryTrialLedger => new MemoryTrialLedger(sha256, '2026-01-01T00:00:00.000Z');
const WINDOW = { symbols: ['SPX'], from: '2000-01-03', to: '2019-12-31' };

describe('windows', () => {
  const ten = { symbols: ['A'], from: '2020-01-01', to: '2020-01-10' };
  test.each<[string, { symbols: string[]; from: string; to: string }, boolean]>([
    ['the same', ten, true],
    ['five of ten days in common', { symbols: ['A'], from: '2020-01-06', to: '2020-01-15' }, true],
    ['four of ten days in common', { symbols: ['A'], from: '2020-01-07', to: '2020-01-16' }, false],
    ['half of a shorter one', { symbols: ['A'], from: '2020-01-10', to: '2020-01-11' }, true],
    ['a third of a shorter one', { symbols: ['A'], from: '2020-01-10', to: '2020-01-12' }, false],
    ['a day inside', { symbols: ['A'], from: '2020-01-05', to: '2020-01-05' }, true],
    ['other days', { symbols: ['A'], from: '2020-01-11', to: '2020-01-20' }, false],
    ['one symbol in common', { ...ten, symbols: ['B', 'A'] }, true],
    ['no symbol in common', { ...ten, symbols: ['B'] }, false],
  ])('%s', (_, other, meets) => {
    expect(windowsMeet(ten, other)).toBe(meets);
    expect(windowsMeet(other, ten)).toBe(meets);
  });
});

describe('counting', () => {
  test('an empty ledger has none', () => {
    expect(ledgerOf().count(WINDOW)).toEqual({ raw: 0, effective: 0, sharpes: [], inner: 0, withSeries: 0 });
    expect(ledgerOf().looks(WINDOW)).toBe(0);
  });

  test('forty different children are forty trials; the same ones again none more', async () => {
    const book = ledgerOf();
    const children = Array.from({ length: 40 }, (_, i) => trial(`child ${i}`, { kind: 'sweep', parent: 'agent/batches/b' }));
    await book.append(children);
    expect(book.count(WINDOW)).toMatchObject({ raw: 40, effective: 40 });
    await book.append(children.map((child) => ({ ...child, run_id: `${child.run_id}_again` })));
    expect(book.count(WINDOW)).toMatchObject({ raw: 40, effective: 40 });
    expect(book.head.seq).toBe(80);
  });

  test('only trials on the window count, and tuning inside outer folds does not', async () => {
    const book = ledgerOf();
    const { window } = trial('');
    await book.append([
      trial('a'),
      trial('b', { kind: 'tuning' }),
      trial('c', { kind: 'prompt_edit' }),
      trial('d', { kind: 'mcp' }),
      trial('e', { kind: 'inner' }),
      trial('f', { kind: 'inner' }),
      trial('f', { kind: 'inner' }),
      trial('g', { window: { ...window, symbols: ['GOLD'] } }),
      trial('h', { window: { ...window, from: '2015-01-01', to: '2030-12-31' } }),
    ]);
    expect(book.count(WINDOW)).toMatchObject({ raw: 4, inner: 2 });
    // The prefix that a run saw: the first three lines.
    expect(book.count(WINDOW, { seq: 3, hash: '' })).toMatchObject({ raw: 3, inner: 0 });
  });

  test('of several lines of one configuration the last with returns speaks, in the place of the first', async () => {
    const book = ledgerOf();
    await book.append([
      trial('a', { sharpe: 0.1, n: 60, returns: noise(1) }),
      trial('b', { sharpe: 0.2, n: 60, returns: noise(2) }),
      trial('a', { sharpe: 0.3, n: 60, returns: noise(3) }),
      trial('b', { kind: 'test_look' }),
      trial('c', { sharpe: 0.4, n: 60 }),
      trial('c'),
    ]);
    expect(book.count(WINDOW)).toMatchObject({ raw: 3, sharpes: [0.3, 0.2, 0.4], withSeries: 2 });
  });

  // ρ̄ of copies is 1, so N_eff = 1 + 0 · N.
  test('copies of one series are one trial, and trials without returns count in N only', async () => {
    const book = ledgerOf();
    const returns = noise(1);
    await book.append(Array.from({ length: 5 }, (_, i) => trial(`copy ${i}`, { sharpe: 0.1, n: 60, returns })));
    expect(book.count(WINDOW).effective).toBeCloseTo(1, 10);
    await book.append([trial('pruned')]);
    expect(book.count(WINDOW)).toMatchObject({ raw: 6, withSeries: 5 });
  });

  test('looks are distinct configurations on a test window', async () => {
    const book = ledgerOf();
    const look = (config: string, from: string, to: string) =>
      trial(config, { kind: 'test_look', window: { ...trial('').window, from, to } });
    await book.append([
      look('a', '2018-01-02', '2020-04-17'),
      look('a', '2018-01-02', '2020-04-17'),
      look('b', '2018-06-01', '2019-06-01'),
      look('c', '2010-01-01', '2012-01-01'),
      trial('d'),
    ]);
    expect(book.looks({ symbols: ['SPX'], from: '2018-01-02', to: '2020-04-17' })).toBe(2);
    expect(book.looks({ symbols: ['SPX'], from: '2018-01-02', to: '2020-04-17' }, { seq: 2, hash: '' })).toBe(1);
  });
});

describe('the hash of what decides', () => {
  const parts = {
    features: [{ type: 'rsi', params: { period: 14 } }],
    agent: { prompt: 'Buy low.' },
    risk: { max: 0.2 },
    costs: { bps: 5 },
  };
  const hash = (over: Partial<typeof parts> = {}): string => trialConfigHash({ ...parts, ...over }, sha256);

  test('equal parts are equal, whatever the order of their keys', () => {
    expect(hash({ features: [{ params: { period: 14 }, type: 'rsi' }] })).toBe(hash());
    expect(hash()).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test.each<[string, Partial<typeof parts>]>([
    ['a feature', { features: [{ type: 'rsi', params: { period: 15 } }] }],
    ['the prompt', { agent: { prompt: 'Buy high.' } }],
    ['risk', { risk: { max: 0.21 } }],
    ['costs', { costs: { bps: 4 } }],
  ])('%s changes it', (_, over) => {
    expect(hash(over)).not.toBe(hash());
  });
});
