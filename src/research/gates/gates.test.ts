import { describe, expect, test } from 'vitest';
import { EVIDENCE_GATES } from '../config.ts';
import { type EvidenceFacts, evidenceFactsSchema, unknownFacts } from './facts.ts';
import type { GateName, PromotionStep } from './gate.ts';
import { GOOD } from './gates.testkit.ts';
import { type GateInput, type GateReport, judgeGates } from './judge.ts';
import { GATES } from './table.ts';

const MODEL: GateInput = {
  step: 'research_to_model',
  policy: 'default',
  backend: 'simulated',
  automatic: false,
  overrides: {},
};
const PAPER: GateInput = { ...MODEL, step: 'backtest_to_paper' };
const LIVE: GateInput = { ...MODEL, step: 'paper_to_live', backend: 'broker' };
const STEPS = { m: MODEL, p: PAPER, l: LIVE } as const;

const judged = (facts: Partial<EvidenceFacts>, input: GateInput): GateReport => judgeGates({ ...GOOD, ...facts }, input);
const gateOf = (report: GateReport, name: GateName) => report.gates.find(({ gate }) => gate === name);

test('the table has every gate once, in the order in which they are printed', () => {
  expect(GATES.map(({ name }) => name)).toEqual([...EVIDENCE_GATES]);
});

/** The severities as the page of the table prints them. */
const ROWS: readonly (readonly [GateName, string])[] = [
  ['run_status', 'B B B'],
  ['pins', 'B B B'],
  ['leak_suite', 'B B –'],
  ['sanity', 'B B B'],
  ['baselines', 'B – –'],
  ['dsr', 'B B B'],
  ['pbo', 'B B –'],
  ['spa', 'w w –'],
  ['cost_stress', '– B B'],
  ['drawdown', '– B B'],
  ['sample', 'B B –'],
  ['mintrl', 'w w B'],
  ['looks', 'w B B'],
  ['out_of_sample', 'B B B'],
  ['llm_clean', '– w B'],
  ['llm_failures', '– B B'],
  ['llm_flip', '– w B'],
  ['redteam', '– B B'],
  ['llm_cost', '– w B'],
  ['parity', '– – B'],
  ['paper_record', '– – B'],
  ['synthetic', '– – B'],
];

test.each(ROWS)('%s blocks and warns at the steps of its row: %s', (name, row) => {
  const marks = Object.values(STEPS).map((input) => {
    const severity = gateOf(judgeGates(unknownFacts('nobody looked'), input), name)?.severity;
    return severity === undefined ? '–' : severity === 'block' ? 'B' : 'w';
  });
  expect(marks.join(' ')).toBe(row);
});

describe('at its threshold a gate passes, just beyond it does not', () => {
  const seen = { closed_trades: 0, bars: 249, bars_per_month: 21 };
  const cases: readonly (readonly [GateName, keyof typeof STEPS, Partial<EvidenceFacts>, string])[] = [
    [
      'run_status',
      'm',
      { run_status: { value: { status: 'degraded', cause: 'two folds failed' } } },
      'Run again: two folds failed.',
    ],
    ['run_status', 'l', { run_status: { value: { status: 'degraded', cause: null } } }, 'Run again: the run is degraded.'],
    [
      'pins',
      'm',
      { pins: { value: { checked: ['a', 'b'], changed: ['model.json'], changed_since_promotion: [] } } },
      'model.json changed since the run; run again.',
    ],
    [
      'leak_suite',
      'm',
      { leak_suite: { value: { verdict: 'FAIL', first: { column: 'next_open', bar: '2012-03-01' } } } },
      'next_open reads the future at 2012-03-01; fix it, then validate --deep.',
    ],
    [
      'sanity',
      'm',
      {
        sanity: {
          value: {
            impossible: [],
            implausible: [{ metric: 'sharpe', value: 4.2, bound: { above: 4 }, where: 'on 250 bars and more' }],
          },
        },
      },
      'sharpe 4.2 is outside 4 on 250 bars and more: look for a leak first, then say under promotion.gates.sanity.reason why it is right.',
    ],
    [
      'baselines',
      'm',
      { baselines: { value: { family: 'other', folds: 5, beats_constant: 5, beats_linear: 2 } } },
      'Beats linear on 2 of 5 folds; promote the linear model (family: auto) or add a feature it cannot use.',
    ],
    [
      'dsr',
      'm',
      { dsr: { value: { dsr: 0.8999, trials: 63, months_needed: 7.2 } } },
      'DSR 0.8999 after 63 trials. Add 8 months of data or stop searching; the bar rises with each trial.',
    ],
    [
      'dsr',
      'm',
      { dsr: { value: { dsr: 0.89996, trials: 63, months_needed: 600 } } },
      'DSR 0.8999 after 63 trials. Add 600 months of data or stop searching; the bar rises with each trial.',
    ],
    [
      'dsr',
      'm',
      { dsr: { value: { dsr: 0.41, trials: 63, months_needed: 600.5 } } },
      'DSR 0.41 after 63 trials. No realistic amount of data will do: stop searching; the bar rises with each trial.',
    ],
    [
      'dsr',
      'l',
      { dsr: { value: { dsr: 0.9499, trials: 1, months_needed: 7.2 } } },
      'DSR 0.9499 after 1 trial. Add data or stop searching; the bar rises with each trial.',
    ],
    [
      'pbo',
      'm',
      { pbo: { value: { pbo: 0.501, configurations: 8, plateau: 'horizon 10' } } },
      'Best-of-sweep fell below the median in 50.1 % of splits: choose the plateau centre horizon 10.',
    ],
    [
      'spa',
      'm',
      { spa: { value: { p: 0.0501, configurations: 10 } } },
      'No configuration beats buy-and-hold beyond chance (p 0.0501).',
    ],
    [
      'cost_stress',
      'p',
      { cost_stress: { value: { net_at_twice_costs: 0, break_even_bps: 9.96, assumed_bps: 5 } } },
      'Break-even 10 bps, you assume 5: trade less often (hold: overlap) or raise the entry threshold.',
    ],
    [
      'drawdown',
      'p',
      { drawdown: { value: { max_drawdown: 0.1501, limit: 0.15, max_position_pct: 0.2 } } },
      'Drawdown 15.01 % > 15 %: lower max_position_pct to 0.199.',
    ],
    [
      'sample',
      'm',
      { sample: { value: { ...seen, closed_trades: 29 } } },
      '29 trades, 249 bars: extend data.start_date by 1 month.',
    ],
    ['mintrl', 'm', { mintrl: { value: { years: 2.99, needed: 3 } } }, 'Needs 3 years at this Sharpe, has 2.99.'],
    [
      'looks',
      'm',
      { looks: { value: { looks: 21, fresh_test_end: '2024-06-28' } } },
      'Test window seen 21 times: move test_end to 2024-06-28.',
    ],
    [
      'out_of_sample',
      'm',
      { out_of_sample: { value: { seen_share: 0.001, clean_from: '2020-01-02', by: 'model' } } },
      'Training covers 0.1 % of the window: backtest from 2020-01-02.',
    ],
    [
      'llm_clean',
      'l',
      { llm_clean: { value: { model: 'm-1', clean_from: '2026-01-02', bars: 249, closed_trades: 29 } } },
      'm-1 counts from 2026-01-02; 249 clean bars so far, paper adds one a bar.',
    ],
    [
      'llm_failures',
      'p',
      { llm_failures: { value: { failed_share: 0.0201, failed: 5, class: 'timeout' } } },
      '5 timeout failures; raise deadline_ms or change structured.',
    ],
    [
      'llm_flip',
      'l',
      { llm_flip: { value: { flip_share: 0.201, audit_usd: 1.5 } } },
      'Run agent run --audit (estimated 1.50 USD).',
    ],
    [
      'redteam',
      'p',
      { redteam: { value: { contained_share: 0.99, flip_share: 0, first: { attack: 'A3', carrier: 'news' } } } },
      'Attack A3 via news moved the decision; use news.mode: extract.',
    ],
    [
      'redteam',
      'p',
      { redteam: { value: { contained_share: 1, flip_share: 0.101, first: null } } },
      'Attacks moved too many decisions; use news.mode: extract.',
    ],
    [
      'llm_cost',
      'l',
      { llm_cost: { value: { share_of_gross_profit: 0.201, bps: 3 } } },
      'LLM costs 3 bps of traded notional: decide less often (schedule.on_change).',
    ],
    [
      'parity',
      'l',
      { parity: { value: { identical: false, slippage_ratio: 1, first: { decision: '5d0e', cause: 'another close' } } } },
      'First difference at 5d0e: another close.',
    ],
    [
      'parity',
      'l',
      { parity: { value: { identical: true, slippage_ratio: 2.01, first: null } } },
      "Slippage is 2.01 × the model's: raise execution.slippage to what fills cost.",
    ],
    [
      'paper_record',
      'l',
      { paper_record: { value: { sessions: 9, orders: 1, unreconciled: 0, drill_done: true } } },
      '9 of 10 sessions.',
    ],
    [
      'paper_record',
      'l',
      { paper_record: { value: { sessions: 10, orders: 0, unreconciled: 2, drill_done: false } } },
      '10 of 10 sessions; no order yet; 2 unreconciled positions; the kill-switch drill is still to be done.',
    ],
    ['synthetic', 'l', { synthetic: { value: { synthetic: true } } }, 'Synthetic data can never go live; run on real data.'],
  ];

  test.each(cases)('%s, step %s', (name, step, bad, action) => {
    const input = STEPS[step];
    const good = judged({}, input);
    expect(gateOf(good, name)).toMatchObject({ outcome: 'PASS', passed: true, next_action: null });
    expect(good.passed).toBe(true);
    const result = gateOf(judged(bad, input), name)!;
    const blocks = result.severity === 'block';
    expect(result).toMatchObject({ passed: false, outcome: blocks ? 'FAIL' : 'WARN', next_action: action });
    expect(judged(bad, input).passed).toBe(!blocks);
    for (const other of judged(bad, input).gates) if (other.gate !== name) expect(other.passed).toBe(true);
  });

  test('every gate has a case', () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(new Set(EVIDENCE_GATES));
  });

  test('the other side of an "or" is enough', () => {
    const trades = { closed_trades: 30, bars: 0, bars_per_month: 21 };
    expect(gateOf(judged({ sample: { value: trades } }, MODEL), 'sample')?.passed).toBe(true);
    const clean = { model: 'm', clean_from: '2026-01-02', bars: 0, closed_trades: 30 };
    expect(gateOf(judged({ llm_clean: { value: clean } }, LIVE), 'llm_clean')?.passed).toBe(true);
  });
});

describe('a fact that is missing', () => {
  test.each(Object.entries(STEPS))('never passes and says why (step %s)', (_name, input) => {
    const report = judgeGates(unknownFacts('the file was lost'), input);
    expect(report.gates.every(({ passed }) => !passed)).toBe(true);
    for (const { severity, outcome, next_action, value } of report.gates) {
      expect(outcome).toBe(severity === 'block' ? 'FAIL' : 'WARN');
      expect({ value, next_action }).toEqual({ value: null, next_action: 'Not known: the file was lost.' });
    }
  });

  test('of synthetic data softens nothing', () => {
    const lost = { missing: 'the data file was lost' };
    const bad = { synthetic: lost, dsr: { value: { dsr: 0.1, trials: 9, months_needed: null } } };
    expect(gateOf(judged(bad, MODEL), 'dsr')?.outcome).toBe('FAIL');
    expect(judged({ synthetic: lost }, LIVE).passed).toBe(false);
  });

  test('what nobody has to know passes with its reason', () => {
    const without = { not_asked: 'no language model' };
    const report = judged(
      { llm_clean: without, llm_failures: without, llm_flip: without, redteam: without, llm_cost: without },
      LIVE,
    );
    expect(report.passed).toBe(true);
    expect(gateOf(report, 'redteam')).toMatchObject({ value: null, bound: 'not asked', note: 'no language model' });
    const few = judged(
      { pbo: { value: { pbo: null, configurations: 7, plateau: null } }, spa: { value: { p: null, configurations: 9 } } },
      MODEL,
    );
    expect(gateOf(few, 'pbo')).toMatchObject({ passed: true, note: '7 configurations, asked from 8' });
    expect(gateOf(few, 'spa')).toMatchObject({ passed: true, note: '9 configurations, asked from 10' });
    expect(gateOf(judged({ pbo: { value: { pbo: null, configurations: 8, plateau: null } } }, MODEL), 'pbo')?.outcome).toBe(
      'FAIL',
    );
  });

  test('only of a language model can nobody be asked', () => {
    const skipped = { ...GOOD, leak_suite: { not_asked: 'no time' } };
    expect(evidenceFactsSchema.safeParse(skipped).success).toBe(false);
    expect(evidenceFactsSchema.safeParse(GOOD).success).toBe(true);
    expect(evidenceFactsSchema.parse(JSON.parse(JSON.stringify(GOOD)))).toEqual(GOOD);
  });
});

test('PBO above 0.20 passes with a warning; so does a degraded run towards paper', () => {
  const report = judged({ pbo: { value: { pbo: 0.21, configurations: 8, plateau: null } } }, MODEL);
  expect(gateOf(report, 'pbo')).toMatchObject({ passed: true, outcome: 'WARN', next_action: null });
  expect(report.passed).toBe(true);
  const degraded = judged({ run_status: { value: { status: 'degraded', cause: 'x' } } }, PAPER);
  expect(gateOf(degraded, 'run_status')).toMatchObject({ passed: true, outcome: 'WARN' });
});

describe('baselines', () => {
  const of = (family: 'constant' | 'linear' | 'other', constant: number, linear: number) =>
    gateOf(
      judged({ baselines: { value: { family, folds: 5, beats_constant: constant, beats_linear: linear } } }, MODEL),
      'baselines',
    )!;

  test('a constant fails, a linear model is held against the constant only', () => {
    expect(of('constant', 5, 5)).toMatchObject({ outcome: 'FAIL', next_action: expect.stringContaining('constant baseline') });
    expect(of('linear', 3, 0)).toMatchObject({ outcome: 'PASS', value: 0.6 });
    expect(of('linear', 2, 5)).toMatchObject({
      outcome: 'FAIL',
      next_action: expect.stringContaining('Beats the constant on 2 of 5'),
    });
  });

  test('another model has to beat both', () => {
    expect(of('other', 3, 3).outcome).toBe('PASS');
    expect(of('other', 5, 2).outcome).toBe('FAIL');
    expect(of('other', 2, 5)).toMatchObject({
      outcome: 'FAIL',
      next_action: expect.stringContaining('Beats the constant on 2 of 5'),
    });
  });
});

describe('sanity', () => {
  const implausible = {
    impossible: [],
    implausible: [{ metric: 'rank_ic', value: 0.2, bound: { above: 0.15 }, where: 'on bars of a day and more' }],
  };
  const explained = { ...MODEL, overrides: { sanity: { reason: 'overlapping labels of one index' } } };

  test('too good to be true passes with a clean leak suite and a reason, and is told', () => {
    const result = gateOf(judged({ sanity: { value: implausible } }, explained), 'sanity')!;
    expect(result).toMatchObject({ passed: true, outcome: 'WARN' });
    expect(result.note).toBe('rank_ic 0.2 is outside 0.15 on bars of a day and more; changed: overlapping labels of one index');
    expect(judged({ sanity: { value: implausible } }, MODEL).passed).toBe(false);
    const leaks = { verdict: 'FAIL' as const, first: null };
    expect(gateOf(judged({ sanity: { value: implausible }, leak_suite: { value: leaks } }, explained), 'sanity')?.passed).toBe(
      false,
    );
  });

  test('impossible never passes', () => {
    const broken = { impossible: [{ metric: 'max_drawdown', value: 1.2, rule: 'must be between 0 and 1' }], implausible: [] };
    const result = gateOf(judged({ sanity: { value: broken } }, { ...explained, policy: 'sandbox' }), 'sanity')!;
    expect(result).toMatchObject({
      outcome: 'FAIL',
      next_action: 'max_drawdown 1.2 must be between 0 and 1: look for a leak first.',
    });
  });
});

const BAD: Partial<EvidenceFacts> = {
  baselines: { value: { family: 'other', folds: 5, beats_constant: 0, beats_linear: 0 } },
  dsr: { value: { dsr: 0.1, trials: 40, months_needed: null } },
  pbo: { value: { pbo: 0.9, configurations: 20, plateau: null } },
  spa: { value: { p: 0.9, configurations: 20 } },
  cost_stress: { value: { net_at_twice_costs: -1, break_even_bps: 1, assumed_bps: 5 } },
  drawdown: { value: { max_drawdown: 0.5, limit: 0.15, max_position_pct: null } },
  sample: { value: { closed_trades: 1, bars: 20, bars_per_month: 21 } },
  mintrl: { value: { years: 1, needed: null } },
  looks: { value: { looks: 90, fresh_test_end: null } },
  llm_clean: { value: { model: 'm', clean_from: '2026-01-02', bars: 0, closed_trades: 0 } },
  llm_flip: { value: { flip_share: 0.9, audit_usd: null } },
  llm_cost: { value: { share_of_gross_profit: 2, bps: 90 } },
};
const MADE = { synthetic: { value: { synthetic: true } } };
const SANDBOX = { policy: 'sandbox' as const };

describe('what softens', () => {
  test.each([
    ['synthetic data', MADE, {}, 'SYNTHETIC DATA'],
    ['policy sandbox', {}, SANDBOX, 'SANDBOX POLICY'],
  ])('%s: to a model and to paper with warnings', (_what, facts, changes, stamp) => {
    for (const step of [MODEL, PAPER]) {
      expect(judged(BAD, step).passed).toBe(false);
      const report = judged({ ...BAD, ...facts }, { ...step, ...changes });
      expect(report.passed).toBe(true);
      expect(report.stamps).toContain(stamp);
      const dsr = gateOf(report, 'dsr')!;
      expect(dsr).toMatchObject({ outcome: 'WARN', passed: false, note: `not decisive: ${stamp}` });
      for (const { gate, passed, outcome } of report.gates) expect([gate, outcome]).toEqual([gate, passed ? 'PASS' : 'WARN']);
    }
  });

  test.each<[GateName, PromotionStep, Partial<EvidenceFacts>]>([
    ['run_status', 'research_to_model', { run_status: { value: { status: 'failed', cause: 'x' } } }],
    ['pins', 'research_to_model', { pins: { value: { checked: ['a'], changed: ['a'], changed_since_promotion: [] } } }],
    ['leak_suite', 'research_to_model', { leak_suite: { value: { verdict: 'FAIL', first: null } } }],
    [
      'sanity',
      'research_to_model',
      { sanity: { value: { impossible: [{ metric: 'x', value: null, rule: 'y' }], implausible: [] } } },
    ],
    ['out_of_sample', 'research_to_model', { out_of_sample: { value: { seen_share: 1, clean_from: null, by: 'model' } } }],
    ['redteam', 'backtest_to_paper', { redteam: { value: { contained_share: 0, flip_share: 1, first: null } } }],
    ['llm_failures', 'backtest_to_paper', { llm_failures: { value: { failed_share: 1, failed: 9, class: null } } }],
  ])('never %s', (name, step, bad) => {
    const report = judged({ ...bad, ...MADE }, { ...MODEL, step, ...SANDBOX });
    expect(gateOf(report, name)?.outcome).toBe('FAIL');
    expect(report.passed).toBe(false);
  });

  test('towards live nothing on a broker; on the simulated backend sandbox softens and stamps, and synthetic data still blocks', () => {
    const facts = { ...BAD, paper_record: { value: { sessions: 1, orders: 0, unreconciled: 0, drill_done: false } } };
    const broker = judged(facts, { ...LIVE, ...SANDBOX });
    expect(broker.passed).toBe(false);
    expect(broker.gates.filter(({ outcome }) => outcome === 'FAIL').length).toBe(9);
    const simulated = judged(facts, { ...LIVE, ...SANDBOX, backend: 'simulated' });
    expect(simulated.passed).toBe(true);
    expect(simulated.stamps).toEqual(['SANDBOX POLICY', 'SIMULATED LIVE']);
    expect(judged(facts, { ...LIVE, backend: 'simulated' }).passed).toBe(false);
    for (const backend of ['broker', 'simulated'] as const) {
      const made = judged(MADE, { ...LIVE, ...SANDBOX, backend });
      expect(made.passed).toBe(false);
      expect(gateOf(made, 'synthetic')?.outcome).toBe('FAIL');
    }
  });
});

describe('a project changes a gate', () => {
  test('another threshold changes the outcome, with its reason in the result', () => {
    const facts = { dsr: { value: { dsr: 0.85, trials: 12, months_needed: 5 } } };
    expect(judged(facts, MODEL).passed).toBe(false);
    const lowered = { ...MODEL, overrides: { dsr: { threshold: 0.85, reason: 'a first look' } } };
    expect(gateOf(judged(facts, lowered), 'dsr')).toMatchObject({
      outcome: 'PASS',
      bound: 'min 0.85',
      note: 'changed: a first look',
    });
    const raised = { ...MODEL, overrides: { dsr: { threshold: 0.96, reason: 'we want more' } } };
    expect(judged({}, raised).passed).toBe(false);
  });

  test.each<[GateName, keyof typeof STEPS, number]>([
    ['baselines', 'm', 0.61],
    ['dsr', 'm', 0.951],
    ['pbo', 'm', 0.19],
    ['spa', 'm', 0.049],
    ['cost_stress', 'p', 0.02],
    ['drawdown', 'p', 0.149],
    ['sample', 'm', 251],
    ['mintrl', 'm', 1.01],
    ['looks', 'm', 19],
    ['llm_clean', 'p', 251],
    ['llm_failures', 'p', 0.019],
    ['llm_flip', 'p', 0.19],
    ['redteam', 'p', 0.09],
    ['llm_cost', 'p', 0.19],
    ['paper_record', 'l', 11],
  ])('the threshold of %s is used', (name, step, threshold) => {
    const input = { ...STEPS[step], overrides: { [name]: { threshold, reason: 'stricter' } } };
    expect(gateOf(judged({}, STEPS[step]), name)?.passed).toBe(true);
    expect(gateOf(judged({}, input), name)?.passed).toBe(false);
  });

  test('every gate with a number is in the list above', () => {
    const numbered = GATES.filter(({ threshold }) => threshold !== undefined).map(({ name }) => name);
    expect(numbered.length).toBe(15);
  });

  test('severity warn lets it through with a warning; what always blocks stays', () => {
    const warn = (name: GateName): GateInput => ({ ...MODEL, overrides: { [name]: { severity: 'warn', reason: 'known' } } });
    expect(judged({ dsr: BAD.dsr! }, warn('dsr')).passed).toBe(true);
    expect(
      judged({ pins: { value: { checked: ['a'], changed: ['a'], changed_since_promotion: [] } } }, warn('pins')).passed,
    ).toBe(false);
    expect(judged({ leak_suite: { value: { verdict: 'FAIL', first: null } } }, warn('leak_suite')).passed).toBe(false);
  });
});

describe('an agent whose language model may have read the answers', () => {
  const read = { out_of_sample: { value: { seen_share: 0.8, clean_from: '2026-01-02', by: 'language_model' as const } } };
  const short = { llm_clean: BAD.llm_clean! };

  test('goes to paper by command, stamped UNPROVEN', () => {
    const report = judged({ ...read, ...short }, PAPER);
    expect(report.passed).toBe(true);
    expect(report.stamps).toEqual(['UNPROVEN']);
    expect(gateOf(report, 'out_of_sample')).toMatchObject({ outcome: 'WARN', passed: false });
  });

  test('never by itself, never with another failure, never live', () => {
    expect(judged({ ...read, ...short }, { ...PAPER, automatic: true }).passed).toBe(false);
    expect(judged(short, { ...PAPER, automatic: true }).passed).toBe(false);
    expect(judged({ ...read, ...short, dsr: BAD.dsr! }, PAPER).passed).toBe(false);
    expect(judged(read, LIVE).passed).toBe(false);
    const model = { out_of_sample: { value: { seen_share: 0.8, clean_from: null, by: 'model' as const } } };
    expect(judged(model, PAPER).passed).toBe(false);
  });
});
