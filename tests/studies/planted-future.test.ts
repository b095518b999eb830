import { describe, expect, test } from 'vitest';
import {
  blockFeature,
  deviationOf,
  greatest,
  meanOf,
  rankOf,
  residualOf,
} from '../../src/app/certificate/zoo-features.testkit.ts';
import type { Feature } from '../../src/features/index.ts';
import type { leaks } from '../../src/research/index.ts';
import { judgeMadeUp, prepareMadeUp } from '../../studies/made-up-research.ts';
import { makeWalk } from '../../studies/noise/walks.ts';

/** One way to know the future, by how many bars, and the same idea without it. */
interface Kind {
  readonly name: string;
  readonly leak: (bars: number) => Feature;
  readonly clean: (bars: number) => Feature;
}

const missing = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
/** From `warmup` on, over closes. */
const ofCloses = (value: (close: Float64Array, i: number) => number, warmup = 0): Feature =>
  blockFeature(['close'], ([close], i) => value(close!, i), { warmup });

const KINDS: readonly Kind[] = [
  {
    name: 'a later close',
    leak: (bars) => ofCloses((close, i) => missing(close, i + bars) / close[i]!),
    clean: (bars) => ofCloses((close, i) => close[i]! / missing(close, i - bars), bars),
  },
  {
    name: 'a centred mean',
    leak: (bars) => ofCloses((close, i) => close[i]! / meanOf(close, i - bars, i + bars + 1), bars),
    clean: (bars) => ofCloses((close, i) => close[i]! / meanOf(close, i - bars, i + 1), bars),
  },
  {
    name: 'a standard score of the whole sample',
    leak: () => ofCloses((close, i) => (close[i]! - meanOf(close, 0, close.length)) / deviationOf(close, 0, close.length)),
    clean: (bars) =>
      ofCloses(
        (close, i) => (close[i]! - meanOf(close, i - bars - 9, i + 1)) / deviationOf(close, i - bars - 9, i + 1),
        bars + 9,
      ),
  },
  {
    name: 'the highest close ahead',
    leak: (bars) => ofCloses((close, i) => greatest(close, i, i + bars + 1) / close[i]!),
    clean: (bars) => ofCloses((close, i) => greatest(close, i - bars, i + 1) / close[i]!, bars),
  },
  {
    name: 'the label, shifted',
    leak: (bars) => ofCloses((close, i) => (missing(close, i + bars) > close[i]! ? 1 : -1)),
    clean: (bars) => ofCloses((close, i) => (close[i]! > missing(close, i - bars) ? 1 : -1), bars),
  },
  {
    name: 'the close of the week that is not over',
    leak: (bars) => ofCloses((close, i) => missing(close, i - (i % (bars + 1)) + bars) / close[i]!),
    clean: (bars) => ofCloses((close, i) => missing(close, i - (i % (bars + 1)) - 1) / close[i]!, bars + 1),
  },
  {
    name: 'the rank in the whole sample',
    leak: () => ofCloses((close, i) => rankOf(close[i]!, close, 0, close.length)),
    clean: (bars) => ofCloses((close, i) => rankOf(close[i]!, close, i - bars - 19, i + 1), bars + 19),
  },
  {
    name: 'a trend line that ends later',
    leak: (bars) => ofCloses((close, i) => residualOf(close, i, i - 20, i + bars + 1), 20),
    clean: (bars) => ofCloses((close, i) => residualOf(close, i, i - 20 - bars, i + 1), 20 + bars),
  },
  {
    name: 'the range of bars to come',
    leak: (bars) => blockFeature(['high', 'low'], ([high, low], i) => missing(high!, i + bars) - missing(low!, i + bars)),
    clean: (bars) =>
      blockFeature(['high', 'low'], ([high, low], i) => missing(high!, i - bars) - missing(low!, i - bars), { warmup: bars }),
  },
  {
    name: 'a later close on one bar of eleven',
    leak: (bars) => ofCloses((close, i) => (i % 11 === 10 ? missing(close, i + bars) : close[i]!) / close[i]!),
    clean: (bars) => ofCloses((close, i) => (i % 11 === 10 ? missing(close, i - bars) : close[i]!) / close[i]!, bars),
  },
];

/** The certificate of a research run on a walk, with an honest column and one of ours. */
async function certificateOf(seed: number, column: Feature): Promise<leaks.Certificate> {
  const { bars } = makeWalk({ seed, rows: 420, planted: 'nothing' });
  const project = prepareMadeUp({
    yaml: `project: { name: planted, seed: ${seed} }
data: { source: csv, timeframe: 1d, symbols: [{ ticker: WALK, asset_class: equity }], start_date: "2010-01-04" }
features:
  definitions:
    - { name: honest, type: custom, module: honest.ts }
    - { name: suspect, type: custom, module: suspect.ts }
research:
  labels: { type: forward_return, horizon: ${1 + (seed % 3)}, thresholds: none }
  model: { kind: classifier, family: logistic }
  evaluation: { folds: 2, use_configured_test_window: false }
`,
    bars: { WALK: bars },
    modules: { 'honest.ts': ofCloses((close, i) => close[i]! / missing(close, i - 3), 3), 'suspect.ts': column },
  });
  return (await judgeMadeUp(project)).weighed.certificate;
}

describe('a research run tells every planted future by the name of its column', () => {
  const seeds = [0, 1, 2, 3, 4];
  test.each(KINDS)('$name', { timeout: 120_000 }, async ({ leak }) => {
    for (const seed of seeds) {
      const { verdict, findings } = await certificateOf(seed, leak(1 + seed * 2));
      const [first] = findings.filter(({ blocking }) => blocking);
      expect(verdict, `seed ${seed}`).toBe('FAIL');
      expect(first, `seed ${seed}`).toMatchObject({ code: 'FEATURE_READS_FUTURE', subject: 'feature suspect' });
    }
  });

  test('there are 50 of them', () => expect(KINDS.length * seeds.length).toBe(50));
});

describe('and passes the same column without it', () => {
  test.each(KINDS)('$name', { timeout: 120_000 }, async ({ clean }) => {
    const { verdict, findings } = await certificateOf(7, clean(3));
    expect(findings.filter(({ blocking }) => blocking)).toEqual([]);
    expect(verdict).toBe('PASS');
  });
});
