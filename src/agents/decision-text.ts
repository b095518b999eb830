import { shortestDecimal } from '../base/index.ts';
import { BAR_FIELDS } from '../market/index.ts';

/** Reasons have at most this many characters. */
const LONGEST_REASON = 400;

/** For people: four significant digits, and two decimals where that shows more, as a plain decimal. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'missing';
  const size = Math.abs(value);
  const rounded = Number(size >= 100 ? value.toFixed(2) : value.toPrecision(4));
  return size >= 1e-6 && size < 1e20 ? String(rounded) : shortestDecimal(rounded);
}

/** A reason that fits into a record. */
export function reasonText(text: string): string {
  return text.length <= LONGEST_REASON ? text : `${text.slice(0, LONGEST_REASON - 1)}…`;
}

/** A JSON pointer into the payload of a decision: `/features/SPX/rsi_14`. */
export function payloadPointer(...parts: readonly string[]): string {
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The pointer to a bar field or a feature of a symbol. */
export function columnPointer(name: string, symbol: string): string {
  return payloadPointer(BAR_FIELDS.some((field) => field === name) ? 'market_data' : 'features', symbol, name);
}
