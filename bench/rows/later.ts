import type { Row } from '../row.ts';

const notBuilt = async (): Promise<undefined> => undefined;

/** Work whose part of the program does not exist yet, with the target it will have. */
export const laterRows: readonly Row[] = [
  { group: 'sweep', name: '9,600 SMA variants x 5,000 bars, per bar and variant', target: 8, unit: 'EMU', prepare: notBuilt },
  { group: 'sweep', name: '2 workers', target: 1 / 1.6, unit: 'x one worker', prepare: notBuilt },
  { group: 'live', name: 'tick to decision, p99', target: 20, unit: 'µs', prepare: notBuilt },
];
