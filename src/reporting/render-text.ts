import { confidenceLevel, decimalInterval, percentInterval } from './format.js';
import type { Report } from './report.js';
import { buildSections } from './sections/build-sections.js';
import { findings } from './sections/findings.js';
import { heading, list, sectionText } from './text/section-text.js';

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
