import { describe, expect, test } from 'vitest';
import { certify } from './index.ts';
import { type Exhibit, exhibitInput } from './zoo.testkit.ts';
import { DATA_ONES } from './zoo-of-data.testkit.ts';
import { DECIDERS } from './zoo-of-decisions.testkit.ts';
import { IMPURE_ONES, type Pair, READERS, SHORT_ONES } from './zoo-of-features.testkit.ts';

const ZOO: readonly Pair[] = [...READERS, ...IMPURE_ONES, ...SHORT_ONES, ...DATA_ONES, ...DECIDERS];

/** Codes of the leaks that a certificate of an exhibit names, each once. */
function caught(exhibit: Exhibit): readonly string[] {
  const certificate = certify(exhibitInput(exhibit));
  const codes = certificate.findings.filter(({ blocking }) => blocking).map(({ code }) => code);
  expect(certificate.verdict).toBe(codes.length === 0 ? 'PASS' : 'FAIL');
  return [...new Set(codes)];
}

test('the zoo is large enough', () => {
  expect(ZOO.length).toBeGreaterThanOrEqual(30);
  expect(new Set(ZOO.map(({ name }) => name)).size).toBe(ZOO.length);
});

describe('each leak is caught by name', () => {
  test.each(ZOO)('$name', ({ leak, code }) => expect(caught(leak())[0]).toBe(code));
});

describe('its clean twin is not', () => {
  test.each(ZOO)('$name', ({ clean }) => expect(caught(clean())).toEqual([]));
});
