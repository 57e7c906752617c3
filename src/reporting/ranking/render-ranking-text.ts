import type { RankingEvaluation } from '../../evaluation/ranking/types.js';
import { sectionText } from '../text/section-text.js';
import { rankingSection } from './ranking-section.js';

/** An evaluation of rankers for a terminal or a text file. Ends in a newline. */
export function renderRankingText(evaluation: RankingEvaluation, title?: string): string {
  return `${sectionText(rankingSection(evaluation, title))}\n`;
}
