import { Arena, columnBytes } from '../../src/base/index.ts';
import type { Feature } from '../../src/features/index.ts';
import { randomBars } from '../bars.ts';
import type { Row, Work } from '../row.ts';

const LENGTH = 1_000_000;

const TARGETS: readonly (readonly [type: string, params: object, target: number])[] = [
  ['sma', { period: 20 }, 2],
  ['ema', { period: 20 }, 0.5],
  ['atr', { period: 14 }, 4],
  ['rsi', { period: 14 }, 2.5],
  ['macd', {}, 3],
  ['bollinger', { period: 20 }, 4],
  ['zscore', { period: 20 }, 1.7],
];

/** Features with the parameters people use, over a million bars, per bar and feature whatever it puts out. */
export const featureRows: readonly Row[] = TARGETS.map(([type, params, target]) => ({
  group: 'features',
  name: `${type}, per element`,
  target,
  unit: 'EMU',
  prepare: () => prepare(type, params),
}));

async function prepare(type: string, params: object): Promise<Work | undefined> {
  const { FEATURES } = await import('../../src/features/registry.ts');
  const feature = FEATURES.find((one: Feature) => one.type === type);
  if (feature === undefined) return undefined;
  const bars = randomBars(LENGTH);
  const bound = feature.bind(params, { periodsPerYear: 252, barMs: 60_000 });
  const arena = new Arena(columnBytes(LENGTH, bound.inputs.length + feature.outputs.length), { private: true });
  const inputs = bound.inputs.map((input) => {
    if (input.kind !== 'bar' && input.kind !== 'source') throw new Error(`${type} reads more than bars`);
    const column = arena.float64(LENGTH);
    column.set(bars[input.field]);
    return column;
  });
  const outputs = feature.outputs.map(() => arena.float64(LENGTH));
  return {
    run: () => {
      const computation = bound.start({ inputs, outputs, time: bars.time, firstRow: () => 0 });
      const started = process.hrtime.bigint();
      computation.advance(LENGTH);
      return { kind: 'ns', perItem: Number(process.hrtime.bigint() - started) / LENGTH };
    },
  };
}
