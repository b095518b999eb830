import type { Patch } from '../project/index.ts';

/** What every process that works for a batch starts from: plain data, so that it can be sent to a thread or to another machine. */
export interface BatchSpec {
  /** `agent/batches/…`. */
  readonly batchId: string;
  readonly kind: 'sweep' | 'all';
  /** Texts of resolved configurations that children are patches of. One, unless a sweep changes a setting that others take defaults from. */
  readonly bases: readonly string[];
  /** Version of the package, without the hash of the code. */
  readonly version: string;
}

/** A child of a batch: one configuration of one agent. */
export interface BatchChild {
  /** From 1. */
  readonly index: number;
  /** The variant of a sweep, else the agent. */
  readonly name: string;
  readonly agent: string;
  /** Index in {@link BatchSpec.bases}. */
  readonly base: number;
  readonly patches: readonly Patch[];
  /** Of successive halving, when it runs on a part of the window; absent: on all of it. */
  readonly rung?: number;
}

/** How a child stands in the trial ledger, inside its batch. */
export function trialPlace(child: BatchChild): string {
  return child.rung === undefined ? childPlace(child) : `rungs/${child.rung}/${childPlace(child)}`;
}

/** The folder of a child inside its batch. */
export function childPlace({ index, name }: Pick<BatchChild, 'index' | 'name'>): string {
  return `variants/${childNumber(index)}_${name}`;
}

/** `001`. */
export function childNumber(index: number): string {
  return String(index).padStart(3, '0');
}

/** How a child ended that has no result. */
export interface ChildError {
  readonly code: string;
  readonly message: string;
}
