import type { UnixMs } from '../../base/index.ts';

/** That no kept training label meets the test window. Counts are rows. */
export interface PurgeProof {
  readonly before: number;
  readonly purged: number;
  readonly embargoed: number;
  readonly kept: number;
  /**
   * Smallest time in milliseconds between a kept training interval [t0, t1] and the window of a test block; more than 0.
   * Undefined where nothing is kept.
   */
  readonly smallestDistance: number | undefined;
}

/** One split into rows to train on and rows to test on, indices into the table in its order. */
export interface Fold {
  readonly index: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Rows that would be trained on, and are left out: their labels meet a test block, or they lie in its embargo. */
  readonly purged: Int32Array;
  readonly embargoed: Int32Array;
  /** First and last bar of the training rows that are kept, and of the test rows. */
  readonly trained: { readonly from: UnixMs; readonly to: UnixMs };
  readonly tested: { readonly from: UnixMs; readonly to: UnixMs };
  readonly proof: PurgeProof;
}
