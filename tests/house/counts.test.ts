import { expect, test } from 'vitest';
import { countVitest, summaryLine } from '../../scripts/counts.ts';

const file = (status: string, ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

test('tests count by how they ended; pending and todo are skipped', () => {
  const report = {
    testResults: [file('passed', 'passed', 'pending', 'todo', 'skipped'), file('failed', 'passed', 'failed', 'failed')],
  };
  expect(countVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 3 });
});

test('a file that could not be loaded is one failure', () => {
  expect(countVitest({ testResults: [file('failed'), file('failed', 'passed')] })).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('a report without results counts nothing, which the suite takes for a failure', () => {
  expect(countVitest({})).toEqual({ passed: 0, failed: 0, skipped: 0 });
  expect(countVitest(undefined)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('the last line is plain', () => {
  expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});
