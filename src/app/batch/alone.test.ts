import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runHistory } from '../../engine/index.ts';
import { prepareAgent } from '../backtest/prepare.ts';
import { engineInput, evaluateEngine, measuredFrom } from '../backtest/simulation.ts';
import { type Agent, loadStoredProject, type Project, requireAgent, requireProject } from '../project/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import { BatchFolder } from './batch.testkit.ts';
import { BatchBench } from './bench.ts';
import { ROW_METRICS } from './evaluate-child.ts';
import { planSweep } from './plan-batch.ts';
import { shareRound } from './rounds.ts';
import { surveyBatch } from './survey.ts';

let folder: BatchFolder | undefined;
afterEach(() => folder?.remove());

const VARIANTS = 500;
/** Shorts, stops of every kind, costs, sizes, borrowing and features, on three symbols that do not share all days. */
const PROJECT = `features: { definitions: [{ name: rsi, type: rsi, params: { period: 9 } }, { name: reach, type: atr, params: { period: 10 } }] }
agents:
  - name: swing
    kind: rule
    rule: { entry: "rsi < 45", exit: "rsi > 60", short_entry: "rsi > 70", short_exit: "rsi < 50 or position.bars_held > 15" }
    stops: { stop_loss_pct: 0.04, take_profit_pct: 0.08, trailing_stop_pct: 0.06, stop_atr: { feature: reach, multiple: 3 }, max_holding_bars: 30 }
    risk: { allow_short: true, max_position_pct: 0.2 }
risk: { limits: { max_symbol_pct: 0.5, max_sector_pct: 1, max_position_pct: 0.5, max_order_pct: 0.5 } }
sweeps:
  - name: wild
    agent: swing
    method: random
    trials: ${VARIANTS}
    parameters:
      - { path: features.rsi.params.period, min: 3, max: 20, integer: true }
      - { path: stops.stop_loss_pct, min: 0.005, max: 0.1, scale: log }
      - { path: stops.take_profit_pct, min: 0.01, max: 0.2, scale: log }
      - { path: stops.stop_atr.multiple, min: 1, max: 6 }
      - { path: risk.max_position_pct, min: 0.02, max: 0.5 }
      - { path: risk.allow_short, values: [true, false] }
      - { path: execution.costs.bps, min: 0, max: 30 }
      - { path: rule.entry, values: ["rsi < 45", "rsi < 30 and close > open", "crosses_below(rsi, 40)"] }
`;

/** The variant as a run of its own has it: bars, features and models of its own, and the engine by itself. */
async function alone(
  project: Project,
  agent: Agent,
  projectDir: string,
): Promise<{ readonly metrics: object; readonly equity: Float64Array }> {
  const prepared = await prepareAgent({ project, projectDir, agent });
  const parts = { project, agent, prepared };
  const engine = runHistory(engineInput(parts));
  const all = evaluateEngine(parts, engine).result.document.metrics;
  return {
    metrics: Object.fromEntries(ROW_METRICS.map((key) => [key, all[key] ?? null])),
    equity: engine.equity.slice(measuredFrom(parts)),
  };
}

test(`${VARIANTS} random variants in a sweep are what each is alone, to the last bit`, { timeout: 900_000 }, async () => {
  const one = new BatchFolder(PROJECT, { symbols: ['WAA', 'WBB', 'WCC'] });
  folder = one;
  const loaded = loadProjectFile({ configPath: join(one.path, 'config/project.yaml'), env: {}, now: 0 });
  expect(loaded.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  const place = { projectDir: one.path, env: {}, now: 0 };
  const plan = planSweep(loaded, 'wild', place);
  const bench = new BatchBench({ batchId: 'b', kind: 'sweep', bases: plan.bases, version: '0' }, place);
  const { rounds, failed, children } = await surveyBatch(plan, bench, { bytes: 2 ** 28 });
  expect(failed).toEqual([]);
  let compared = 0;
  let trades = 0;
  for (const round of rounds) {
    const shared = shareRound(round, bench);
    for (const [at, { members }] of round.entries()) {
      for (const { child } of members) {
        const { status, metrics, trials } = await bench.evaluate(child, shared[at]);
        const { project } = bench.configured(child);
        const own = await alone(project, requireAgent(project, 'swing'), one.path);
        expect(status).toBe('success');
        expect(metrics).toEqual(own.metrics);
        const { returns } = trials[0]!.returns!;
        // Daily bars: a return per row after the first, from one equity to the next.
        expect([...returns]).toEqual([...own.equity.subarray(1)].map((now, i) => (now - own.equity[i]!) / own.equity[i]!));
        trades += Number(metrics['closed_trades']);
        compared += 1;
      }
    }
  }
  expect(compared).toBe(VARIANTS);
  expect(trades).toBeGreaterThan(20 * VARIANTS);
  // The text that a child is kept with says the same as its patches.
  for (const child of children.filter((_, index) => index % 50 === 0)) {
    const text = bench.configText(child);
    const read = requireProject(loadStoredProject({ name: 'alone', text, projectDir: one.path, env: {}, now: 0 }));
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(bench.configured(child).project)));
  }
});
