import { cleanText } from '../format.js';
import type { Section } from '../sections/types.js';
import { renderTextTable } from './text-table.js';

/** Columns that running text may take. */
const LINE_LENGTH = 100;

/** Title, paragraphs and tables of a section. */
export function sectionText({ title, paragraphs, tables }: Section): string {
  return [
    heading(title, '-'),
    ...paragraphs.map((text) => wrap(cleanText(text))),
    ...tables.map(renderTextTable),
  ].join('\n\n');
}

/** A title with a line under it. */
export function heading(title: string, underline: string): string {
  const text = cleanText(title);
  return `${text}\n${underline.repeat([...text].length)}`;
}

/** One bullet per entry. */
export function list(entries: readonly string[]): string {
  return entries.map((entry) => wrap(`* ${cleanText(entry)}`, '  ')).join('\n');
}

/** Breaks lines between words; a longer word stays whole. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE_LENGTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(lines.length === 0 ? word : indent + word);
    }
  }
  return lines.join('\n');
}
