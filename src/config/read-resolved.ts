import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Path, pathText } from './node.ts';

/** One value of a resolved config: where it stands, its text, and where it came from. */
export interface ResolvedSetting {
  /** `agents[0].risk.max_position_pct`. */
  readonly path: string;
  /** As written: `0.2`, `[SPX]`, `{}`. */
  readonly text: string;
  /** `default`, `config/project.yaml:9`; empty when the line has none. */
  readonly origin: string;
}

/**
 * Reads what {@link resolvedYaml} wrote: every value stands on one line, with its origin as the comment of that line.
 * @throws RangeError when the text is not YAML
 */
export function readResolved(text: string): readonly ResolvedSetting[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const problem = document.errors[0];
  if (problem !== undefined) throw new RangeError(problem.message);
  const lines = text.split('\n');
  const settings: ResolvedSetting[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (!isNode(node) || node.range === undefined || node.range === null) return;
    const inline = isScalar(node) || ((isMap(node) || isSeq(node)) && node.flow === true);
    if (inline) {
      const [from, to] = node.range;
      const { line, col } = counter.linePos(to);
      const rest = (lines[line - 1] ?? '').slice(col - 1);
      settings.push({ path: pathText(path), text: text.slice(from, to), origin: /^\s*# (.*)$/.exec(rest)?.[1] ?? '' });
    } else if (isMap(node)) {
      for (const pair of node.items) visit(pair.value, [...path, String(isScalar(pair.key) ? pair.key.value : pair.key)]);
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    }
  };
  visit(document.contents, []);
  return settings;
}
