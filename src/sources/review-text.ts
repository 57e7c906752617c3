/** "Five Stars" is what Amazon filled in for reviewers who wrote no title: the rating in words. */
const PLACEHOLDER = /^\s*(one|two|three|four|five)\s+stars?\s*$/i;

/** Which fields make the text of a review. */
export type ReviewText = 'title-and-text' | 'text';

/**
 * Title and text as one: "Title. Text". A title that Amazon made up from the rating ("Five Stars") is left out, since
 * it would give the answer away; so is one that the text only repeats.
 */
export function joinReviewText(
  title: string | undefined,
  text: string | undefined,
  kind: ReviewText,
): string | undefined {
  if (kind === 'text' || title === undefined || PLACEHOLDER.test(title)) return text;
  if (text === undefined) return title;
  const heading = title.trim();
  const beginning = heading.replace(/(\.{2,}|…)$/, '');
  if (text.trimStart().startsWith(beginning)) return text;
  return /[.!?…:;,]$/.test(heading) ? `${heading} ${text}` : `${heading}. ${text}`;
}
