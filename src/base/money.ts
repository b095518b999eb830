/**
 * Money, exact at the border: the simulation computes in float64, everything a person is told in money is whole smallest units.
 */

/** Digits after the point per currency; any other currency has 2. ISO 4217. */
const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, CLP: 0, BHD: 3, KWD: 3, JOD: 3, BTC: 8, ETH: 8, USDT: 6 };

export function currencyDecimals(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/**
 * The one conversion from simulation floats to money: the decimal text with the given digits, halves to even.
 *
 * The float is read as the shortest decimal that names it, so 1.005 rounds as 1.005 and not as 1.00499999999999989.
 * @throws RangeError for NaN and infinities
 */
export function moneyText(value: number, decimals: number): string {
  return fastText(value, decimals) ?? unitsText(moneyUnits(value, decimals), decimals);
}

/** Largest scaled amount whose error of multiplication (half a unit in the last place) stays far below the margin kept to a half. */
const FAST_LIMIT = 1e11;
const FAST_MARGIN = 1e-3;
const SCALES: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** The same text without big integers, for amounts that do not lie near a half: files of runs hold hundreds of thousands of them. */
function fastText(value: number, decimals: number): string | undefined {
  const scale = SCALES[decimals];
  if (scale === undefined || decimals === 0) return undefined;
  const scaled = Math.abs(value) * scale;
  if (!(scaled < FAST_LIMIT)) return undefined;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (Math.abs(rest - 0.5) < FAST_MARGIN) return undefined;
  const digits = String(rest > 0.5 ? whole + 1 : whole).padStart(decimals + 1, '0');
  const text = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return value < 0 && /[1-9]/.test(digits) ? `-${text}` : text;
}

/** As {@link moneyText}, in whole smallest units. */
export function moneyUnits(value: number, decimals: number): bigint {
  return decimalUnits(shortestDecimal(value), decimals);
}

/** Smallest units as text: `-12.30`. */
export function unitsText(units: bigint, decimals: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0');
  const split = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return negative ? `-${text}` : text;
}

/** A plain decimal text (`100000`, `-0.5`) to smallest units, halves to even. @throws RangeError when it is no decimal */
export function decimalUnits(text: string, decimals: number): bigint {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) throw new RangeError(`not a decimal: ${text}`);
  const fraction = match[3] ?? '';
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  let units = BigInt(`${match[2]}${kept}` || '0');
  const rest = fraction.slice(decimals);
  if (rest !== '') {
    const half = `5${'0'.repeat(rest.length - 1)}`;
    if (rest > half || (rest === half && units % 2n === 1n)) units += 1n;
  }
  return match[1] === '-' ? -units : units;
}

/** A float as a plain decimal text without exponent: the shortest that names it. */
export function shortestDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not an amount`);
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const digits = `${match[2]}${match[3] ?? ''}`;
  const exponent = Number(match[4]);
  if (exponent >= 0) return `${match[1]}${digits.padEnd(exponent + 1, '0')}`;
  return `${match[1]}0.${'0'.repeat(-exponent - 1)}${digits}`;
}
