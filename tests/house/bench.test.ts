import { describe, expect, test } from 'vitest';
import { measureEmuNs } from '../../bench/emu.ts';
import { measureRow, verdictOf } from '../../bench/harness.ts';
import type { Row } from '../../bench/row.ts';
import { renderTable } from '../../bench/table.ts';

const stable = (figure: number) => ({ figure, stable: true });
const unstable = (figure: number) => ({ figure, stable: false });

describe('the gate fails only when exceeded in 2 of 3 attempts with a stable EMU', () => {
  test.each([
    ['no attempt yet', [], undefined],
    ['the first is good', [stable(1)], 'pass'],
    ['exactly the target is good', [stable(2)], 'pass'],
    ['one bad one', [stable(3)], undefined],
    ['one bad, one good', [stable(3), stable(2)], 'pass'],
    ['two bad ones', [stable(3), stable(3)], 'fail'],
    ['bad ones on a busy machine say nothing', [unstable(3), unstable(3), stable(3)], undefined],
    ['a good one on a busy machine is good', [unstable(2)], 'pass'],
  ] as const)('%s', (_, attempts, verdict) => {
    expect(verdictOf(attempts, 2)).toBe(verdict);
  });
});

const row = (extra: Partial<Row>): Row => ({
  group: 'a',
  name: 'b',
  target: 2,
  unit: 'EMU',
  heavy: true,
  prepare: async () => undefined,
  ...extra,
});

test('a part that is not there is not built', async () => {
  expect(await measureRow(row({}))).toMatchObject({ figure: null, verdict: 'not built', attempts: [] });
});

test('nanoseconds become EMU, figures stay; what was made is freed', async () => {
  let freed = 0;
  const end = (): void => {
    freed += 1;
  };
  const fast = await measureRow(row({ prepare: async () => ({ run: () => ({ kind: 'ns', perItem: 1e-6 }), end }) }));
  expect(fast.verdict).toBe('pass');
  expect(fast.figure).toBeLessThan(1e-3);
  const slow = await measureRow(row({ unit: 'GB', prepare: async () => ({ run: () => ({ kind: 'figure', figure: 3 }), end }) }));
  expect(slow.figure).toBe(3);
  expect(['fail', 'unstable']).toContain(slow.verdict);
  expect(freed).toBe(2);
});

test('one EMU is a multiplication and an addition that wait for each other: between 0.3 and 30 ns on any machine', () => {
  const ns = measureEmuNs(5);
  expect(ns).toBeGreaterThan(0.3);
  expect(ns).toBeLessThan(30);
});

test('the table shows target, figure and verdict, and a dash for what is not built', () => {
  const text = renderTable(
    [
      { group: 'features', name: 'sma', unit: 'EMU', target: 2, figure: 1.234, verdict: 'pass', attempts: [] },
      { group: 'sweep', name: '9,600 variants', unit: 'EMU', target: 8, figure: null, verdict: 'not built', attempts: [] },
    ],
    1.5,
  );
  expect(text.split('\n')[0]).toMatch(/^1 EMU = 1\.500 ns here/);
  expect(text).toMatch(/features +sma +≤ 2 EMU +1\.23 EMU +pass/);
  expect(text).toMatch(/sweep +9,600 variants +≤ 8 EMU +– +not built/);
});
