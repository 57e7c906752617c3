import { cleanText, truncate } from '../format.js';
import type { Table } from '../sections/types.js';

/** Longest cell that is shown whole; URLs and descriptions are cut here. */
const LONGEST_CELL = 100;

/** A table of aligned columns under its caption; columns without a label have no header. */
export function renderTextTable(table: Table): string {
  const rows = table.rows.map((row) => row.map((cell) => truncate(cleanText(cell), LONGEST_CELL)));
  const labels = table.columns.map(({ label }) => label);
  const lines = labels.some((label) => label !== '') ? [labels, ...rows] : rows;
  const widths = labels.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))));
  const body = lines.map((line) =>
    line
      .map((cell, column) => {
        const padding = ' '.repeat(widths[column]! - width(cell));
        return table.columns[column]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
  return [`${cleanText(table.caption)}:`, ...body.map((line) => `  ${line}`.trimEnd())].join('\n');
}

function width(text: string): number {
  return [...text].length;
}
