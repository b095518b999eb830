import { describe, expect, test } from 'vitest';
import { certify } from '../../src/app/certificate/index.ts';
import { exhibitInput } from '../../src/app/certificate/zoo.testkit.ts';
import { DATA_ONES } from '../../src/app/certificate/zoo-of-data.testkit.ts';
import { DECIDERS } from '../../src/app/certificate/zoo-of-decisions.testkit.ts';
import { type Pair, READERS } from '../../src/app/certificate/zoo-of-features.testkit.ts';
import { fitting, leaks, training } from '../../src/research/index.ts';
import { madeUpUnit } from '../../src/research/leaks/training/made-up-unit.testkit.ts';
import { judgeNoise, noiseRun } from '../../studies/noise/run.ts';

const PAIRS: readonly Pair[] = [...READERS, ...DATA_ONES, ...DECIDERS];

/** The first blocking leak that a certificate names, as check and code. */
function named(pair: Pair, which: 'leak' | 'clean'): string | undefined {
  const { findings } = certify(exhibitInput(pair[which]()));
  const [first] = findings.filter(({ blocking }) => blocking);
  return first === undefined ? undefined : `${first.check} ${first.code}`;
}

describe('each leak of the list is caught by a named check, and its clean twin by none (RESEARCH 18, row 24)', () => {
  test.each([
    ['a feature of the next bar', 'the next close', 'future_poison FEATURE_READS_FUTURE'],
    ['a label joined as a feature', 'a label joined as a feature', 'future_poison FEATURE_READS_FUTURE'],
    ['COT used on Tuesday', 'COT used on Tuesday', 'prefix_invariance JOIN_READS_FUTURE'],
    ['an unsorted merge', 'an unsorted merge', 'availability BARS_OUT_OF_ORDER'],
    ['a centred window', 'a centred mean', 'future_poison FEATURE_READS_FUTURE'],
    ['sizing by the close of the fill bar', 'sizes by the close of the fill bar', 'future_poison DECISION_READS_FUTURE'],
  ])('%s', (_leak, name, expected) => {
    const pair = PAIRS.find((one) => one.name === name)!;
    expect([named(pair, 'leak'), named(pair, 'clean')]).toEqual([expected, undefined]);
  });

  test('a scaler fitted on all rows', () => {
    const { fitEstimator } = fitting;
    const { trainingRows } = training;
    const unit = madeUpUnit({ seed: 1, kind: 'classifier', family: 'logistic' });
    const told = (made: leaks.TrainedUnit): readonly string[] => {
      const ledger = new leaks.LeakLedger(1);
      const steps = leaks.checkTraining(ledger, [made], { seed: 1, permutations: { linear: 20, own: 3 } });
      while (steps.next().done !== true);
      return [...new Set(ledger.findings().map(({ check, kind }) => `${check} ${leaks.LEAKS[kind].code}`))];
    };
    const scaledByAll: leaks.TrainedUnit = {
      ...unit,
      fitFold: (table, { train }, { estimator, weights }) => {
        const every = Int32Array.from({ length: table.rows }, (_, row) => row);
        const { pipeline } = fitEstimator(trainingRows(table, every, weights), estimator).toJSON();
        return { ...fitEstimator(trainingRows(table, train, weights), estimator).toJSON(), pipeline };
      },
    };
    expect(told(scaledByAll)).toEqual(['fold_isolation FOLD_NOT_ISOLATED']);
    expect(told(unit)).toEqual([]);
  });
});

test('a clean research run passes every check', async () => {
  const { weighed } = await judgeNoise({ ...noiseRun(0), leakSuite: true });
  const { verdict, checks } = weighed.certificate;
  expect(verdict).toBe('PASS');
  const passed = new Set(checks.filter((check) => check.verdict === 'PASS').map(({ name }) => name));
  expect([...leaks.LEAK_CHECKS].filter((name) => !passed.has(name))).toEqual([]);
});
