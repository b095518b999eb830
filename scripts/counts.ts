/** How many checks ended which way. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts of vitest's JSON report. A file that could not be loaded has no tests in it and counts as one failure. */
export function countVitest(report: unknown): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of listOf(report, 'testResults')) {
    const tests = listOf(file, 'assertionResults');
    for (const test of tests) {
      const status = fieldOf(test, 'status');
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    const failedInside = tests.some((test) => fieldOf(test, 'status') === 'failed');
    if (fieldOf(file, 'status') === 'failed' && !failedInside) counts.failed += 1;
  }
  return counts;
}

/** The line that the suite ends with. */
export function summaryLine({ passed, failed, skipped }: Readonly<Counts>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list : [];
}
