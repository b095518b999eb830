import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { blockSums } from '../../metrics/index.ts';
import { sweeps } from '../index.ts';

const { judgeSweep, selectionFacts } = sweeps;
type Input = sweeps.SweepInput;

/** A sweep over one parameter, its values 1, 2, … */
function input(series: Input['series'], objectives: readonly number[], changes: Partial<Input> = {}): Input {
  const best = objectives.indexOf(Math.max(...objectives.filter((one) => !Number.isNaN(one))));
  return {
    kind: 'sweep',
    series,
    benchmark: undefined,
    objectives: Float64Array.from(objectives),
    better: 'higher',
    axes: [{ path: 'x', values: series.map((_, k) => k + 1), at: Int32Array.from(series, (_, k) => k) }],
    isGrid: true,
    pruned: [],
    winner: best === -1 ? undefined : { place: best, returns: series[best]! },
    trials: undefined,
    seed: 1,
    ...changes,
  };
}

const normal = (seed: number, length: number, mean = 0): Float64Array => {
  const random = new Random(seed, 'returns');
  return Float64Array.from({ length }, () => mean + 0.01 * random.normal());
};
const noise = (count: number, length: number): readonly Float64Array[] =>
  Array.from({ length: count }, (_, k) => normal(k + 1, length));
const rising = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k / 100);

describe('trials and the winner', () => {
  // Two series that are not correlated, five trials of each.
  const a = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0.03 : -0.01));
  const b = Float64Array.from({ length: 40 }, (_, i) => (Math.floor(i / 2) % 2 === 0 ? 0.02 : -0.018));
  const series = [a, a, a, a, a, b, b, b, b, b];
  const objectives = [5, 4, 4, 4, 4, 1, 1, 1, 1, 1];

  test('ten trials of two kinds are worth six', () => {
    // 20 of 45 pairs are of one kind: ρ̄ = 4/9, N_eff = 4/9 + 5/9 · 10.
    const { trials } = judgeSweep(input(series, objectives));
    expect(trials.raw).toBe(10);
    expect(trials.effective).toBeCloseTo(6, 12);
    expect(trials.sharpes).toHaveLength(10);
  });

  test('deflated by them: figures of the formulas in RESEARCH 10, computed with the normal distribution of Python', () => {
    const { winner } = judgeSweep(input(series, objectives));
    if ('missing' in winner) throw new Error(winner.missing);
    expect(winner.place).toBe(0);
    expect(winner.record).toMatchObject({ sharpe: expect.closeTo(0.4937104414532877, 12), n: 40 });
    expect(winner.psr).toEqual({ value: expect.closeTo(0.9989761339231656, 10) });
    expect(winner.luck).toEqual({ value: expect.closeTo(0.3026960581171939, 10) });
    expect(winner.dsr).toEqual({ value: expect.closeTo(0.8835426833515749, 10) });
    expect(winner.dsrAtRaw).toEqual({ value: expect.closeTo(0.7863550279365704, 10) });
  });

  test('what the ledger counts comes first', () => {
    const counted = { raw: 40, effective: 10, sharpes: [0.1, -0.1, 0.2] };
    const { trials, winner } = judgeSweep(input(series, objectives, { trials: counted }));
    expect(trials).toBe(counted);
    // V = 0.07 / 3 with mean 0.2 / 3: 0.01 + 0.01 + 0.04 − 3 · (0.2/3)² over 2.
    const variance = (0.06 - 0.04 / 3) / 2;
    if ('missing' in winner || !('value' in winner.luck)) throw new Error('no luck');
    // RESEARCH 18, row 14.
    expect(winner.luck.value / Math.sqrt(variance)).toBeCloseTo(1.574598301346, 9);
  });

  test('a variant that did not run is no trial; one that lost everything is, and so is every later rung', () => {
    const ruined = a.slice(0, 35);
    const made = judgeSweep(
      input([...series, undefined, ruined], [...objectives, Number.NaN, 0], { laterRungs: { count: 4, sharpes: [0.2] } }),
    );
    expect(made.trials.raw).toBe(10 + 1 + 4);
    expect(made.trials.sharpes).toHaveLength(10 + 1 + 1);
    expect(made.compared).toBe(10);
  });

  test('nobody won', () => {
    const made = judgeSweep(input([undefined, undefined], [Number.NaN, Number.NaN]));
    const missing = { missing: 'no run succeeded' };
    expect(made).toMatchObject({ winner: missing, around: missing, trials: { raw: 0 }, compared: 0 });
    expect(selectionFacts(made, { perYear: 252, nameOf: String }).dsr).toEqual(missing);
  });
});

describe('whether the choice carries over', () => {
  const leading = noise(9, 320).map((column, k) => (k === 4 ? column.map((one) => one + 0.02) : column));

  test('a leader everywhere has a PBO of 0; the columns that were chosen are variants, whatever was left out', () => {
    const { pbo, compared } = judgeSweep(input([undefined, ...leading], [Number.NaN, ...rising(9)]));
    if ('missing' in pbo) throw new Error(pbo.missing);
    expect(compared).toBe(9);
    expect(pbo.probability).toBe(0);
    expect(new Set(pbo.chosen)).toEqual(new Set([5]));
    expect(pbo.logits).toHaveLength(12_870);
  });

  test('leaders that change with the block have a PBO of 1', () => {
    // Each of eight is good in one of eight blocks, and nowhere else: what leads in a half loses in the other.
    const series = Array.from({ length: 8 }, (_, k) =>
      Float64Array.from({ length: 160 }, (__, i) => (Math.floor(i / 20) === k ? 0.05 : -0.01) + (i % 2 === 0 ? 0.001 : -0.001)),
    );
    const { pbo } = judgeSweep(input(series, rising(8)));
    expect(pbo).toMatchObject({ probability: 1, losing: 1, blocks: 8 });
  });

  test('sums that were taken before give the same', () => {
    const series = noise(12, 330);
    const plain = judgeSweep(input(series, rising(12)));
    expect(judgeSweep(input(series, rising(12), { blockSums: blockSums(series, 16) })).pbo).toEqual(plain.pbo);
    const without = { pruned: [3] };
    const sums = { ...without, blockSums: blockSums(series, 16) };
    expect(judgeSweep(input(series, rising(12), sums)).pbo).toEqual(judgeSweep(input(series, rising(12), without)).pbo);
  });

  test('asked from 8 configurations; trials that were stopped early count and are not compared', () => {
    const series = noise(8, 200);
    const all = judgeSweep(input(series, rising(8)));
    expect(all.pbo).toHaveProperty('probability');
    const fewer = judgeSweep(input(series, rising(8), { pruned: [2] }));
    expect(fewer).toMatchObject({
      pbo: { missing: 'needs 8 configurations, has 7' },
      compared: 7,
      pruned: 1,
      trials: { raw: 8 },
    });
    expect(fewer.trials.sharpes).toHaveLength(8);
    const facts = selectionFacts(fewer, { perYear: 252, nameOf: String });
    expect(facts.pbo).toEqual({ value: { pbo: null, configurations: 7, plateau: '7' } });
  });

  test('too few sessions are said, and no gate passes for it', () => {
    const made = judgeSweep(input(noise(9, 100), rising(9)));
    expect(made.pbo).toEqual({ missing: 'needs 160 returns, has 100' });
    expect(selectionFacts(made, { perYear: 252, nameOf: String }).pbo).toEqual({ missing: 'needs 160 returns, has 100' });
  });
});

describe('against holding', () => {
  const held = normal(99, 400);
  const series = noise(12, 400);

  test('nothing beats it by luck; what gains a quarter of its deviation a period does', () => {
    const none = judgeSweep(input(series, rising(12), { benchmark: held }));
    const skilled = [...series.slice(0, 11), held.map((one, i) => one + 0.0025 + series[11]![i]!)];
    const some = judgeSweep(input(skilled, rising(12), { benchmark: held }));
    if ('missing' in none.spa || 'missing' in some.spa || 'missing' in some.realityCheck) throw new Error('no test');
    expect(none.spa.pValue).toBeGreaterThan(0.05);
    expect(some.spa.pValue).toBeLessThan(0.05);
    expect(some.spa.best).toBe(11);
    expect(some.realityCheck.best).toBe(11);
    expect(selectionFacts(some, { perYear: 252, nameOf: String }).spa).toEqual({
      value: { p: some.spa.pValue, configurations: 12 },
    });
  });

  test('from ten configurations on, with something to hold, and for variants of one idea only', () => {
    const why = (changes: Partial<Input>, count = 12): unknown =>
      judgeSweep(input(series.slice(0, count), rising(count), { benchmark: held, ...changes })).spa;
    expect(why({}, 9)).toEqual({ missing: 'needs 10 configurations, has 9' });
    expect(why({ benchmark: undefined })).toEqual({ missing: 'there is nothing to hold' });
    expect(why({ kind: 'agents' })).toEqual({ missing: 'agents are not variants of one idea' });
  });

  test('agents have a PBO from eight on, and no plateau', () => {
    const made = judgeSweep(input(series.slice(0, 8), rising(8), { kind: 'agents', axes: [] }));
    expect(made.pbo).toHaveProperty('probability');
    expect(made).toMatchObject({ plateau: { missing: expect.any(String) }, around: { missing: expect.any(String) }, maps: [] });
  });
});

describe('what lies around', () => {
  // Fast 1 … 4 by slow 10, 20, 30, the slow one changing fastest.
  const objectives = [
    [0, 1, 0],
    [1, 2, 3],
    [0, 4, 3],
    [9, 0, 1],
  ];
  const axes = [
    { path: 'rule.fast', values: [1, 2, 3, 4], at: Int32Array.from({ length: 12 }, (_, k) => Math.floor(k / 3)) },
    { path: 'rule.slow', values: [10, 20, 30], at: Int32Array.from({ length: 12 }, (_, k) => k % 3) },
  ];
  const flat = objectives.flat();
  const series = noise(12, 200);

  test('the peak of 9 stands alone: the plateau is where neighbours are good too', () => {
    const { plateau, around } = judgeSweep(input(series, flat, { axes }));
    // (4, 10): itself and 0, 0: median of 9 0 0. (3, 30): 3, 3, 1, 4: median 3. (2, 30): 3, 0, 3, 2: 2.5.
    expect(around).toEqual({ place: 9, members: [9, 6, 10], median: 0, stability: { value: 0 } });
    expect(plateau).toEqual({ place: 8, members: [8, 5, 11, 7], median: 3, stability: { value: 1 } });
  });

  test('less is better: the mirror image', () => {
    const lower = flat.map((one) => 10 - one);
    const best = { place: 9, returns: series[9]! };
    const { plateau, around } = judgeSweep(input(series, lower, { axes, better: 'lower', winner: best }));
    expect(plateau).toMatchObject({ place: 8, median: 7, stability: { value: 1 } });
    expect(around).toMatchObject({ place: 9, median: 10, stability: { value: 10 } });
  });

  test('what did not run is nobody’s neighbour; an objective that is not above 0 has no stability', () => {
    const gaps = flat.map((one, k) => (k === 5 || k === 7 ? Number.NaN : one - 3));
    const { plateau, around } = judgeSweep(input(series, gaps, { axes }));
    // Without the good ones beside them: (3, 30) has 0 and −2, (4, 10) 6, −3, −3, (1, 10) −3, −2, −2 and so on.
    expect(plateau).toMatchObject({
      place: 8,
      members: [8, 11],
      median: -1,
      stability: { missing: expect.stringContaining('above 0') },
    });
    expect(around).toMatchObject({ place: 9, median: -3, stability: { value: -0.5 } });
  });

  test('drawn by chance: the eight nearest by rank', () => {
    // Ranks of one parameter are the places: neighbours of 0 are 1 … 8, of 10 (of 20) 9 11 8 12 7 13 6 14.
    const values = Float64Array.from({ length: 20 }, (_, k) => 2 ** k);
    const own = Array.from({ length: 20 }, (_, k) => (k === 0 ? 100 : k >= 6 && k <= 14 ? 5 : 1));
    const axis = { path: 'x', values: [...values], at: Int32Array.from({ length: 20 }, (_, k) => k) };
    const made = judgeSweep(input(noise(20, 40), own, { axes: [axis], isGrid: false }));
    expect(made.around).toEqual({ place: 0, members: [0, 1, 2, 3, 4, 5, 6, 7, 8], median: 1, stability: { value: 0.01 } });
    // Five of nine are 5 from 6 on: 6 has 2 … 10.
    expect(made.plateau).toEqual({ place: 6, members: [6, 5, 7, 4, 8, 3, 9, 2, 10], median: 5, stability: { value: 1 } });
  });

  test('drawn by chance, a word: the same one is nearer than any number', () => {
    const at = Int32Array.from({ length: 12 }, (_, k) => k % 2);
    const words = { path: 'kind', values: ['a', 'b'], at };
    const number = { path: 'x', values: rising(12), at: Int32Array.from({ length: 12 }, (_, k) => k) };
    const made = judgeSweep(input(noise(12, 40), rising(12).toReversed(), { axes: [number, words], isGrid: false }));
    // From 0: 2, 4, 6, 8, 10 share its word at up to 10/11; 1, 3, 5 have another at 1 + 1/11 and so on.
    expect(made.around).toMatchObject({ place: 0, members: [0, 2, 4, 6, 8, 10, 1, 3, 5] });
  });

  test('maps: the median over the other parameters, one for each pair that varies', () => {
    const cube = [
      { path: 'a', values: [1, 2], at: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) },
      { path: 'b', values: ['u', 'v'], at: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1) },
      { path: 'c', values: [7, 9], at: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1) },
      { path: 'd', values: [3], at: new Int32Array(8) },
    ];
    const own = [1, 3, 5, Number.NaN, 2, 8, 4, 4];
    const { maps } = judgeSweep(input(noise(8, 200), own, { axes: cube }));
    expect(maps.map(({ down, across }) => `${down} ${across}`)).toEqual(['a b', 'a c', 'b c']);
    const [first] = maps;
    expect(first).toMatchObject({ downLabels: ['1', '2'], acrossLabels: ['u', 'v'] });
    const cells = first!.cells.map((row) => row.map((cell) => [cell!.count, cell!.median, cell!.best, cell!.winner]));
    expect(cells).toEqual([
      [
        [2, 2, 3, false],
        [1, 5, 5, false],
      ],
      [
        [2, 5, 8, true],
        [2, 4, 4, false],
      ],
    ]);
    // c = 9 with b = v: only one has an objective.
    expect(maps[2]!.cells[1]![1]).toMatchObject({ count: 1, median: 4 });
    expect(maps.flatMap(({ cells: all }) => all.flat()).filter((cell) => cell?.centre === true)).toHaveLength(3);
  });
});

test('walk-forward efficiency of the top candidates', () => {
  const tested = [
    { place: 1, before: { value: 2 }, on: { value: 1 } },
    { place: 0, before: { value: -1 }, on: { value: 1 } },
  ];
  const { walkForward } = judgeSweep(input(noise(2, 40), [1, 2], { tested }));
  expect(walkForward).toEqual([
    { place: 1, efficiency: { value: 0.5 } },
    { place: 0, efficiency: { missing: 'the Sharpe ratio in sample is not above 0' } },
  ]);
});

describe('as plain JSON', () => {
  const { overfittingDocument, sweepOverfittingSchema } = sweeps;
  const nameOf = (place: number): string => `v${place + 1}`;
  const written = (made: sweeps.SweepJudgement): unknown => JSON.parse(JSON.stringify(overfittingDocument(made, nameOf)));

  test('what was written can be read; no reason without a null, no null of a figure without a reason', () => {
    const tested = [{ place: 1, before: { value: -2 }, on: { value: 1 } }];
    const made = judgeSweep(input(noise(12, 330), rising(12), { benchmark: normal(99, 330), tested }));
    const document = sweepOverfittingSchema.parse(written(made));
    expect(document).toMatchObject({
      ...{ trials: 12, compared: 12, pruned: 0, pbo_blocks: 16 },
      plateau: {
        variant: 'v12',
        index: 12,
        members: 2,
        median: expect.closeTo(0.105, 12),
        stability: expect.closeTo(0.105 / 0.11, 12),
      },
      walk_forward: [{ variant: 'v2', efficiency: null }],
      not_available: { 'walk_forward.v2': 'the Sharpe ratio in sample is not above 0' },
    });
    expect(document.pbo_logits!.counts.reduce((sum, one) => sum + one, 0)).toBe(12_870);
    const below = document.pbo_logits!.counts.slice(0, 10).reduce((sum, one) => sum + one, 0);
    expect(below / 12_870).toBeCloseTo(document.pbo!, 12);
  });

  test('a batch without a winner', () => {
    const document = sweepOverfittingSchema.parse(written(judgeSweep(input([undefined, undefined], [Number.NaN, Number.NaN]))));
    expect(document).toMatchObject({ winner_dsr: null, pbo: null, spa_p: null, plateau: null, winner_neighbourhood: null });
    expect(document.not_available).toMatchObject({
      winner_dsr: 'no run succeeded',
      pbo: 'needs 8 configurations, has 0',
      plateau: 'needs 2 variants with an objective, has 0',
    });
  });
});
