import { expect, test } from 'vitest';
import { readResolved } from '../../config/index.ts';
import { costModelText } from './cost-model.ts';

const settings = (execution: string) =>
  readResolved(`agents:\n  - name: other\n  - name: "mine"\n    execution:\n${execution.replaceAll(/^/gm, '      ')}\n`);

test('says fees, slippage, volume, impact and fills', () => {
  const text = `fill: next_open
costs:
  enabled: true
  bps: 5
  per_share: "0.005"
  per_order: "0"
  apply: both
slippage:
  model: bps
  bps: 5
liquidity:
  enabled: true
  max_participation: 0.07
impact:
  enabled: true
  model: square_root`;
  expect(costModelText(settings(text), 'mine')).toBe(
    "fees 5 bps + 0.005 a share each side · slippage 5 bps · at most 7 % of a bar's volume · impact square root · fills at the next open",
  );
});

test('free trading is said to be free, and an unknown agent or an old file says nothing', () => {
  const free = 'fill: same_close\ncosts:\n  enabled: false\nslippage:\n  model: none\nliquidity:\n  enabled: false';
  expect(costModelText(settings(free), 'mine')).toBe('no fees · no slippage · fills at the same close');
  expect(costModelText(settings('{}'), 'mine')).toBe('');
  expect(costModelText(settings(free), 'nobody')).toBe('');
});
