import type { Style } from './style.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under a header, two spaces between columns, numbers to the right. Ends with a line end. */
export function tableText(columns: readonly TableColumn[], rows: readonly (readonly string[])[], style: Style): string {
  const widths = columns.map(({ title }, column) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, column) => padded(cells[column] ?? '', widths[column]!, align ?? 'left'))
      .join('  ')
      .trimEnd();
  const header = style.bold(line(columns.map(({ title }) => title)));
  return `${[header, ...rows.map(line)].join('\n')}\n`;
}

/** Two columns: names and their values. */
export function factsText(facts: readonly (readonly [name: string, value: string])[], style: Style): string {
  const width = Math.max(0, ...facts.map(([name]) => textWidth(name)));
  return facts.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${value}\n`).join('');
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - textWidth(text));
  return align === 'right' ? space + text : text + space;
}

/** Cells a text takes: colour codes take none. */
export function textWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour code
  return [...text.replaceAll(/\u001b\[[0-9;]*m/g, '')].length;
}
