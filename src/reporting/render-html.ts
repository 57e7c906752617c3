import type { Interval } from '../evaluation/types.js';
import { confidenceLevel, count, decimal, oneDecimal, percent } from './format.js';
import { escapeMarkup } from './html/escape.js';
import { renderHtmlTable } from './html/html-table.js';
import { htmlPage } from './html/page.js';
import { type Plot, renderPlots } from './render-plots.js';
import type { Report } from './report.js';
import { buildSections } from './sections/build-sections.js';
import { findings } from './sections/findings.js';
import type { Section } from './sections/types.js';

/**
 * The report as one self-contained page: pictures and style are inside, nothing is fetched, nothing is executed.
 * All text from data is escaped.
 *
 * @param plots the pictures when they have been drawn already; without them they are drawn
 */
export async function renderHtml(report: Report, plots?: readonly Plot[]): Promise<string> {
  const pictures = new Map((plots ?? (await renderPlots(report))).map(({ name, svg }) => [name, svg]));
  const sections = buildSections(report);
  const links = sections.map(({ id, title }) => `<li><a href="#${id}">${escapeMarkup(title)}</a></li>`);
  return htmlPage(
    report.title,
    [
      notes(report.notes),
      `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>`,
      summary(report),
      ...sections.map((section) => sectionHtml(section, pictures)),
      '<footer>The same numbers in full are in report.json.</footer>',
    ].join('\n'),
  );
}

function notes(entries: readonly string[]): string {
  return entries.map((note) => `<p class="note" role="note">${escapeMarkup(note)}</p>`).join('\n');
}

function summary({ evaluation }: Report): string {
  const { metrics, intervals } = evaluation.contenders[0]!;
  const majority = evaluation.contenders.find(({ name }) => name === 'majority')?.intervals;
  const level = confidenceLevel(evaluation.confidence);
  const tile = (
    label: string,
    own: Interval,
    other: Interval | undefined,
    show: (value: number) => string,
    bound = show,
  ) =>
    `<div><dt>${label}</dt><dd class="value">${show(own.value)}</dd><dd>${level} % interval ${bound(own.low)} to ${show(own.high)}</dd>` +
    (other ? `<dd>majority baseline ${show(other.value)}</dd>` : '') +
    '</div>';
  return `<section id="result"><h2>Result on ${count(metrics.rows)} test ${metrics.rows === 1 ? 'row' : 'rows'}</h2>
<dl class="tiles">
${tile('accuracy', intervals.accuracy, majority?.accuracy, percent, oneDecimal)}
${tile('within one step of the scale', intervals.withinOne, majority?.withinOne, percent, oneDecimal)}
${tile('mean absolute error', intervals.mae, majority?.mae, decimal)}
</dl>
<ul>${findings(evaluation)
    .map((finding) => `<li>${prose(finding)}</li>`)
    .join('\n')}</ul></section>`;
}

function sectionHtml(section: Section, pictures: ReadonlyMap<string, string>): string {
  const figures = section.plots.map(
    (name) => `<figure id="plot-${name}" tabindex="0">${pictures.get(name) ?? ''}</figure>`,
  );
  const parts = [
    ...section.paragraphs.map((text) => `<p>${prose(text)}</p>`),
    ...figures,
    ...section.tables.map(renderHtmlTable),
  ];
  return `<section id="${section.id}"><h2>${escapeMarkup(section.title)}</h2>\n${parts.join('\n')}</section>`;
}

/** Running text in which no line breaks before a percent sign. */
function prose(text: string): string {
  return escapeMarkup(text).replaceAll(' %', '\u00a0%');
}
