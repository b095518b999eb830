import { expect, test } from 'vitest';
import { runIn, walkProject } from './research.testkit.ts';
import { saidOnce } from './run.ts';

const warning = (code: string, message: string) => ({ code, message, path: 'data.symbols' });

test('made-up data is told once: in the sentence of the configuration, or by symbol where it has none', () => {
  const all = warning('DATA_SYNTHETIC', 'SYNTHETIC DATA: A, B come from the seeded generator');
  const each = ['A', 'B'].map((name) => warning('DATA_SYNTHETIC', `SYNTHETIC DATA: ${name} comes from the seeded generator`));
  const gaps = warning('DATA_GAPS', '1 of 9 bars of A are missing');
  expect(saidOnce([all], [...each, gaps])).toEqual([all, gaps]);
  expect(saidOnce([], [...each, gaps])).toEqual([...each, gaps]);
  // With one symbol both say the same words.
  expect(saidOnce([each[0]!], [each[0]!, gaps])).toEqual([each[0]!, gaps]);
  expect(saidOnce([warning('OTHER', 'x'), gaps], [gaps])).toEqual([warning('OTHER', 'x'), gaps]);
});

test('of a regressor the chance of a gain is calibrated, of a classifier its probabilities', { timeout: 60_000 }, async () => {
  const calibrations = async (kind: string): Promise<readonly unknown[]> => {
    const { read } = await runIn(
      walkProject(`{ labels: { horizon: 1, thresholds: none }, model: ${kind}, evaluation: { folds: 2 } }`),
    );
    const { units } = JSON.parse(read('folds.json')) as {
      units: readonly { folds: readonly { calibration: unknown }[]; test_window: { calibration: unknown } }[];
    };
    return units.flatMap(({ folds, test_window }) => [...folds.map(({ calibration }) => calibration), test_window.calibration]);
  };
  const none = [0, 196].map((rows) => ({ method: 'none', reason: `${rows} out-of-fold rows, 200 are needed` }));
  const gains = { method: 'isotonic', of: 'chance of a gain' };
  expect(await calibrations('{ kind: regressor, family: ridge }')).toEqual([...none, gains]);
  const classes = { method: 'isotonic' };
  expect(await calibrations('{ family: logistic }')).toEqual([...none, classes]);
});
