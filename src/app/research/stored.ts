import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import { configWarnings, loadStored, type StoredRunContext, storedReading } from '../backtest/stored.ts';
import type { RerunInput } from '../runs/index.ts';
import { storedTrials } from './budget.ts';
import { runResearch } from './run.ts';

/** Runs a stored research run's own resolved configuration again, into another folder; gives the folder of the new run. */
export async function repeatResearch(input: RerunInput, context: StoredRunContext): Promise<string> {
  const { summary, configText, storedDir, runsDir } = input;
  const { onProgress } = context;
  const trials = storedTrials(readText(join(storedDir, 'folds.json')));
  const configFile = / -c (\S+)$/.exec(summary.next_command ?? '')?.[1];
  const run = await runResearch({
    loaded: loadStored(summary, configText, context),
    runsDir,
    modelsDir: join(runsDir, 'models'),
    version: context.version,
    resolvedYaml: configText,
    ...(summary.config_hash === null ? {} : { configHash: summary.config_hash }),
    ...(configFile === undefined ? {} : { configFile }),
    warnings: configWarnings(summary),
    ledger: input.ledger,
    fresh: true,
    ...(trials === undefined ? {} : { storedTrials: trials }),
    stored: storedReading(summary, (file) => readText(join(storedDir, file))),
    ...(onProgress === undefined ? {} : { onProgress: ({ done, total, label }) => onProgress(done, total, label) }),
  });
  return run.dir;
}
