import { runAgentBacktest } from '../backtest/run-agent.ts';
import { loadStoredProject, requireProject } from '../project/index.ts';
import { KnownTrialLedger } from '../trials/index.ts';
import { type BatchBench, type BatchPlace, childError } from './bench.ts';
import type { RanChild, RunJob } from './executor.ts';
import type { BatchSpec } from './spec.ts';

/** Makes the whole run of a child: an ordinary run, with the ledger as its batch left it. What goes wrong is its result. */
export async function runChild(
  job: RunJob,
  {
    spec,
    place,
    bench,
    runsDir,
  }: { readonly spec: BatchSpec; readonly place: BatchPlace; readonly bench: BatchBench; readonly runsDir: string },
  onStart: (runId: string) => void,
): Promise<RanChild> {
  const { child, configText, known } = job;
  let started: string | null = null;
  try {
    const loaded = loadStoredProject({ name: child.name, text: configText, ...place });
    requireProject(loaded);
    const { runId } = await runAgentBacktest({
      loaded,
      agent: child.agent,
      runsDir,
      version: spec.version,
      resolvedYaml: configText,
      ledger: new KnownTrialLedger(known),
      batch: {
        origin: spec.kind === 'sweep' ? 'sweep' : 'batch',
        trial: bench.trialName(child),
        onStart: (id) => {
          started = id;
          onStart(id);
        },
      },
    });
    return { index: child.index, runId, error: null };
  } catch (error) {
    return { index: child.index, runId: started, error: childError(error) };
  }
}
