import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../shared/', import.meta.url).pathname;
const vectors = `${shared}/oracles/merkle/rfc8785_canonical_json.json`;

// RFC 8785 section 3.2.2 (numbers) and 3.2.3 (sorting by UTF-16 code units).
test.each<[Json, string]>([
  [[56, { d: true, '10': null, '1': [] }], '[56,{"1":[],"10":null,"d":true}]'],
  [
    { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001] },
    '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  ],
  [
    { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '1': 'One', '\u00f6': 'o' },
    '{"\\r":"Carriage Return","1":"One","ö":"o","€":"Euro Sign"}',
  ],
  [{ a: undefined, b: -0 }, '{"b":0}'],
])('%j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('NaN and infinities are refused', () => {
  expect(() => canonicalJson([Number.NaN])).toThrow(RangeError);
  expect(() => canonicalJson({ a: Number.NEGATIVE_INFINITY })).toThrow(RangeError);
});

describe.skipIf(!existsSync(vectors))('the published vectors of RFC 8785', () => {
  interface Vector {
    readonly name: string;
    readonly input_text: string;
    readonly canonical_hex: string;
  }
  const cases: readonly Vector[] = existsSync(vectors) ? JSON.parse(readFileSync(vectors, 'utf8')).cases : [];
  test.each(cases)('$name', ({ input_text, canonical_hex }) => {
    expect(Buffer.from(canonicalJson(JSON.parse(input_text)), 'utf8').toString('hex')).toBe(canonical_hex);
  });
});
