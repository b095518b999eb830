import { expect, test } from 'vitest';
import { codesInUse } from '../../scripts/error-codes.ts';
import { stalePages } from '../../scripts/reference.ts';

test('the committed reference pages say what the sources say (npm run docs)', () => {
  expect(stalePages()).toEqual([]);
});

test('codes are found in classes, warnings and refusals, with exit code and comment', () => {
  const text = `
    /**
     * The disk is
     * full.
     *
     * More words.
     */
    export class A extends AppError { readonly code = 'STORE_WRITE'; override readonly exitCode = 3; }
    /** Bad input. */
    class B extends AppError { override readonly code = 'BAD' as const; }
    class NotAnError { readonly code = 'lower'; }
    const warning = { code: 'NO_VOLUME', message: 'x' };
    const verdict = { kind: 'refused', reason: 'MAX_POSITION' };
    const other = { reason: 'because of something' };`;
  expect(codesInUse(new Map([['a.ts', text]]))).toEqual({
    classes: [
      { code: 'BAD', exitCode: '2', meaning: 'Bad input.' },
      { code: 'STORE_WRITE', exitCode: '3', meaning: 'The disk is full.' },
    ],
    values: ['NO_VOLUME'],
    reasons: ['MAX_POSITION'],
  });
});
