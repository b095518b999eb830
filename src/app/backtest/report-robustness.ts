import { z } from 'zod';
import type { CrisisResult } from '../../metrics/index.ts';
import type { BootstrapFan, CostRungShown } from '../../report/index.ts';

const money = z.string().transform(Number);
const robustnessSchema = z.object({
  cost_ladder: z.object({ rungs: z.array(z.object({ multiple: z.number(), net_pnl: money.nullable() })) }),
  bootstrap_fan: z
    .object({
      draws: z.number(),
      timestamps: z.array(z.string().transform((text) => Date.parse(text))),
      quantiles: z.array(z.object({ level: z.number(), equity: z.array(money) })),
    })
    .nullable(),
  crisis_windows: z
    .array(
      z.object({
        name: z.string(),
        from: z.string(),
        to: z.string(),
        total_return: z.number(),
        max_drawdown: z.number(),
        buy_and_hold_return: z.number().nullable(),
        buy_and_hold_max_drawdown: z.number().nullable(),
      }),
    )
    .nullable(),
});

/** What a report draws of robustness.json; undefined or empty for a run of a version that did not write it. */
export interface ReportRobustness {
  readonly ladder: readonly CostRungShown[] | undefined;
  readonly fan: BootstrapFan | undefined;
  readonly crises: readonly CrisisResult[];
}

/** @param time closes of the report's curve, ms: between two points of the fan its quantiles lie on a straight line */
export function reportRobustness(text: string | undefined, time: Float64Array): ReportRobustness {
  if (text === undefined) return { ladder: undefined, fan: undefined, crises: [] };
  const { cost_ladder, bootstrap_fan: fan, crisis_windows } = robustnessSchema.parse(JSON.parse(text));
  const crises = (crisis_windows ?? []).map((crisis) => ({
    name: crisis.name,
    from: crisis.from,
    to: crisis.to,
    return: crisis.total_return,
    benchmark: crisis.buy_and_hold_return ?? undefined,
    dip: crisis.max_drawdown,
    benchmarkDip: crisis.buy_and_hold_max_drawdown ?? undefined,
  }));
  const ladder = cost_ladder.rungs.flatMap(({ multiple, net_pnl }) =>
    net_pnl === null ? [] : [{ times: multiple, netPnl: net_pnl }],
  );
  if (fan === null) return { ladder, fan: undefined, crises };
  const quantiles = fan.quantiles.map(({ level, equity }) => ({ level, equity: alongLine(fan.timestamps, equity, time) }));
  return { ladder, fan: { resamples: fan.draws, quantiles }, crises };
}

/** Values given at some rising times, at all of the asked ones; the first and the last hold outside. */
function alongLine(at: readonly number[], values: readonly number[], asked: Float64Array): Float64Array {
  let next = 0;
  return asked.map((time) => {
    while (next < at.length && at[next]! < time) next += 1;
    if (next === 0 || next === at.length) return values[Math.min(next, at.length - 1)]!;
    const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
    return values[next - 1]! + share * (values[next]! - values[next - 1]!);
  });
}
