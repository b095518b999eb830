import { invariant, moneyText, shortestDecimal } from '../../base/index.ts';

/**
 * How numbers of a run are printed. Money has the currency's digits; prices and quantities have the decimals they were made of: the
 * last two of a float's seventeen digits are noise of binary arithmetic (1441 × 0.01 = 14.410000000000002) and are dropped.
 */
export function plainDecimal(value: number): string {
  return shortestDecimal(Number(value.toPrecision(15)));
}

/** A fraction with six decimals, as in `0.197315`; empty when it is not known. */
export function ratioCell(value: number): string {
  if (Number.isNaN(value)) return '';
  const text = value.toFixed(6);
  return text === '-0.000000' ? '0.000000' : text;
}

/** Money; empty when it is not known. */
export function moneyCell(value: number, decimals: number): string {
  return Number.isNaN(value) ? '' : moneyText(value, decimals);
}

/** A price or a quantity; empty when it is not known. */
export function decimalCell(value: number): string {
  return Number.isNaN(value) ? '' : plainDecimal(value);
}

/** Three significant digits, as in `1.04e-8`: shares of a bar's volume. */
export function shareNumber(value: number): number {
  return Number(value.toPrecision(3));
}

/** A text that needs no quotes in CSV. @throws InvariantError when it would */
export function textCell(value: string | null): string {
  if (value === null) return '';
  invariant(!/[",\r\n]/.test(value), 'texts in run files hold no comma, quote or line break');
  return value;
}
