/** Where a text stops being JSON; line and column count from 1. Undefined for a text that is JSON. */
export function jsonPlace(text: string): { readonly line: number; readonly column: number } | undefined {
  if (!breaksBefore(text, Infinity)) return undefined;
  // The engine names the place of some faults only. Every beginning of the text that could still go on is fine, every longer one is not.
  let fine = 0;
  let broken = text.length + 1;
  while (broken - fine > 1) {
    const middle = (fine + broken) >>> 1;
    if (breaksBefore(text.slice(0, middle), middle)) broken = middle;
    else fine = middle;
  }
  const lines = text.slice(0, fine).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Whether a text is at fault before its end, and does not only end too early. */
function breaksBefore(text: string, end: number): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (end === Infinity) return true;
    if (/^Unexpected end|^Unterminated string/.test(error.message)) return false;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    return position === undefined || Number(position) < end;
  }
}
