import { expect, test } from 'vitest';
import { eventLines, fillLines, type Outcome, play, round, type Scenario } from './scenario.testkit.ts';

/**
 * One case of the bar step, worked by hand. Capital 10,000, whole shares, tick 0.01 and no costs unless it says otherwise. A decision at
 * the close of row i trades from row i + 1 on; `why` holds the calculation. Bars are `open high low close volume`.
 */
export interface WorkedCase extends Scenario {
  readonly name: string;
  readonly why: string;
  readonly fills?: readonly string[];
  readonly events?: readonly string[];
  /** By row, from row 0. */
  readonly equity?: readonly number[];
  readonly cash?: number;
  /** Rules that each decision met: `<row> <rule>`. */
  readonly rules?: readonly string[];
  /** Net P&L of each closed trade. */
  readonly net?: readonly number[];
  readonly also?: (outcome: Outcome) => void;
}

export const FLAT = '10 10 10 10';

export function checkCases(cases: readonly WorkedCase[]): void {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const outcome = play(one);
    const found = {
      fills: fillLines(outcome),
      events: eventLines(outcome),
      equity: outcome.equity.map(round),
      cash: round(outcome.cash),
      rules: outcome.decisions.flatMap(({ row, entries }) =>
        entries.flatMap(({ rules }) => rules.map((rule) => `${row} ${rule}`)),
      ),
      net: outcome.trades.map(({ netPnl }) => round(netPnl)),
    };
    const { fills, events, equity, cash, rules, net } = one;
    const expected = { fills, events, equity, cash, rules, net };
    let claims = one.also === undefined ? 0 : 1;
    for (const key of ['fills', 'events', 'equity', 'cash', 'rules', 'net'] as const) {
      if (expected[key] === undefined) continue;
      claims += 1;
      expect(found[key], `${key}: ${one.why}`).toEqual(expected[key]);
    }
    expect(claims, 'a case claims something').toBeGreaterThan(0);
    one.also?.(outcome);
  });
}
