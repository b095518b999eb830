const MINUS = '\u2212';

/** `12,345.60`, `−0.05`; a value that rounds to zero has no sign. */
export function formatNumber(value: number, decimals: number): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const text = group(fixed);
  return value < 0 && Number(fixed) !== 0 ? `${MINUS}${text}` : text;
}

/** As {@link formatNumber}, with a plus in front of gains. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** `12.34 %` of a fraction. */
export function formatPercent(fraction: number, decimals = 2): string {
  return `${formatNumber(fraction * 100, decimals)}\u00a0%`;
}

/** `+12.34 %`. */
export function formatSignedPercent(fraction: number, decimals = 2): string {
  return `${formatSigned(fraction * 100, decimals)}\u00a0%`;
}

/** Money written as decimal text: thousands separated, real minus. */
export function formatMoneyText(text: string): string {
  const negative = text.startsWith('-');
  const body = group(negative ? text.slice(1) : text);
  return negative && /[1-9]/.test(body) ? `${MINUS}${body}` : body;
}

/** As {@link formatMoneyText}, with a plus in front of gains. */
export function formatSignedMoneyText(text: string): string {
  const plain = formatMoneyText(text);
  return plain.startsWith(MINUS) || !/[1-9]/.test(plain) ? plain : `+${plain}`;
}

const SCALES = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** Short text for an axis with steps of `step`: `1.25M`, `120k`, `0.05`. */
export function formatCompact(value: number, step: number): string {
  if (value === 0) return '0';
  const size = Math.max(Math.abs(value), Math.abs(step));
  const [scale, suffix] = SCALES.find(([least]) => size >= least * 10 || (least >= 1e6 && size >= least)) ?? [1, ''];
  return `${formatNumber(value / scale, decimalsOf(step / scale))}${suffix}`;
}

/** Digits after the point that a step of this size needs, at most 8. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 8; decimals += 1) {
    const scaled = step * Number(`1e${decimals}`);
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled) && Math.round(scaled) > 0) return decimals;
  }
  return 8;
}

/** A price or quantity with as many digits as it needs, at most 8, at least `least`. */
export function formatPlain(value: number, least = 0): string {
  const decimals = Math.abs(value) >= 1000 ? 2 : Math.abs(value) >= 1 ? 4 : 8;
  const fixed = value.toFixed(decimals).replace(/(\.\d*?)0+$/, '$1');
  const have = (fixed.split('.')[1] ?? '').length;
  return formatNumber(value, Math.max(least, have));
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
