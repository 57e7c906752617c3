import type { TrainingSearch } from '../../evaluation/comparison/search-training.js';
import type { Comparison } from '../../evaluation/comparison/types.js';
import { escapeMarkup } from '../html/escape.js';
import { renderHtmlTable } from '../html/html-table.js';
import { htmlPage } from '../html/page.js';
import { stableJson } from '../render-json.js';
import type { Section } from '../sections/types.js';
import { sectionText } from '../text/section-text.js';
import { choicesSection } from './choices-section.js';
import { searchSection } from './search-section.js';

/** What can be rendered: the result of `compareModels` or of `searchTraining`. */
export type ComparisonResult = Comparison | TrainingSearch;

/** A comparison of models, or a search of settings, for a terminal or a text file. Ends in a newline. */
export function renderComparisonText(result: ComparisonResult, title?: string): string {
  return `${sectionText(sectionOf(result, title))}\n`;
}

/** The same as a self-contained page: the style is inside, nothing is fetched, nothing is executed. Text from data is escaped. */
export function renderComparisonHtml(result: ComparisonResult, title?: string): string {
  const section = sectionOf(result, title);
  const parts = [
    ...section.paragraphs.map((text) => `<p>${escapeMarkup(text)}</p>`),
    ...section.tables.map(renderHtmlTable),
  ];
  return htmlPage(section.title, `<section id="${section.id}">\n${parts.join('\n')}\n</section>`);
}

/** The same as JSON with all numbers in full and keys in alphabetical order. */
export function renderComparisonJson(result: ComparisonResult): string {
  return stableJson({ formatVersion: 1, ...result }, 'comparison');
}

function sectionOf(result: ComparisonResult, title: string | undefined): Section {
  return 'cells' in result ? choicesSection(result, title) : searchSection(result, title);
}
