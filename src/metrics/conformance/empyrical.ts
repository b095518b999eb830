import { type EmpyricalCase, type EmpyricalFile, Inputs, numbersIn } from './empyrical-inputs.ts';
import { OF_ONE } from './empyrical-one.ts';
import { OF_TWO } from './empyrical-two.ts';
import { type ConformanceRow, rowOf } from './row.ts';

const ANSWERS = { ...OF_ONE, ...OF_TWO };

/** Every case of the tests of empyrical-reloaded against this library. The tolerance is that of their comparison: 1.5 units of the last digit. */
export function empyricalRows(file: EmpyricalFile): readonly ConformanceRow[] {
  const source = `${file.source.repo} ${file.source.commit.slice(0, 12)}`;
  return file.cases.map((one) => {
    const inputs = new Inputs(file, one);
    const decimals = Number(one.decimals === 'decimal_places' ? one.args['decimal_places'] : one.decimals);
    return rowOf({
      source,
      case: `${nameOf(one)} ${JSON.stringify(one.args)}`,
      expected: numbersIn(one.expected.expected),
      tolerance: 1.5 * Number(`1e-${decimals}`),
      answer: ANSWERS[nameOf(one)]?.(inputs),
      reason: undefined,
    });
  });
}

/** The function called first; a case without a call is named by its test. */
function nameOf({ calls, test }: EmpyricalCase): string {
  return /^(\w+)\(/.exec(calls[0] ?? '')?.[1] ?? test.replace(/^test_/, '');
}
