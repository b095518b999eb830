/** Edits (insert, delete, replace, swap of neighbours) that turn one text into the other; optimal string alignment. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i += 1) table[i * width] = i;
  for (let j = 0; j <= b.length; j += 1) table[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = table[(i - 1) * width + j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, table[(i - 1) * width + j]! + 1, table[i * width + j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, table[(i - 2) * width + j - 2]! + 1);
      table[i * width + j] = best;
    }
  }
  return table[a.length * width + b.length]!;
}

/** The known word nearest to what was asked, or undefined when none is near (more than a third of the letters differ). */
export function nearest(asked: string, known: Iterable<string>): string | undefined {
  const wanted = asked.toLowerCase().replaceAll(/[-\s]/g, '_');
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const word of known) {
    if (Math.abs(word.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, word.toLowerCase());
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** The sentence for a hint: `did you mean "rsi_14"?`, or the short list of what exists, or undefined when there is nothing. */
export function didYouMean(asked: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const near = nearest(asked, words);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (words.length === 0) return undefined;
  const shown = words.slice(0, 12).map((word) => `"${word}"`);
  return `known: ${shown.join(', ')}${words.length > shown.length ? ` and ${words.length - shown.length} more` : ''}`;
}
