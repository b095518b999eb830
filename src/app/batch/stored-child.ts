import { join } from 'node:path';
import type { TrialSelection } from '../../metrics/index.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import type { RunFiles } from '../runs/report.ts';
import type { ChildOfBatch } from '../runs/verify.ts';
import { KnownTrialLedger, openTrialLedger } from '../trials/index.ts';
import { BatchTrials } from './batch-trials.ts';
import { knownTrials } from './kept-runs.ts';
import { type BatchDocument, readBatchDocument } from './outcome.ts';
import { childPlace } from './spec.ts';

/**
 * What a stored run is counted with when it is a child of a batch; undefined for other runs. What the whole batch says about it is taken from
 * batch.json, which the repetition of the batch makes again.
 * @throws RunFileMissingError when the batch is gone @throws LedgerBrokenError
 */
export function storedChild(runsDir: string, { summary, runId }: RunFiles, load: () => LoadedProject): ChildOfBatch | undefined {
  const { parent, origin } = summary;
  if (parent === null || (origin !== 'sweep' && origin !== 'batch')) return undefined;
  const batch = readBatchDocument(join(runsDir, parent));
  const child = batch.children.find(({ run_id }) => run_id === runId);
  if (child === undefined) return undefined;
  const trials = new BatchTrials(openTrialLedger({ runsDir }), { batchId: parent, before: batch.ledger.before });
  const place = `${parent}/${childPlace({ index: child.index, name: child.variant ?? child.agent })}`;
  const { test_start: from, test_end: to } = requireProject(load()).data;
  const test = from === undefined || to === undefined ? undefined : { from, to };
  return {
    ledger: new KnownTrialLedger(knownTrials({ trials, runId: place, test, selection: selectionIn(batch) })),
    batch: { origin, trial: { kind: origin === 'sweep' ? 'sweep' : 'evaluation', runId: place, parent } },
  };
}

function selectionIn({ overfitting }: BatchDocument): TrialSelection {
  const of = (key: 'pbo' | 'spa_p'): TrialSelection['pbo'] => {
    const value = overfitting?.[key] ?? null;
    return value === null ? { missing: overfitting?.not_available[key] ?? 'not known' } : { value };
  };
  return { pbo: of('pbo'), spaP: of('spa_p') };
}
