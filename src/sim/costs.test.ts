import { describe, expect, test } from 'vitest';
import { executionSchema, resolveExecution } from '../trading/index.ts';
import { impactFraction, orderFee } from './index.ts';

function costs(written: object): Parameters<typeof orderFee>[0] {
  return resolveExecution(executionSchema.parse({ costs: written })).costs;
}

const [UNITS, NOTIONAL] = [200, 5_000];

describe('fee of an order', () => {
  test.each([
    ['basis points', { bps: 5 }, 2.5],
    ['per share', { bps: 0, per_share: '0.005' }, 1],
    ['per order', { bps: 0, per_order: '1.25' }, 1.25],
    ['all together', { bps: 5, per_share: '0.005', per_order: '1.25' }, 4.75],
    ['the smallest fee', { bps: 0, per_share: '0.005', minimum: '3' }, 3],
    ['above the smallest fee', { bps: 0, per_share: '0.05', minimum: '3' }, 10],
    ['off', { enabled: false, bps: 5, minimum: '3' }, 0],
    ['entries only: an entry', { bps: 5, apply: 'entry' }, 2.5],
    ['eight decimals', { bps: 0.123456789, round_decimals: 8 }, 0.06172839],
    ['two decimals, half to even', { bps: 0, per_order: '2.125', round_decimals: 2 }, 2.12],
  ])('%s', (_, written, expected) => {
    expect(orderFee(costs(written), UNITS, NOTIONAL, true)).toBeCloseTo(expected, 12);
  });

  test('entries only: an exit', () => {
    expect(orderFee(costs({ bps: 5, apply: 'entry' }), UNITS, NOTIONAL, false)).toBe(0);
  });
});

test('impact grows with size and volatility as each model says', () => {
  const impact = { enabled: true, alpha: 0.1, beta: 0.2, gamma: 0.3 };
  // σ 2 %, 25 % of the volume.
  expect(impactFraction({ ...impact, model: 'linear' }, 0.02, 0.25)).toBeCloseTo(0.0005, 15);
  expect(impactFraction({ ...impact, model: 'square_root' }, 0.02, 0.25)).toBeCloseTo(0.001, 15);
  expect(impactFraction({ ...impact, model: 'almgren_chriss' }, 0.02, 0.25)).toBeCloseTo(0.0025, 15);
});
