import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../metrics/index.ts';
import { renderResearchReport } from '../index.ts';
import type { ReportTrial, ResearchReportData } from './data.ts';
import { cellsOf, placesOf } from './parameter-map.ts';
import { sampleResearch } from './sample-research.testkit.ts';
import { growth } from './segments.ts';

const sample = sampleResearch();
const page = renderResearchReport(sample);

/** Text without markup, scripts and styles. */
function words(text: string): string {
  return text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

const shown = (change: Partial<ResearchReportData>): string => words(renderResearchReport({ ...sample, ...change }));

/** The values that the cursor reads in a chart. */
function valuesOf(text: string, id: string): readonly { readonly name: string; readonly v: readonly (number | null)[] }[] {
  const chart = text.slice(text.indexOf(`id="${id}"`));
  const json = /class="values">(.*?)<\/script>/s.exec(chart)?.[1] ?? '';
  return (JSON.parse(json) as { lines: readonly { name: string; v: readonly (number | null)[] }[] }).lines;
}

describe('the parameter map', () => {
  const trial = (index: number, a: number, b: string, objective: number): ReportTrial => ({
    ...{ index, params: { a, b }, pruned: false, objective, chosen: index === 0 },
  });
  const trials = [trial(0, 1, 'x', 1), trial(1, 1, 'y', 2), trial(2, 2, 'x', 3), trial(3, 2, 'y', 4)];

  test('orders parameters by the share of the variation of ranks that they explain', () => {
    // Ranks 0 1 2 3: Σ(r − 1.5)² = 5. By a: means 0.5 and 2.5, 2·1 + 2·1 = 4. By b: means 1 and 2, 2·0.25 + 2·0.25 = 1.
    expect(placesOf(trials).map(({ name, explains }) => [name, explains])).toEqual([
      ['a', 0.8],
      ['b', 0.2],
    ]);
  });

  test('a cell has the median, the best and the number of its trials, and knows the chosen one', () => {
    const [a, b] = placesOf([...trials, trial(4, 2, 'y', 8), trial(5, 2, 'y', 5)]);
    expect([a!.name, b!.name]).toEqual(['a', 'b']);
    expect(cellsOf([...trials, trial(4, 2, 'y', 8), trial(5, 2, 'y', 5)], a!, b!)).toEqual([
      [
        { count: 1, median: 1, best: 1, chosen: true },
        { count: 1, median: 2, best: 2, chosen: false },
      ],
      [
        { count: 1, median: 3, best: 3, chosen: false },
        { count: 3, median: 5, best: 4, chosen: false },
      ],
    ]);
  });

  test('many numbers are cut into four parts of equal count; what does not vary is left out', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({
      ...{ index: i, params: { rate: i, fixed: 7 }, pruned: false, objective: i, chosen: false },
    }));
    const [rate, ...others] = placesOf(many);
    expect(others).toEqual([]);
    expect(rate!.labels).toEqual(['0 to 2', '3 to 5', '6 to 8', '9 to 11']);
    expect([...rate!.at]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });
});

test('the return of a stretch counts from the close before it', () => {
  const time = Float64Array.of(10, 20, 30, 40);
  const equity = Float64Array.of(100, 110, 99, 120);
  const of = (from: number, to: number): number | undefined => growth({ time }, equity, { from, to });
  expect(of(20, 30)).toBeCloseTo(99 / 100 - 1, 12);
  expect(of(30, 35)).toBeCloseTo(99 / 110 - 1, 12);
  expect(of(5, 99)).toBeCloseTo(0.2, 12);
  expect(of(50, 60)).toBeUndefined();
  expect(of(1, 5)).toBeUndefined();
  expect(growth({ time }, undefined, { from: 20, to: 30 })).toBeUndefined();
});

describe('the page', () => {
  test('same data, same bytes; small; loads nothing', () => {
    expect(renderResearchReport(sampleResearch())).toBe(page);
    expect(page.length).toBeLessThan(600_000);
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test('every name points to a definition, and every definition is pointed to', () => {
    const used = new Set([...page.matchAll(/data-term="(\w+)"/g)].map(([, key]) => key!));
    const defined = [...page.matchAll(/ id="d-(\w+)"/g)].map(([, key]) => key!);
    expect(used.size).toBeGreaterThan(60);
    expect([...used].filter((key) => definitionOf(key) === undefined)).toEqual([]);
    expect(defined.toSorted()).toEqual([...used].toSorted());
  });

  test('no id stands twice', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('gates that do not pass stand below the verdict; what is judged later is none of them', () => {
    const top = words(page.slice(page.indexOf('class="gate-line"'), page.indexOf('<nav')));
    expect(top).toContain('2 of 3 gates do not pass : this model cannot be promoted.');
    expect(top).toContain('dsr 0.6245 min 0.9');
    expect(top).toContain('mintrl 17.06 min 72.95 years');
    expect(top).not.toContain('pins');
    expect(words(page)).toContain('LATER – as they were compared when the run is promoted');
    const soft = sample.gates.map((gate) => ({ ...gate, outcome: gate.outcome === 'FAIL' ? ('WARN' as const) : gate.outcome }));
    expect(shown({ gates: soft })).toContain('2 of 3 gates do not pass ; under this policy they only warn.');
    const one = { gates: sample.gates.slice(0, 1) };
    expect(shown(one)).toContain('All 1 gates towards a model pass, on synthetic data: that says nothing about a market.');
    expect(shown({ ...one, run: { ...sample.run, stamps: [] } })).toContain('All 1 gates towards a model pass.');
  });

  test('a changed gate is told with its reason, which is escaped', () => {
    expect(page).toContain('only warns: one symbol, &lt;b&gt;no choice&lt;/b&gt;');
    expect(page).not.toContain('<b>no choice</b>');
  });

  test('synthetic data is a band that stays in sight; without it there is none', () => {
    expect(page).toContain('<nav class="parts" aria-label="Parts of the report"><p class="stamp-band">SYNTHETIC DATA</p>');
    expect(shown({ run: { ...sample.run, stamps: ['SANDBOX POLICY'] } })).not.toContain('SYNTHETIC DATA');
  });

  test('bars of logits at or below 0 add up to the probability of overfitting', () => {
    const evidence = sample.evidence!;
    const [one] = evidence.selections;
    const logits = [-1, -0.5, 0, 0, 1];
    const text = renderResearchReport({ ...sample, evidence: { ...evidence, selections: [{ ...one!, logits, pbo: 0.8 }] } });
    const [worse, better] = valuesOf(text, 'logits-0');
    const sum = (line: typeof worse): number => line!.v.reduce<number>((total, value) => total + (value ?? 0), 0);
    expect(sum(worse)).toBeCloseTo(0.8, 12);
    expect(sum(better)).toBeCloseTo(0.2, 12);
  });

  test('folds are shaded in turn and named, the test window stands out', () => {
    const equity = page.slice(page.indexOf('id="equity"'), page.indexOf('id="underwater"'));
    expect(equity.match(/class="band"/g)?.length).toBe(4);
    expect(equity.match(/class="band test"/g)?.length).toBe(2);
    expect(words(equity)).toContain('Fold 1 Fold 2 Fold 3 Fold 4 Fold 5 Test window');
  });

  test('each fold has a purge proof; a label that meets the tested stretch is not proved', () => {
    expect(page.match(/PROVED<\/span> apart by 1 day/g)?.length).toBe(6);
    const [unit] = sample.units;
    const folds = unit!.folds.map((fold, i) => ({
      ...fold,
      purge: { ...fold.purge, distance: i === 0 ? 0 : i === 1 ? undefined : 3_600_000 },
    }));
    const text = shown({ units: [{ ...unit!, folds }] });
    expect(text).toContain('NOT PROVED a kept label meets the tested stretch');
    expect(text).toContain('NOT PROVED nothing was kept');
    expect(text).toContain('PROVED apart by 1.0 hours');
  });
});

describe('runs out of the ordinary', () => {
  test('one fold and no tuning', () => {
    const text = words(renderResearchReport(sampleResearch({ folds: 1, trials: 0, paths: false })));
    expect(text).toContain('of 1 fold.');
    expect(text).toContain('Nothing was tuned.');
    expect(text).toContain('n/a needs 8 configurations, has 0');
    expect(text).not.toContain('Logits of the splits');
  });

  test('a regressor has a rank IC in place of the log-loss, and no probabilities', () => {
    const text = words(renderResearchReport(sampleResearch({ kind: 'regressor' })));
    expect(text).toContain('Rank information coefficient by fold, higher is better');
    expect(text).toContain('The model says no probabilities.');
    expect(text).not.toContain('Log-loss by fold');
  });

  test('several symbols: each has its folds, its importance and its tuning', () => {
    const text = words(renderResearchReport(sampleResearch({ units: ['AAA', 'BBB'] })));
    for (const unit of ['AAA', 'BBB']) {
      expect(text).toContain(`${unit}. Scores on rows that no model had seen`);
      expect(text).toContain(`${unit}. Loss of log-loss out of sample`);
    }
  });

  test('60 symbols stay below 1.5 MB; what is left out is said', () => {
    const text = renderResearchReport(sampleResearch({ units: Array.from({ length: 60 }, (_, i) => `S${i}`) }));
    expect(text.length).toBeLessThan(1_500_000);
    expect(words(text)).toContain('54 more units of the run: see trials.jsonl.');
  });

  test('a run without anything but its name still has a page that says what is missing', () => {
    const { run } = sample;
    const none = new Float64Array(0);
    const bare: ResearchReportData = {
      ...{
        compares: 'log_loss',
        isLinear: false,
        leftOut: ['folds.json is missing: folds are left out'],
        gates: [],
        overrides: [],
      },
      run: {
        ...run,
        metrics: { ...run.metrics, metrics: {}, not_available: {} },
        curve: { ...run.curve, time: none, session: new Int32Array(0), equity: none, benchmark: undefined },
        ...{ settings: [], sources: [], logs: [], certificate: undefined },
      },
      ...{ evidence: undefined, rows: [], units: [], years: [], comparison: undefined, features: undefined },
      ...{ tunings: [], paths: [], models: [] },
    };
    const text = words(renderResearchReport(bare));
    expect(text).toContain('This page is not complete folds.json is missing: folds are left out.');
    expect(text).toContain('research_lab');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each(['gates', 'evidence', 'rows', 'units', 'years', 'comparison', 'features', 'tunings', 'paths', 'models'] as const)(
    'without %s the rest is there',
    (part) => {
      const without = Array.isArray(sample[part]) ? [] : undefined;
      const text = shown({ [part]: without });
      expect(text).toContain('Deepest dips');
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    },
  );
});
