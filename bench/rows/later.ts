import type { Row } from '../row.ts';

const notBuilt = async (): Promise<undefined> => undefined;

/** Work whose part of the program does not exist yet, with the target it will have. */
export const laterRows: readonly Row[] = [
  { group: 'sweep', name: '2 workers', target: 1 / 1.6, unit: 'x one worker', prepare: notBuilt },
  { group: 'live', name: 'tick to decision, p99', target: 20, unit: 'µs', prepare: notBuilt },
];
