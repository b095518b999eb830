import { freeNoiseRun, type NoiseRun, noiseRun, plantedRun } from './run.ts';

/** One part of the study: what passes the gates by luck, or what they let through that is there. */
export interface Part {
  readonly name: 'noise' | 'noise without costs' | 'signal';
  readonly runs: number;
  readonly runOf: (index: number) => NoiseRun;
  /** Runs that have to pass, at least or at most. */
  readonly least?: number;
  readonly most?: number;
}

/** Costs alone refuse whoever trades on noise; without them the deflated Sharpe ratio has to keep its word: 0.90 by luck in one of ten. */
export const PARTS: readonly Part[] = [
  { name: 'noise', runs: 1000, runOf: noiseRun, most: 50 },
  { name: 'noise without costs', runs: 200, runOf: freeNoiseRun, most: 20 },
  { name: 'signal', runs: 100, runOf: plantedRun, least: 80 },
];
