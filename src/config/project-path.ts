/**
 * A path as it is written → the path from the project folder with `/`, or undefined when it leaves the folder: absolute paths, `~`, a
 * drive letter, and `..` beyond the folder.
 */
export function projectPath(written: string): string | undefined {
  const text = written.replaceAll('\\', '/');
  if (/^(\/|~|[A-Za-z]:)/.test(text) || text.includes('\0')) return undefined;
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
