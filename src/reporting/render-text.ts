import { cleanText, confidenceLevel, decimalInterval, percentInterval } from './format.js';
import type { Report } from './report.js';
import { buildSections } from './sections/build-sections.js';
import { findings } from './sections/findings.js';
import type { Section } from './sections/types.js';
import { renderTextTable } from './text/text-table.js';

/** Columns that running text may take. */
const LINE_LENGTH = 100;

/** The report for a terminal or a text file: the same sections as the page, pictures left out. Ends in a newline. */
export function renderText(report: Report): string {
  const blocks = [
    heading(report.title, '='),
    ...(report.notes.length > 0 ? [list(report.notes)] : []),
    summary(report),
    ...buildSections(report).map(sectionText),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function summary({ evaluation }: Report): string {
  const { intervals } = evaluation.contenders[0]!;
  const majority = evaluation.contenders.find(({ name }) => name === 'majority')?.intervals;
  const beside = (text: string | undefined) => (text === undefined ? '' : `   (majority baseline ${text})`);
  const lines = [
    `accuracy         ${percentInterval(intervals.accuracy)}${beside(majority && percentInterval(majority.accuracy))}`,
    `within one step  ${percentInterval(intervals.withinOne)}${beside(majority && percentInterval(majority.withinOne))}`,
    `MAE              ${decimalInterval(intervals.mae)}${beside(majority && decimalInterval(majority.mae))}`,
  ];
  const title = heading(`Result (${confidenceLevel(evaluation.confidence)} % intervals in brackets)`, '-');
  return [title, lines.join('\n'), list(findings(evaluation))].join('\n\n');
}

function sectionText({ title, paragraphs, tables }: Section): string {
  return [
    heading(title, '-'),
    ...paragraphs.map((text) => wrap(cleanText(text))),
    ...tables.map(renderTextTable),
  ].join('\n\n');
}

function heading(title: string, underline: string): string {
  const text = cleanText(title);
  return `${text}\n${underline.repeat([...text].length)}`;
}

function list(entries: readonly string[]): string {
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
