import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runIn, walkProject } from './research.testkit.ts';

const SECTION = `{ labels: { type: custom, module: label.ts }, model: { kind: regressor, family: ridge }, evaluation: { folds: 2 } }`;
const label = (
  reads: number,
  says: number,
): string => `import { defineLabel, z } from '${new URL('../sdk.ts', import.meta.url).href}';
export default defineLabel({
  params: z.strictObject({}),
  label: ({ close }, t) => t + ${Math.max(reads, says)} < close.length
    ? { t1: t + ${says}, value: close[t + ${reads}] / close[t] - 1, label_return: close[t + ${reads}] / close[t] - 1 } : undefined,
});
`;

async function certificateOf(reads: number, says: number) {
  const folder = walkProject(SECTION);
  writeFileSync(join(folder, 'label.ts'), label(reads, says));
  const { read } = await runIn(folder);
  return JSON.parse(read('certificate.json')) as {
    verdict: string;
    findings: readonly { code: string; subject: string; fact: string }[];
  };
}

test('an own label that reads further than it says fails the leak suite by name', { timeout: 60_000 }, async () => {
  const { verdict, findings } = await certificateOf(5, 2);
  expect(verdict).toBe('FAIL');
  expect(findings[0]).toMatchObject({ code: 'LABEL_MEETS_TEST_WINDOW', subject: 'labels', fact: expect.stringContaining('WAA') });
});

test('one that says how far it reads passes', { timeout: 60_000 }, async () => {
  expect(await certificateOf(2, 2)).toMatchObject({ verdict: 'PASS', findings: [] });
});
