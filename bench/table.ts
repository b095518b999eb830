import type { RowResult } from './row.ts';

/** The table that `npm run bench` prints: one line per row with target, figure and verdict. */
export function renderTable(results: readonly RowResult[], emuNs: number): string {
  const lines = results.map(({ group, name, target, figure, unit, verdict }) => [
    group,
    name,
    `≤ ${target} ${unit}`,
    figure === null ? '–' : `${figure.toFixed(figure < 10 ? 2 : 1)} ${unit}`,
    verdict,
  ]);
  const table = [['part', 'work', 'target', 'figure', 'verdict'], ...lines];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((cells) => (cells[column] ?? '').length)));
  const text = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `1 EMU = ${emuNs.toFixed(3)} ns here (Node ${process.version}, ${process.platform}-${process.arch})\n${text.join('\n')}\n`;
}
