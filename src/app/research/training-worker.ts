/** Entry of a worker thread: trains the tasks that it is sent, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/index.ts';
import { training } from '../../research/index.ts';
import { failureOfError, type TrainingJob, type WorkerAnswer, type WorkerStart } from './training-job.ts';
import { beginWithin } from './tuning-time.ts';

const port = parentPort;
invariant(port !== null, 'this file is started as a worker');
const { units, budget } = workerData as WorkerStart;
const answer = (message: WorkerAnswer): void => port.postMessage(message);

port.on('message', (job: TrainingJob) => {
  try {
    answer({ kind: 'trained', trained: trained(job) });
  } catch (error) {
    // Whatever it is, it is raised again where the run is.
    answer({ kind: 'failed', failure: failureOfError(error) });
  }
});

function trained({ unit, task, known }: TrainingJob): training.Trained {
  const { table, settings, estimator, spaces, params } = units[unit]!;
  const setup: training.TrainSetup = {
    ...{ table, settings, estimator },
    paramsOf: (family) => params.get(family) ?? {},
    spaceOf: (family) => spaces.get(family) ?? new Map(),
    knownTrials: (tuning) => known.get(tuning) ?? [],
    onTrial: (tuning, trial) => answer({ kind: 'trial', tuning, trial }),
    ...(budget === undefined ? {} : { beginTuning: beginWithin(budget, () => performance.now()) }),
  };
  const steps = training.trainTask(setup, task);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
