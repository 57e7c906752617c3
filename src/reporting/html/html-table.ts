import type { Table } from '../sections/types.js';
import { escapeMarkup } from './escape.js';

/** A table with its caption; the first cell of a row heads it. Folded tables open by a click, without script. */
export function renderHtmlTable(table: Table): string {
  const html = `<div class="scroll" role="group" tabindex="0" aria-label="${escapeMarkup(table.caption)}"><table>${caption(table)}${head(table)}${body(table)}</table></div>`;
  if (!table.folded) return html;
  return `<details><summary>${escapeMarkup(table.caption)} (${table.rows.length})</summary>${html}</details>`;
}

function caption({ caption: text, folded }: Table): string {
  return `<caption${folded ? ' class="hidden"' : ''}>${escapeMarkup(text)}</caption>`;
}

function head({ columns }: Table): string {
  if (columns.every(({ label }) => label === '')) return '';
  const cells = columns.map(
    ({ label, align }) => `<th scope="col"${alignment(align)}>${escapeMarkup(label)}</th>`,
  );
  return `<thead><tr>${cells.join('')}</tr></thead>`;
}

function body({ columns, rows }: Table): string {
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const align = alignment(columns[column]?.align ?? 'left');
      const text = escapeMarkup(cell);
      return column === 0 ? `<th scope="row"${align}>${text}</th>` : `<td${align}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<tbody>${lines.join('\n')}</tbody>`;
}

function alignment(align: 'left' | 'right'): string {
  return align === 'right' ? ' class="number"' : '';
}
