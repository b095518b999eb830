import { type NoiseRun, noiseRun, plantedRun } from './run.ts';

/** One half of the study: what passes the gates by luck, or what they let through that is there. */
export interface Part {
  readonly name: 'noise' | 'signal';
  readonly runs: number;
  readonly runOf: (index: number) => NoiseRun;
  /** Runs that have to pass, at least or at most. */
  readonly least?: number;
  readonly most?: number;
}

export const PARTS: readonly Part[] = [
  { name: 'noise', runs: 1000, runOf: noiseRun, most: 50 },
  { name: 'signal', runs: 100, runOf: plantedRun, least: 80 },
];
