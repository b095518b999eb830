import { z } from 'zod';

const moneyText = z.string().nullable();

const intrabarSchema = z.looseObject({
  count: z.number(),
  net_pnl: z.looseObject({ worst: moneyText, chosen: moneyText, best: moneyText }).optional(),
});
const benchmarkSchema = z.looseObject({ world: z.looseObject({}), buy_and_hold: z.looseObject({}) });
const robustnessSchema = z.looseObject({
  cost_ladder: z.looseObject({ rungs: z.array(z.looseObject({ multiple: z.number(), net_pnl: moneyText })) }),
  budget: z.looseObject({ reduced: z.array(z.string()) }).nullable(),
  random_entries: z
    .looseObject({
      runs: z.number(),
      total_return: z.looseObject({ percentile: z.number(), p_value: z.number() }),
    })
    .nullable(),
});

/** The files in which a run tests its own result, as docs/reference/run-files.md describes them; null for a run without one. */
export interface RunChecks {
  readonly intrabar: z.infer<typeof intrabarSchema> | null;
  readonly benchmark: z.infer<typeof benchmarkSchema> | null;
  readonly robustness: z.infer<typeof robustnessSchema> | null;
}

/** @param text of a file of the run; undefined: there is none */
export function runChecks(text: (file: string) => string | undefined): RunChecks {
  const read = <T>(file: string, schema: z.ZodType<T>): T | null => {
    const found = text(file);
    return found === undefined ? null : schema.parse(JSON.parse(found));
  };
  return {
    intrabar: read('intrabar.json', intrabarSchema),
    benchmark: read('benchmark.json', benchmarkSchema),
    robustness: read('robustness.json', robustnessSchema),
  };
}
