import { describe } from 'vitest';
import { checkCases, FLAT } from './worked-case.testkit.ts';

/** Settings that other engines need, each set alone. See `worked-case.testkit.ts` for how to read a case. */

describe('fee_aware: the fee leaves the share before it is taken', () => {
  checkCases([
    {
      name: 'one unit less when its fee does not fit',
      why: '10,000 · 0.9975 = 9,975: 997 at 10 are 9,970, the fee max(1, 4.985) leaves 9,970.015: 997 stay',
      bars: [FLAT, FLAT],
      sizing: { reserve: 0.0025, fee_aware: true },
      execution: { costs: { enabled: true, bps: 0, per_share: '0.005', minimum: '1' } },
      decide: { 0: 'buy 1' },
      fills: ['1 buy 997 @ 10'],
      cash: 25.015,
    },
    {
      name: 'repeated until it fits',
      why: '1 each: 1,000 at 10 cost 1,000, which leaves 9,000: 900, whose 900 leave 9,100 for 9,000',
      bars: [FLAT, FLAT],
      sizing: { fee_aware: true, cash_buffer: 0 },
      execution: { costs: { enabled: true, bps: 0, per_share: '1' } },
      decide: { 0: 'buy 1' },
      fills: ['1 buy 900 @ 10'],
      cash: 100,
    },
    {
      name: 'without it the buy is made smaller at the fill',
      why: '1,000 at 10 need 11,000; factor 10,000 / 11,000: 909, which need 9,999',
      bars: [FLAT, FLAT],
      sizing: { cash_buffer: 0 },
      execution: { costs: { enabled: true, bps: 0, per_share: '1' } },
      decide: { 0: 'buy 1' },
      fills: ['1 buy 909 @ 10'],
      cash: 1,
    },
    {
      name: 'the fee of what changes, not of the whole position',
      why: '0.5 · (10,000 − 500) = 4,750: 475. Equity 9,525: 952, of which 477 more cost 477: 9,048: 904, whose 429 more leave 9,096',
      bars: [FLAT, FLAT, FLAT],
      sizing: { fee_aware: true, cash_buffer: 0 },
      execution: { costs: { enabled: true, bps: 0, per_share: '1' } },
      decide: { 0: 'buy 0.5', 1: 'buy 1' },
      fills: ['1 buy 475 @ 10', '2 buy 429 @ 10'],
      cash: 10_000 - 475 * 11 - 429 * 11,
    },
    {
      name: 'a short counts its fee alike',
      why: '1,000 short cost 1,000: 9,000: 900',
      bars: [FLAT, FLAT],
      sizing: { fee_aware: true },
      execution: { costs: { enabled: true, bps: 0, per_share: '1' } },
      risk: { allow_short: true },
      decide: { 0: 'sell -1' },
      fills: ['1 sell 900 @ 10'],
    },
  ]);
});

describe('unaffordable', () => {
  const bars = [FLAT, '12 12 12 12', '12 12 12 12'];
  checkCases([
    {
      name: 'reduce: what the open makes too dear is made smaller',
      why: '1,000 at 12 need 12,000; factor 10,000 / 12,000: 833',
      bars,
      sizing: { cash_buffer: 0 },
      decide: { 0: 'buy 1' },
      fills: ['1 buy 833 @ 12'],
    },
    {
      name: 'reject: it is refused whole',
      why: '12,000 > 10,000',
      bars,
      sizing: { cash_buffer: 0 },
      execution: { unaffordable: 'reject' },
      decide: { 0: 'buy 1' },
      fills: [],
      events: ['0 submitted 1000', '1 rejected 1000 BUYING_POWER 10000 12000'],
    },
    {
      name: 'borrow: it is filled, and cash is owed',
      why: '10,000 − 12,000 = −2,000',
      bars,
      sizing: { cash_buffer: 0 },
      execution: { unaffordable: 'borrow' },
      decide: { 0: 'buy 1' },
      fills: ['1 buy 1000 @ 12'],
      cash: -2_000,
      equity: [10_000, 10_000, 10_000],
    },
    {
      name: 'borrow: also when money is owed already',
      why: 'A 800 · 12.5 of 10,000 and 4 of fees: −4; B 0.2 of 9,996 is 99 units of 20 for 1,980 and 4: −1,988',
      symbols: { A: [FLAT, '12.5 12.5 12.5 12.5', '12.5 12.5 12.5 12.5'], B: ['20 20 20 20', '20 20 20 20', '20 20 20 20'] },
      sizing: { cash_buffer: 0 },
      limits: { max_gross_leverage: 2, max_net_leverage: 2 },
      execution: { unaffordable: 'borrow', costs: { enabled: true, bps: 0, per_order: '4' } },
      decide: { 0: 'A buy 0.8', 1: 'B buy 0.2' },
      fills: ['1 A buy 800 @ 12.5', '2 B buy 99 @ 20'],
      cash: -1_988,
    },
    {
      name: 'reject: a short sale needs none',
      why: 'B is sold for 5,000 although A takes all the cash',
      symbols: { A: [FLAT, FLAT], B: ['20 20 20 20', '20 20 20 20'] },
      sizing: { cash_buffer: 0 },
      limits: { max_gross_leverage: 2, max_net_leverage: 2 },
      risk: { allow_short: true },
      execution: { unaffordable: 'reject' },
      decide: { 0: 'A buy 1; B sell -0.5' },
      fills: ['1 A buy 1000 @ 10', '1 B sell 250 @ 20'],
      cash: 5_000,
    },
    {
      name: 'reject, two symbols: by name, while the cash lasts',
      why: 'A 500 · 12 = 6,000; B 250 · 22 = 5,500 > 4,000',
      symbols: { B: ['20 20 20 20', '22 22 22 22'], A: [FLAT, '12 12 12 12'] },
      sizing: { cash_buffer: 0 },
      execution: { unaffordable: 'reject' },
      decide: { 0: 'A buy 0.5; B buy 0.5' },
      fills: ['1 A buy 500 @ 12'],
      cash: 4_000,
    },
    {
      name: 'reject: nothing is made smaller at the decision, whatever cash is kept back',
      why: '1,000 · 10 is all the cash, of which the buffer would leave 5,000',
      bars: [FLAT, FLAT],
      sizing: { mode: 'quantity', value: 1_000, cash_buffer: 0.5 },
      execution: { unaffordable: 'reject' },
      decide: { 0: 'buy' },
      fills: ['1 buy 1000 @ 10'],
    },
  ]);
});

describe('stake: an amount of money', () => {
  checkCases([
    {
      name: 'sized at the close',
      why: '3,000 / 10 = 300, filled at 12',
      bars: [FLAT, '12 12 12 12'],
      sizing: { mode: 'stake', value: 3_000 },
      decide: { 0: 'buy' },
      fills: ['1 buy 300 @ 12'],
    },
    {
      name: 'sized at the fill, fees on top',
      why: '3,000 / 12 = 250; fee 1 % of 3,000 = 30',
      bars: [FLAT, '12 12 12 12'],
      sizing: { mode: 'stake', value: 3_000, price: 'fill' },
      execution: { costs: { enabled: true, bps: 100 } },
      decide: { 0: 'buy' },
      fills: ['1 buy 250 @ 12'],
      cash: 10_000 - 3_000 - 30,
    },
    {
      name: 'without a value the weight of what the reserve leaves, fees on top',
      why: '0.99 · 10,000 · 0.5 = 4,950; / 12 = 412.5',
      bars: [FLAT, '12 12 12 12'],
      sizing: { mode: 'stake', price: 'fill', reserve: 0.01 },
      decide: { 0: 'buy 0.5' },
      fills: ['1 buy 412 @ 12'],
    },
    {
      name: 'a short stake',
      why: '−3,000 / 10',
      bars: [FLAT, FLAT],
      sizing: { mode: 'stake', value: 3_000 },
      risk: { allow_short: true },
      decide: { 0: 'sell' },
      fills: ['1 sell 300 @ 10'],
    },
    {
      name: 'inside the limit of one position',
      why: '0.2 · 10,000 = 2,000 of 3,000; / 12 = 166.7',
      bars: [FLAT, '12 12 12 12'],
      sizing: { mode: 'stake', value: 3_000, price: 'fill' },
      limits: { max_position_pct: 0.2 },
      decide: { 0: 'buy' },
      fills: ['1 buy 166 @ 12'],
      rules: ['0 MAX_POSITION'],
    },
  ]);
});

describe('margin: a share of what is free, added to the position', () => {
  checkCases([
    {
      name: 'from flat it is the share of equity',
      why: '0.5 · 10,000 / 12 = 416.7',
      bars: [FLAT, '12 12 12 12'],
      sizing: { equity: 'margin', price: 'fill' },
      decide: { 0: 'buy 0.5' },
      fills: ['1 buy 416 @ 12'],
    },
    {
      name: 'the second half is half of what is left',
      why: '416 at 12 leave 5,008; 0.8 of it is 4,006.4: / 12 = 333.9',
      bars: [FLAT, '12 12 12 12', '12 12 12 12'],
      sizing: { equity: 'margin', price: 'fill' },
      decide: { 0: 'buy 0.5', 1: 'buy 0.8' },
      fills: ['1 buy 416 @ 12', '2 buy 333 @ 12'],
    },
    {
      name: 'at the close as well',
      why: '500 at 10 leave 5,000; 0.8 of it: 400',
      bars: [FLAT, FLAT, FLAT],
      sizing: { equity: 'margin', cash_buffer: 0 },
      decide: { 0: 'buy 0.5', 1: 'buy 0.8' },
      fills: ['1 buy 500 @ 10', '2 buy 400 @ 10'],
    },
    {
      name: 'a turn closes first and takes the share of all',
      why: '1,000 sold at 12 give 12,000; −1 of them: 1,000 at 12',
      bars: [FLAT, FLAT, '12 12 12 12'],
      sizing: { equity: 'margin', price: 'fill', cash_buffer: 0 },
      risk: { allow_short: true },
      decide: { 0: 'buy 1', 1: 'sell -1' },
      fills: ['1 buy 1000 @ 10', '2 sell 1000 @ 12', '2 sell 1000 @ 12'],
    },
    {
      name: 'other symbols use margin too',
      why: 'A 500 · 10; 0.5 of the other 5,000 is 2,500: 125 B',
      symbols: { A: [FLAT, FLAT, FLAT], B: ['20 20 20 20', '20 20 20 20', '20 20 20 20'] },
      sizing: { equity: 'margin', price: 'fill', cash_buffer: 0 },
      decide: { 0: 'A buy 0.5', 1: 'B buy 0.5' },
      fills: ['1 A buy 500 @ 10', '2 B buy 125 @ 20'],
    },
    {
      name: 'a smaller share sells down to it',
      why: '800 held; 0.2 of 10,000: 200',
      bars: [FLAT, FLAT, FLAT],
      sizing: { equity: 'margin', cash_buffer: 0 },
      decide: { 0: 'buy 0.8', 1: 'buy 0.2' },
      fills: ['1 buy 800 @ 10', '2 sell 600 @ 10'],
    },
  ]);
});

describe('by_order: the level that was given first', () => {
  const both = '10 12 8 10';
  checkCases([
    {
      name: 'given together: the stop',
      why: 'stop 9 and target 11 lie inside the bar',
      bars: [FLAT, FLAT, both],
      execution: { intrabar: { path: 'by_order' } },
      decide: { 0: 'buy 0.5 stop 9 take 11' },
      fills: ['1 buy 500 @ 10', '2 sell 500 @ 9 stop_loss ambiguous'],
    },
    {
      name: 'a stop that was given anew is behind the target',
      why: 'the stop is moved to 9.50 at the close of row 1',
      bars: [FLAT, FLAT, both],
      execution: { intrabar: { path: 'by_order' } },
      decide: { 0: 'buy 0.5 stop 9 take 11', 1: 'buy 0.5 stop 9.5' },
      fills: ['1 buy 500 @ 10', '2 sell 500 @ 11 take_profit ambiguous'],
    },
    {
      name: 'both given anew: the stop again',
      why: 'at the same close',
      bars: [FLAT, FLAT, both],
      execution: { intrabar: { path: 'by_order' } },
      decide: { 0: 'buy 0.5 stop 9 take 11', 1: 'buy 0.5 stop 9.5 take 11.5' },
      fills: ['1 buy 500 @ 10', '2 sell 500 @ 9.5 stop_loss ambiguous'],
    },
    {
      name: 'the target given anew after the stop: the stop',
      why: 'target at row 2, stop at row 1',
      bars: [FLAT, FLAT, FLAT, both],
      execution: { intrabar: { path: 'by_order' } },
      decide: { 0: 'buy 0.5 stop 9 take 11', 1: 'buy 0.5 stop 9.5', 2: 'buy 0.5 take 11.5' },
      fills: ['1 buy 500 @ 10', '3 sell 500 @ 9.5 stop_loss ambiguous'],
    },
    {
      name: 'a new position forgets what the last one had',
      why: 'closed and bought again: both levels come with the position',
      bars: [FLAT, FLAT, FLAT, FLAT, FLAT, both],
      execution: { intrabar: { path: 'by_order' } },
      decide: { 0: 'buy 0.5 stop 9 take 11', 1: 'buy 0.5 stop 9.5', 2: 'close', 3: 'buy 0.5 stop 9 take 11' },
      fills: ['1 buy 500 @ 10', '3 sell 500 @ 10', '4 buy 500 @ 10', '5 sell 500 @ 9 stop_loss ambiguous'],
    },
  ]);
});

describe('last_open: closed at the open of the last bar, after what the bar itself did', () => {
  checkCases([
    {
      name: 'a stop inside the last bar comes first',
      why: 'stop 9.50 is touched; nothing is left for the end',
      bars: [FLAT, FLAT, '10 10 9 9'],
      execution: { close_at_end: 'last_open' },
      stops: { stop_loss_pct: 0.05 },
      decide: { 0: 'buy 0.5' },
      fills: ['1 buy 500 @ 10', '2 sell 500 @ 9.5 stop_loss'],
    },
    {
      name: 'an order of the bar before fills as ever',
      why: 'the close was decided at row 1',
      bars: [FLAT, FLAT, '11 12 11 12'],
      execution: { close_at_end: 'last_open' },
      decide: { 0: 'buy 0.5', 1: 'close' },
      fills: ['1 buy 500 @ 10', '2 sell 500 @ 11'],
    },
    {
      name: 'nothing is opened on the last bar',
      why: 'it would be closed at the same price',
      bars: [FLAT, FLAT, '11 12 11 12'],
      execution: { close_at_end: 'last_open' },
      decide: { 1: 'buy 0.5' },
      fills: [],
      events: ['1 submitted 500', '2 cancelled 500'],
    },
  ]);
});
