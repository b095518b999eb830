import { measureEmuNs } from './emu.ts';
import type { Attempt, Row, RowResult, Work } from './row.ts';

const RUNS = 11;
const HEAVY_RUNS = 1;
const WARM_UP_RUNS = 3;
const ATTEMPTS = 3;
/** EMU before and after one attempt may differ by this fraction. */
const EMU_TOLERANCE = 0.1;

/**
 * A row passes when one of its first two attempts does, as a gate fails only when exceeded in 2 of 3: attempts stop as soon as the
 * answer is known. Attempts with an unstable EMU say nothing; a row without enough stable ones is `unstable`, not failed.
 */
export async function measureRow(row: Row): Promise<RowResult> {
  const base = { group: row.group, name: row.name, unit: row.unit, target: row.target };
  const work = await row.prepare();
  if (work === undefined) return { ...base, figure: null, verdict: 'not built', attempts: [] };
  const attempts: Attempt[] = [];
  try {
    while (verdictOf(attempts, row.target) === undefined && attempts.length < ATTEMPTS * 2)
      attempts.push(await attempt(work, row));
  } finally {
    work.end?.();
  }
  const figure = Math.min(...attempts.map((one) => one.figure));
  return { ...base, figure, verdict: verdictOf(attempts, row.target) ?? 'unstable', attempts };
}

/** `pass` with the first attempt within the target, `fail` with the second stable one above it, undefined when still open. */
export function verdictOf(attempts: readonly Attempt[], target: number): 'pass' | 'fail' | undefined {
  if (attempts.some((one) => one.figure <= target)) return 'pass';
  return attempts.filter((one) => one.stable).length >= 2 ? 'fail' : undefined;
}

async function attempt(work: Work, row: Row): Promise<Attempt> {
  const before = measureEmuNs();
  const runs = row.heavy === true ? HEAVY_RUNS : RUNS;
  if (row.heavy !== true) for (let i = 0; i < WARM_UP_RUNS; i += 1) await work.run();
  let best = Number.POSITIVE_INFINITY;
  let inEmu = false;
  for (let i = 0; i < runs; i += 1) {
    const measure = await work.run();
    inEmu = measure.kind === 'ns';
    best = Math.min(best, measure.kind === 'ns' ? measure.perItem : measure.figure);
  }
  const after = measureEmuNs();
  const stable = Math.abs(after - before) <= EMU_TOLERANCE * Math.min(after, before);
  return { figure: inEmu ? best / Math.min(before, after) : best, stable };
}
