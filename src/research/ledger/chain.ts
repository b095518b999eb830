import { canonicalJson } from '../../base/index.ts';
import { LedgerBrokenError } from './errors.ts';
import { type TrialEntry, type TrialLine, trialLineSchema } from './line.ts';

/** `sha256:` and the digest of a text. */
export type HashText = (text: string) => string;

/** The last line of a ledger; `seq` 0 for an empty one. */
export interface LedgerHead {
  readonly seq: number;
  readonly hash: string;
}

/** What the first line follows. */
export const EMPTY_HEAD: LedgerHead = { seq: 0, hash: `sha256:${'0'.repeat(64)}` };

/** Also puts the keys into the order in which they are written. */
const unsealed = trialLineSchema.omit({ hash: true });

/** The line that an entry becomes after `head`: its hash covers every other key, `prev` and so all lines before it included. */
export function sealLine(entry: TrialEntry, head: LedgerHead, sha256: HashText): TrialLine {
  const line = unsealed.parse({ ...entry, seq: head.seq + 1, prev: head.hash });
  return { ...line, hash: sha256(canonicalJson(line)) };
}

/** A line as the file has it, without its line end. */
export function lineText(line: TrialLine): string {
  return JSON.stringify(line);
}

/**
 * Reads whole lines that follow `head` and checks each of them: JSON of the right shape, its number, its hash, the hash before it, and the
 * exact bytes that a writer gives it.
 * @param text lines with their line ends @param file for the place of an error
 * @throws LedgerBrokenError naming the first line that does not hold
 */
export function readLines(
  text: string,
  head: LedgerHead,
  options: { readonly sha256: HashText; readonly file?: string },
): TrialLine[] {
  const lines: TrialLine[] = [];
  let last = head;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = checkedLine(text.slice(from, end === -1 ? text.length : end), last, options);
    lines.push(line);
    last = line;
    if (end === -1) break;
    from = end + 1;
  }
  return lines;
}

/**
 * The line that a text without line end is: a writer that died after the last byte of it but one. Undefined when it is only a part of one.
 * @throws LedgerBrokenError for a whole line that does not hold
 */
export function unendedLine(
  text: string,
  head: LedgerHead,
  options: { readonly sha256: HashText; readonly file?: string },
): TrialLine | undefined {
  return parsedJson(text) === undefined ? undefined : checkedLine(text, head, options);
}

function checkedLine(
  text: string,
  { seq, hash }: LedgerHead,
  { sha256, file }: { readonly sha256: HashText; readonly file?: string },
): TrialLine {
  const own = seq + 1;
  const broken = (fact: string): LedgerBrokenError => new LedgerBrokenError(own, fact, file);
  const parsed = trialLineSchema.safeParse(parsedJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw broken(`cannot be read: ${issue.path.length === 0 ? 'it is no line of a ledger' : issue.path.join('.')}`);
  }
  const line = parsed.data;
  if (line.seq !== own) throw broken(`says it is line ${line.seq}: lines are missing or stand twice`);
  if (line.prev !== hash)
    throw broken(`does not follow ${seq === 0 ? 'an empty ledger' : `line ${seq}`}: lines were changed or removed`);
  const { hash: said, ...rest } = line;
  if (sha256(canonicalJson(rest)) !== said || lineText(line) !== text) throw broken('was changed after it was written');
  return line;
}

/** Undefined for what is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
