import type { FileWatch } from '../project/index.ts';
import type { KnownTrials } from '../trials/index.ts';
import type { SharedBars } from './bench.ts';
import type { EvaluatedChild } from './evaluate-child.ts';
import type { BatchChild, ChildError } from './spec.ts';
import type { ThreadOptions } from './threads.ts';

/** Children of one group of bars, to be evaluated. Plain data. */
export interface EvaluateJob {
  readonly kind: 'evaluate';
  /** Index in what was begun last; −1: each child has bars of its own. */
  readonly group: number;
  readonly children: readonly BatchChild[];
}

/** A child whose run is kept. Plain data. */
export interface RunJob {
  readonly kind: 'run';
  readonly child: BatchChild;
  /** Text of its configuration: that of `variants/…/project.yaml`. */
  readonly configText: string;
  readonly known: KnownTrials;
}

/** How the run of a child that is kept has ended. */
export interface RanChild {
  readonly index: number;
  readonly runId: string | null;
  readonly error: ChildError | null;
}

/**
 * Does the work of a batch somewhere: in threads of this process, or on other machines. Everything that goes in and comes out is plain data, and
 * the same job gives the same answer wherever it is done. What a child does wrong is part of the answer.
 */
export interface BatchExecutor {
  /** How many jobs it does at the same time. */
  readonly concurrency: number;
  /** From now on jobs are about these groups of bars and columns. Nothing is at work. */
  begin(groups: readonly SharedBars[]): void;
  /** @throws JobLostError when the job ended without an answer */
  evaluate(job: EvaluateJob): Promise<readonly EvaluatedChild[]>;
  /** @param onStart called when the run has its folder @throws JobLostError */
  run(job: RunJob, onStart: (runId: string) => void): Promise<RanChild>;
  close(): Promise<void>;
}

/** Where else than in threads of this process a batch may be worked at. */
export interface WorkElsewhere {
  /** Is told of every file that children are made of. */
  readonly seen: FileWatch;
  /** @param local what threads of this process would be started with */
  executor(local: ThreadOptions): Promise<BatchExecutor>;
}

/** A job ended without an answer: it took too long, or what did it is gone. */
export class JobLostError extends Error {
  readonly child: ChildError;

  constructor(child: ChildError) {
    super(child.message);
    this.child = child;
  }
}
