/** A fenced block of a page: commands to run, a file to write, what a command prints, or something to read only. */
export interface Block {
  readonly kind: 'commands' | 'file' | 'output' | 'other';
  /** Path for a file block, written after the language in brackets: ```yaml [config/project.yaml] */
  readonly path: string | undefined;
  readonly text: string;
  /** Line of the first line inside the fence, from 1. */
  readonly line: number;
  /** The word after the fence. */
  readonly language: string;
  /** Why these commands are not run, from `<!-- not run: … -->` above the block. */
  readonly notRun: string | undefined;
}

/** `sh` blocks are commands, blocks with a [path] are files, `text` blocks after commands are what they print. */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const opening = /^```(\w+)(?: \[([^\]]+)\])?$/.exec(lines[i]!);
    if (opening === null) continue;
    const start = i + 1;
    i = start;
    while (i < lines.length && lines[i] !== '```') i += 1;
    const text = lines.slice(start, i).join('\n');
    const kind =
      opening[2] !== undefined ? 'file' : opening[1] === 'sh' ? 'commands' : opening[1] === 'text' ? 'output' : 'other';
    blocks.push({ kind, path: opening[2], text, line: start + 1, language: opening[1]!, notRun: reasonAbove(lines, start - 1) });
  }
  return blocks;
}

function reasonAbove(lines: readonly string[], fence: number): string | undefined {
  const above = lines.slice(0, fence).findLast((line) => line.trim() !== '');
  return /^<!-- not run: (.+) -->$/.exec(above ?? '')?.[1];
}

/** Does the printed text hold these lines in this order? `…` stands for anything, also for lines left out. */
export function missingLine(expected: string, printed: string): string | undefined {
  const lines = printed.split('\n');
  let from = 0;
  for (const line of expected.split('\n')) {
    if (line.trim() === '…' || line.trim() === '') continue;
    const words = line.trim().split(/\s+/);
    const pattern = new RegExp(words.map((word) => word.split('…').map(literal).join('.*')).join('\\s+'));
    const at = lines.findIndex((candidate, index) => index >= from && pattern.test(candidate));
    if (at < 0) return line;
    from = at + 1;
  }
  return undefined;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
