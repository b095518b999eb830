import { expect, test } from 'vitest';
import { leaks } from '../index.ts';

const FINDING: leaks.LeakFinding = {
  kind: 'feature',
  check: 'future_poison',
  subject: 'feature edge',
  symbol: 'SPX',
  row: 7,
  time: Date.UTC(2010, 2, 4, 21),
  withFuture: 101.5,
  withoutFuture: Number.NaN,
  fact: 'feature edge of SPX at 2010-03-04T21:00:00.000Z is 101.5, and missing with later data unknown',
};

function certificateOf(ledger: leaks.LeakLedger): leaks.Certificate {
  return ledger.certificate({
    dataFingerprint: 'sha256:d',
    configHash: 'sha256:c',
    decisions: { proved: 5091, of: 5091, exhaustive: true },
    work: { run: 10, certificate: 3 },
  });
}

test('nothing found: PASS, and what was not asked does not apply', () => {
  const ledger = new leaks.LeakLedger(42);
  ledger.checked('future_poison', 'decisions', 20);
  ledger.checked('future_poison', 'decisions', 3);
  const certificate = certificateOf(ledger);
  expect(certificate).toMatchObject({ suite: '1', verdict: 'PASS', findings: [] });
  expect(certificate.checks.find(({ name }) => name === 'future_poison')).toEqual({
    name: 'future_poison',
    subject: 'decisions',
    verdict: 'PASS',
    checked: 23,
    failures: 0,
    seed: 42,
    first: null,
  });
  expect(certificate.checks.find(({ name }) => name === 'determinism')?.verdict).toBe('NOT APPLICABLE');
  expect(leaks.certificateLine(certificate)).toBe('no look-ahead: proved on 5,091 of 5,091 decisions');
  expect(leaks.leakLine(certificate)).toBeUndefined();
});

test('a leak fails its check and is told once, at its earliest row, with both values and the fix', () => {
  const ledger = new leaks.LeakLedger(42);
  ledger.checked('future_poison', 'feature edge', 5);
  ledger.found({ ...FINDING, row: 9, check: 'prefix_invariance' });
  ledger.found(FINDING);
  const certificate = certificateOf(ledger);
  expect(certificate.verdict).toBe('FAIL');
  expect(certificate.findings).toEqual([
    {
      code: 'FEATURE_READS_FUTURE',
      check: 'future_poison',
      subject: 'feature edge',
      symbol: 'SPX',
      row: 7,
      bar: '2010-03-04T21:00:00.000Z',
      with_future: 101.5,
      without_future: null,
      fact: FINDING.fact,
      fix: leaks.LEAKS.feature.fix,
      blocking: true,
    },
  ]);
  expect(certificate.checks.find(({ name }) => name === 'future_poison')?.first).toEqual({
    column: 'feature edge',
    bar: '2010-03-04T21:00:00.000Z',
    expected: null,
    got: 101.5,
  });
  expect(leaks.leakLine(certificate)).toBe('FEATURE_READS_FUTURE: feature edge (SPX 2010-03-04)');
  expect(leaks.certificateLine(certificate)).toBe('look-ahead: 1 leak found');
});

test('what is worth knowing fails nothing', () => {
  const ledger = new leaks.LeakLedger(1);
  ledger.found({ ...FINDING, kind: 'unbounded', check: 'warmup' });
  ledger.found({ ...FINDING, kind: 'warmUpShort', check: 'warmup', advisory: true });
  const certificate = certificateOf(ledger);
  expect(certificate.verdict).toBe('PASS');
  expect(certificate.findings.map(({ code, blocking }) => [code, blocking])).toEqual([
    ['UNBOUNDED_MEMORY', false],
    ['WARMUP_TOO_SHORT', false],
  ]);
  expect(leaks.leakLine(certificate)).toBeUndefined();
});
