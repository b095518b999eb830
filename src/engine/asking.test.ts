import { expect, test } from 'vitest';
import { ACTION, type Decider, type DecisionFacts, type Decisions } from '../ports/index.ts';
import { loopsOf } from './asking.ts';
import { DecisionView } from './decision-view.ts';

const FACTS: DecisionFacts = { reason: 'test', inputs: {}, evidence: [] };

class EveryThird implements Decider {
  decide(bar: number, _position: unknown, out: Decisions): void {
    if (bar % 3 === 0) out.action[0] = ACTION.buy;
    if (bar === 7) out.weight[0] = 0.5;
  }

  explain(): DecisionFacts {
    return FACTS;
  }
}

class Never implements Decider {
  decide(): void {}

  explain(): DecisionFacts {
    return FACTS;
  }
}

test('each class has loops of its own, and keeps them', () => {
  const loops = loopsOf(new EveryThird());
  expect(loopsOf(new EveryThird())).toBe(loops);
  expect(loopsOf(new Never()).write).not.toBe(loops.write);
  expect(loopsOf(new Never()).held).not.toBe(loops.held);
});

test('objects without a class share their loops', () => {
  const one: Decider = { decide: () => {}, explain: () => FACTS };
  const other: Decider = { decide: () => {}, explain: () => FACTS };
  expect(loopsOf(one).flat).toBe(loopsOf(other).flat);
});

test('codes are written up to the first row with a number, whose code is written too', () => {
  const view = new DecisionView(1);
  view.reset();
  const codes = new Uint8Array(16).fill(9);
  expect(loopsOf(new EveryThird()).write(new EveryThird(), view, codes, 2, 12)).toBe(7);
  expect([...codes]).toEqual([9, 9, 0, 1, 0, 0, 1, 0, 9, 9, 9, 9, 9, 9, 9, 9]);
  view.reset();
  expect(loopsOf(new EveryThird()).write(new EveryThird(), view, codes, 8, 16)).toBe(16);
  expect([...codes.subarray(8)]).toEqual([0, 1, 0, 0, 1, 0, 0, 1]);
});

test('a flat account is asked up to the first row that says something new', () => {
  const view = new DecisionView(1);
  view.reset();
  const counts = new Uint32Array(5);
  const { flat } = loopsOf(new EveryThird());
  expect(flat(new EveryThird(), view, counts, -1, 1, 6)).toBe(3);
  expect([...counts]).toEqual([2, 0, 0, 0, 0]);
  expect(flat(new EveryThird(), view, counts, ACTION.buy, 4, 6)).toBe(6);
  expect(flat(new EveryThird(), view, counts, ACTION.buy, 6, 12)).toBe(7);
  expect([...counts]).toEqual([4, 1, 0, 0, 0]);
});
