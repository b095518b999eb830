/**
 * Conditions as flags: one byte a row, 1 where the condition holds and 0 where it does not, is missing or compares a missing value.
 * Four rows share a word, row 4w in its lowest byte, so that flags are joined four at a time. Every comparison handles `count` rows,
 * a multiple of four: row k of an operand is at its offset plus k, its flag in the byte `at` + k of `out`; `at` is a multiple of four.
 */
export type Compare = (
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  out: Int32Array,
  at: number,
  count: number,
) => void;
export type CompareConstant = (a: Float64Array, aAt: number, b: number, out: Int32Array, at: number, count: number) => void;

/** A flag in each byte. */
export const ALL = 0x01010101;

export const below: Compare = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 4) {
    const i = aAt + k;
    const j = bAt + k;
    out[(at + k) >> 2] =
      Number(a[i]! < b[j]!) |
      (Number(a[i + 1]! < b[j + 1]!) << 8) |
      (Number(a[i + 2]! < b[j + 2]!) << 16) |
      (Number(a[i + 3]! < b[j + 3]!) << 24);
  }
};
export const atMost: Compare = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 4) {
    const i = aAt + k;
    const j = bAt + k;
    out[(at + k) >> 2] =
      Number(a[i]! <= b[j]!) |
      (Number(a[i + 1]! <= b[j + 1]!) << 8) |
      (Number(a[i + 2]! <= b[j + 2]!) << 16) |
      (Number(a[i + 3]! <= b[j + 3]!) << 24);
  }
};
export const equal: Compare = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 4) {
    const i = aAt + k;
    const j = bAt + k;
    out[(at + k) >> 2] =
      Number(a[i] === b[j]) |
      (Number(a[i + 1] === b[j + 1]) << 8) |
      (Number(a[i + 2] === b[j + 2]) << 16) |
      (Number(a[i + 3] === b[j + 3]) << 24);
  }
};

export const belowConstant: CompareConstant = (a, aAt, b, out, at, count) => {
  for (let k = 0; k < count; k += 4) {
    const i = aAt + k;
    out[(at + k) >> 2] =
      Number(a[i]! < b) | (Number(a[i + 1]! < b) << 8) | (Number(a[i + 2]! < b) << 16) | (Number(a[i + 3]! < b) << 24);
  }
};
export const aboveConstant: CompareConstant = (a, aAt, b, out, at, count) => {
  for (let k = 0; k < count; k += 4) {
    const i = aAt + k;
    out[(at + k) >> 2] =
      Number(a[i]! > b) | (Number(a[i + 1]! > b) << 8) | (Number(a[i + 2]! > b) << 16) | (Number(a[i + 3]! > b) << 24);
  }
};

/** Both flags. */
export function both(out: Int32Array, outWord: number, more: Int32Array, moreWord: number, words: number): void {
  for (let w = 0; w < words; w += 1) out[outWord + w] = out[outWord + w]! & more[moreWord + w]!;
}

/** Either flag. */
export function either(out: Int32Array, outWord: number, more: Int32Array, moreWord: number, words: number): void {
  for (let w = 0; w < words; w += 1) out[outWord + w] = out[outWord + w]! | more[moreWord + w]!;
}

/** Puts `code`, 0 to 255, in the bytes whose flag is set and 0 in the others. */
export function put(flags: Int32Array, code: number, out: Int32Array, word: number, words: number): void {
  for (let w = word; w < word + words; w += 1) out[w] = Math.imul(flags[w]!, code);
}

/** Puts `code`, 0 to 255, in the bytes whose flag is set and leaves the others. */
export function putWhere(flags: Int32Array, code: number, out: Int32Array, word: number, words: number): void {
  const codes = Math.imul(code, ALL);
  for (let w = word; w < word + words; w += 1) {
    const old = out[w]!;
    out[w] = old ^ ((old ^ codes) & Math.imul(flags[w]!, 255));
  }
}
