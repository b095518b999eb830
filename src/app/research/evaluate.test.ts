import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { type HandMade, handMadeModel, promoteByHand, writeProject } from '../backtest/model-agent.testkit.ts';
import type { LoadedProject } from '../project/index.ts';
import { GOOD_EVIDENCE } from '../promotion/research-run.testkit.ts';
import { openTrialLedger } from '../trials/index.ts';
import { evaluateModel, type ModelEvaluation } from './evaluate.ts';
import { evaluationVerdict } from './evaluation-verdict.ts';

const BARS = 700;
const DAY = 86_400_000;
const dateOf = (bar: number): string => new Date(Date.UTC(2020, 0, 1) + bar * DAY).toISOString().slice(0, 10);
/** Two waves that do not meet: all three classes occur all the time. */
const CLOSES = Array.from({ length: BARS }, (_, i) => 100 + 6 * Math.sin(i / 7) + 3 * Math.sin(i / 2.3));
const CSV = `timestamp,open,high,low,close,volume\n${CLOSES.map((close, i) => `${dateOf(i)},${close},${close + 0.5},${close - 0.5},${close},1000`).join('\n')}\n`;
const HORIZON = 3;
const TEST = { from: 500, to: 650 };
const yaml = (
  rest = '',
  window = `test_start: ${dateOf(TEST.from)}, test_end: ${dateOf(TEST.to)}`,
): string => `project: { name: lab }
data: { source: csv, symbols: [AAA], start_date: ${dateOf(0)}, end_date: ${dateOf(BARS - 1)}, timeframe: 1d, calendar: 24x7, ${window} }
features: { definitions: [{ name: rsi_14, type: technical }] }
research:
  labels: { type: forward_return, horizon: 9, buy_threshold: 0.3, sell_threshold: -0.3 }
  model: { family: gbdt }
  promotion: { targets: [{ name: wave, symbol: AAA, path: models/promoted/wave }] }
${rest}`;
/** Says 0.2, 0.2, 0.6 of down, flat, up; trained before the window, on labels of three bars. */
const MODEL: HandMade = {
  ...{ name: 'wave', features: ['rsi_14'], horizon: HORIZON, symbols: ['AAA'] },
  members: [{ from: dateOf(495), trained: [dateOf(20), dateOf(490)], shares: [0.2, 0.2, 0.6] }],
};

let loaded: LoadedProject;
let folder: string;
const runsOf = (): string => join(folder, 'runs');
const linesOf = (): readonly Record<string, unknown>[] =>
  readFileSync(join(runsOf(), 'ledger.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const evaluate = (model: string, project = loaded): Promise<ModelEvaluation> =>
  evaluateModel({ loaded: project, model, cwd: folder, runsDir: runsOf() });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qta-evaluate-'));
  loaded = writeProject(folder, yaml(), { 'data/AAA_1d.csv': CSV });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By hand: forward returns of three bars against ±1 %, the model's own label, not the project's of nine bars. */
function byHand(from: number, to: number): { readonly counts: number[]; readonly rows: number } {
  const counts = [0, 0, 0];
  for (let bar = from; bar + HORIZON <= to; bar += 1) {
    const gain = CLOSES[bar + HORIZON]! / CLOSES[bar]! - 1;
    counts[gain >= 0.01 ? 2 : gain <= -0.01 ? 0 : 1]! += 1;
  }
  return { counts, rows: counts.reduce((sum, count) => sum + count, 0) };
}

describe('a model on the test window', () => {
  beforeAll(async () => {
    promoteByHand(join(folder, 'models/promoted/wave'), await handMadeModel(loaded, MODEL));
  });

  test('is scored against the labels it was trained on, worked by hand', async () => {
    const { scores, rows, window, compared } = await evaluate('wave');
    const { counts, rows: all } = byHand(TEST.from, TEST.to);
    expect(window).toEqual({ from: dateOf(TEST.from), to: dateOf(TEST.to) });
    expect(rows).toEqual({ window: all, scored: all });
    expect(scores.accuracy).toBeCloseTo(counts[2]! / all, 12);
    const logLoss = -((counts[0]! + counts[1]!) * Math.log(0.2) + counts[2]! * Math.log(0.6)) / all;
    expect(scores.log_loss).toBeCloseTo(logLoss, 12);
    expect(compared).toMatchObject({ metric: 'log_loss', own: scores.log_loss, not_available: null });
    // The constant model says the shares of the rows before the window whose labels end before it.
    const before = byHand(0, TEST.from - 1);
    // RSI needs 14 bars, so the first rows have no feature.
    const first = byHand(0, 14 + HORIZON - 1);
    const shares = before.counts.map((count, k) => (count - first.counts[k]!) / (before.rows - first.rows));
    const constant = -counts.reduce((sum, count, k) => sum + count * Math.log(shares[k]!), 0) / all;
    expect(compared.constant).toBeCloseTo(constant, 2);
  });

  test('by name, folder and file it is the same', async () => {
    const [name, path, file] = [await evaluate('wave'), await evaluate('models/promoted/wave'), await evaluate('wave')];
    const byFile = await evaluate(file.model.file);
    for (const one of [path, byFile]) expect({ ...one, ledger: 0, model: 0 }).toEqual({ ...name, ledger: 0, model: 0 });
  });

  test('each look is a pair of lines, and the same configuration is one look', async () => {
    const before = linesOf().length;
    const first = await evaluate('wave');
    const lines = linesOf();
    expect(lines.slice(before)).toMatchObject([
      { kind: 'evaluation', run_id: expect.stringMatching(/^evaluate\/wave-[0-9a-f]{12}$/), n: expect.any(Number) },
      { kind: 'test_look', window: { from: dateOf(TEST.from), to: dateOf(TEST.to), symbols: ['AAA'] } },
    ]);
    expect(first.ledger).toEqual({ seq: lines.length, hash: lines.at(-1)!['hash'] });
    expect(first.looks).toBe(1);
    const other = await handMadeModel(loaded, {
      ...MODEL,
      name: 'other',
      members: [{ ...MODEL.members[0]!, shares: [0.6, 0.2, 0.2] }],
    });
    writeFileSync(join(folder, 'other.json'), other);
    expect((await evaluate('other.json')).looks).toBe(2);
    expect((await evaluate('wave')).looks).toBe(2);
  });

  test('a model of a research run of this ledger is the configuration of that run', async () => {
    const book = openTrialLedger({ runsDir: runsOf() });
    const window = {
      symbols: ['AAA'],
      interval: '1d',
      from: dateOf(400),
      to: dateOf(650),
      fingerprint: `sha256:${'0'.repeat(64)}`,
    };
    const line = {
      config_hash: `sha256:${'c'.repeat(64)}`,
      window,
      author: { kind: 'person' as const, model: null },
      parent: null,
    };
    const returns = { days: Float64Array.from([1, 2, 3]), returns: Float64Array.from([0.1, 0.2, 0.3]) };
    await book.append([{ ...line, kind: 'evaluation', run_id: 'research/r1', sharpe: 1, n: 3, returns }]);
    const made = join(folder, 'models/experiments/r1/wave');
    mkdirSync(made, { recursive: true });
    const text = await handMadeModel(loaded, { ...MODEL, members: [{ ...MODEL.members[0]!, shares: [0.3, 0.3, 0.4] }] });
    writeFileSync(join(made, 'model.json'), text);
    const path = 'models/experiments/r1/wave/model.json';
    const stranger = await evaluate(path);
    expect(linesOf().at(-1)).not.toMatchObject({ config_hash: line.config_hash });
    mkdirSync(join(runsOf(), 'research/r1'), { recursive: true });
    const facts = GOOD_EVIDENCE;
    const models = [{ target: 'wave', symbol: 'AAA', path, sha256: stranger.model.sha256 }];
    writeFileSync(join(runsOf(), 'research/r1/evidence.json'), JSON.stringify({ schema_version: 1, facts, models }));
    await evaluate(path);
    expect(linesOf().slice(-2)).toMatchObject([
      { kind: 'evaluation', config_hash: line.config_hash, parent: 'research/r1', series: null },
      { kind: 'test_look', config_hash: line.config_hash, parent: 'research/r1' },
    ]);
  });
});

describe('refused', () => {
  const withMember = (member: Partial<HandMade['members'][number]>): Promise<string> =>
    handMadeModel(loaded, { ...MODEL, members: [{ ...MODEL.members[0]!, ...member }] });
  const failure = async (text: string, project = loaded): Promise<unknown> => {
    writeFileSync(join(folder, 'm.json'), text);
    const before = linesOf().length;
    const error: unknown = await evaluate('m.json', project).catch((caught: unknown) => caught);
    // No look was taken.
    expect(linesOf().length).toBe(before);
    return error;
  };

  test.each([
    // Midnight is the close of the day before.
    [dateOf(TEST.from), undefined],
    [dateOf(TEST.from + 1), 1],
    [dateOf(TEST.from + 31), 31],
    [dateOf(BARS), TEST.to - TEST.from + 1 - HORIZON],
  ])('bars that it was trained on: up to %s', async (trainedTo, rows) => {
    const text = await withMember({ trained: [dateOf(20), trainedTo] });
    if (rows === undefined) {
      writeFileSync(join(folder, 'm.json'), text);
      expect((await evaluate('m.json')).rows.scored).toBeGreaterThan(0);
      return;
    }
    expect(await failure(text)).toMatchObject({
      ...{ code: 'TEST_WINDOW_TRAINED_ON', exitCode: 2, rows },
      ...{ hint: expect.stringContaining(trainedTo), place: { file: join(folder, 'm.json') } },
    });
  });

  test('a window before its training', async () => {
    const text = await withMember({ from: dateOf(680), trained: [dateOf(655), dateOf(679)] });
    expect(await failure(text)).toMatchObject({ code: 'MODEL_SAYS_NOTHING', hint: expect.stringContaining('data.test_start') });
  });

  test('a label whose last bar lies in its training', async () => {
    const text = await withMember({ trained: [dateOf(TEST.to + 1), dateOf(679)], from: dateOf(495) });
    expect(await failure(text)).toMatchObject({ code: 'TEST_WINDOW_TRAINED_ON', rows: 1 });
  });

  test.each([
    ['research:\n', 'research:\n  evaluation: { use_configured_test_window: false }\n', 'use_configured_test_window is false'],
    [`, test_start: ${dateOf(TEST.from)}, test_end: ${dateOf(TEST.to)}`, '', 'data.test_start is not set'],
  ])('a project without a test window', async (cut, put, fact) => {
    const place = temporaryFolder();
    const text = yaml().replace(cut, put);
    const project = { ...loaded, project: { ...loaded.project! } };
    if (put === '') {
      const { test_start: _, test_end: __, ...data } = project.project.data;
      project.project = { ...project.project, data } as typeof project.project;
    } else project.project = writeProject(place, text, { 'data/AAA_1d.csv': CSV }).project!;
    expect(await failure(await withMember({}), project)).toMatchObject({
      code: 'TEST_WINDOW_NOT_CONFIGURED',
      message: expect.stringContaining(fact),
    });
  });

  test('what is no model, and what does not fit the project', async () => {
    expect(await failure('{}')).toMatchObject({ code: 'MODEL_ARTIFACT_BROKEN' });
    expect(await failure(await withMember({}).then((text) => text.replace('"interval":"1d"', '"interval":"1h"')))).toMatchObject({
      code: 'MODEL_INTERVAL_MISMATCH',
    });
    expect(await evaluate('wav').catch((error: unknown) => error)).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      hint: 'did you mean "wave"?',
    });
  });
});

describe('the verdict', () => {
  const facts = (own: number | null, constant: number | null, linear: number | null, family = 'gbdt') => ({
    family,
    compared: { metric: 'log_loss' as const, own, constant, linear },
    scores: { rows: 150, rank_ic: 0.1, rank_ic_t: 1.96 },
    looks: 3,
  });

  test.each([
    [facts(1, 1.1, 1.05), 'better_than_baselines'],
    [facts(1, 1, 1.05), 'no_better_than_baselines'],
    [facts(1, 1.1, 0.9), 'no_better_than_baselines'],
    [facts(1, 1.1, 0.9, 'logistic'), 'better_than_baselines'],
    [facts(1.1, 1.1, 1.1, 'constant'), 'no_better_than_baselines'],
    [facts(null, 1.1, 0.9), 'not_available'],
    [facts(1, null, null), 'not_available'],
  ])('%j', (given, verdict) => {
    expect(evaluationVerdict(given).verdict).toBe(verdict);
  });

  test('says what was compared, how lucky it may be, and how often the window was seen', () => {
    expect(evaluationVerdict(facts(1, 1.1, 1.05)).verdict_line).toBe(
      'Better than the baselines on 150 rows it was not trained on (log-loss 1.0000 against 1.1000 of the constant model and 1.0500 of the ' +
        'linear model, rank IC t 2.0); 3 configurations have looked at this window.',
    );
  });
});
