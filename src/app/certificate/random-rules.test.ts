import { expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { certify } from './index.ts';
import { ExpressionMaker, namesOf, plainDefinitions } from './random-rules.testkit.ts';
import { dailyTimes, type Exhibit, exhibitInput, hourlyTimes, walkBars } from './zoo.testkit.ts';

const EXPRESSIONS = 10_000;
/** Expressions of one rule: each is a column of its own, so each is compared. */
const LINES = 50;
const ROWS = 130;
const WARM = 40;
/** Features that one rule may read. */
const AT_ONCE = 10;

const HOLES = { keep: (i: number): boolean => i % 9 !== 4 };

/** Markets that the rules run on, by turns: days, hours with a slower timeframe, two symbols of which one has holes. */
const MARKETS: readonly (Exhibit & { readonly timeframe: '1d' | '1h' })[] = [
  { timeframe: '1d', bars: [walkBars(dailyTimes(ROWS), 51)] },
  { timeframe: '1h', calendar: '24x7', slower: '4h', bars: [walkBars(hourlyTimes(ROWS), 52)] },
  {
    timeframe: '1d',
    bars: [
      walkBars(dailyTimes(ROWS), 53),
      walkBars(
        dailyTimes(ROWS).filter((_, i) => HOLES.keep(i)),
        54,
      ),
    ],
    actions: [[{ kind: 'split', row: 70, exDate: '2015-04-20', ratio: 2 }], []],
  },
];

test('10,000 random clean expressions over the features: no false alarm', { timeout: 300_000 }, () => {
  const random = new Random(2026, 'random-rules');
  const parts = MARKETS.flatMap((market) => {
    const all = plainDefinitions(market.timeframe, WARM);
    const groups = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) => all.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
    const slower =
      market.slower === undefined ? [] : [{ name: 'slow', type: 'ema', params: { period: 5 }, timeframe: market.slower }];
    return groups.map((definitions) => {
      const names = [...namesOf(definitions, market.timeframe), ...slower.map(({ name }) => name)];
      return { market, definitions: [...definitions, ...slower], maker: new ExpressionMaker(random, names) };
    });
  });
  const alarms: string[] = [];
  let proved = 0;
  for (let count = 0; count < EXPRESSIONS; count += LINES) {
    const { market, definitions, maker } = parts[(count / LINES) % parts.length]!;
    const when = Array.from({ length: LINES }, (_, i) => ({
      if: maker.rule(),
      action: ['buy', 'close', 'hold', 'sell'][i % 4]!,
    }));
    const certificate = certify(exhibitInput({ ...market, definitions, rule: { when }, seed: count }));
    proved += certificate.decisions.proved;
    for (const { code, fact } of certificate.findings.filter(({ blocking }) => blocking)) alarms.push(`${code} ${fact}`);
  }
  expect(alarms).toEqual([]);
  expect(proved).toBeGreaterThan(EXPRESSIONS);
});
