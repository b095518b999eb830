import { judgeStudySweep, type StudySweep, type SweepResult } from './run.ts';

/** One part of the study. */
export interface SweepPart {
  readonly name: string;
  readonly runs: number;
  readonly sweepOf: (index: number) => StudySweep;
  /** Sweeps whose best variant has to pass, at least or at most; neither: it is told. */
  readonly least?: number;
  readonly most?: number;
}

/** Costs alone refuse who trades on noise; without them the statistics of the selection have to. */
export const SWEEP_PARTS: readonly SweepPart[] = [
  { name: 'noise', runs: 200, sweepOf: (index) => ({ seed: 1 + index, planted: 'nothing', costs: true }), most: 10 },
  {
    name: 'noise without costs',
    runs: 200,
    sweepOf: (index) => ({ seed: 500_001 + index, planted: 'nothing', costs: false }),
    most: 10,
  },
  { name: 'planted', runs: 200, sweepOf: (index) => ({ seed: 100_001 + index, planted: 'share', costs: true }), least: 180 },
  { name: 'planted, as luck has it', runs: 200, sweepOf: (index) => ({ seed: 200_001 + index, planted: 'chance', costs: true }) },
];

/**
 * Runs the study and prints how many best variants passed the gates, and what blocked the others. `--quick` runs a tenth of it. Exit code 1 when
 * a bound is missed.
 */
export async function studySweeps(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--quick');
  if (unknown !== undefined) {
    process.stderr.write(`unknown option ${unknown}; there is --quick\n`);
    return 2;
  }
  const share = args.includes('--quick') ? 10 : 1;
  let missed = 0;
  for (const part of SWEEP_PARTS) {
    const results = await resultsOf(part, part.runs / share);
    const passed = results.filter((result) => result.passed).length;
    const held = passed >= (part.least ?? 0) / share && passed <= (part.most ?? part.runs) / share;
    if (!held) missed += 1;
    process.stdout.write(partText(part, results, { share, held }));
  }
  return missed === 0 ? 0 : 1;
}

/** The first sweeps of a part, one after the other. */
export async function resultsOf({ sweepOf, name }: SweepPart, runs: number): Promise<readonly SweepResult[]> {
  const results: SweepResult[] = [];
  let told = performance.now();
  for (let index = 0; index < runs; index += 1) {
    results.push(await judgeStudySweep(sweepOf(index)));
    if (performance.now() - told < 10_000) continue;
    told = performance.now();
    process.stderr.write(`${name}: ${index + 1} of ${runs} done\n`);
  }
  return results;
}

function partText(
  { name, least, most }: SweepPart,
  results: readonly SweepResult[],
  { share, held }: { readonly share: number; readonly held: boolean },
): string {
  const passed = results.filter((result) => result.passed).length;
  const bound = least !== undefined ? `at least ${least / share}` : most !== undefined ? `at most ${most / share}` : 'told';
  const counts = new Map<string, number>();
  for (const gate of results.flatMap(({ blockedBy }) => blockedBy)) counts.set(gate, (counts.get(gate) ?? 0) + 1);
  const by = [...counts].sort((a, b) => b[1] - a[1]).map(([gate, count]) => `${gate} ${count}`);
  const first = results.filter(({ winner }) => winner === 0).length;
  const middle = (pick: (result: SweepResult) => number | undefined): string =>
    (results.map((result) => pick(result) ?? Number.NaN).sort((a, b) => a - b)[results.length >> 1] ?? Number.NaN).toFixed(3);
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0) / results.length;
  return `${name}: best variant of ${passed} of ${results.length} sweeps passes every blocking gate (${bound}) ${held ? 'ok' : 'MISSED'}
  blocked by ${by.length === 0 ? 'nothing' : by.join(', ')}; the first signal is the best of ${first}
  medians: Sharpe ratio a period ${middle(({ sharpe }) => sharpe)}, DSR ${middle(({ dsr }) => dsr)}, PBO ${middle(({ pbo }) => pbo)}, effective trials ${middle(({ trials }) => trials.effective)}; ${seconds.toFixed(2)} s a sweep
`;
}
