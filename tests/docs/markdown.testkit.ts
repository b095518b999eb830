/** A fenced block of a page: commands to run, a file to write, or what a command prints. */
export interface Block {
  readonly kind: 'commands' | 'file' | 'output';
  /** Path for a file block, written after the language in brackets: ```yaml [config/project.yaml] */
  readonly path: string | undefined;
  readonly text: string;
  readonly line: number;
}

/** `sh` blocks are commands, blocks with a [path] are files, `text` blocks after commands are what they print. Others are prose. */
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
      opening[2] !== undefined ? 'file' : opening[1] === 'sh' ? 'commands' : opening[1] === 'text' ? 'output' : undefined;
    if (kind !== undefined) blocks.push({ kind, path: opening[2], text, line: start });
  }
  return blocks;
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
