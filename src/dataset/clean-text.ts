import { decodeHTMLStrict } from 'entities';

/** Bounded by the next `<`, so that hostile text costs linear time; `I <3 this` is no tag. */
const TAG = /<(?:\/?[a-z][^<>]*|![^<>]*)>/gi;
/** Escaped twice, as some files have it: `&lt;br /&gt;`. */
const LINE_BREAK_TAG = /<br\s*\/?>/gi;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const SPACE = /[\s\u0000-\u001f\u007f\u200b\ufeff]+/g;

/**
 * Text as a reader sees it: HTML tags (`<br>` above all) become spaces, entities are decoded, letters are in Unicode
 * form NFC, halves of surrogate pairs become U+FFFD, runs of white space become one space. Applied to training data
 * and to inputs of predictions alike.
 */
export function cleanText(text: string): string {
  let cleaned = text;
  if (cleaned.includes('<')) cleaned = cleaned.replace(TAG, ' ');
  if (cleaned.includes('&')) cleaned = decodeHTMLStrict(cleaned).replace(LINE_BREAK_TAG, ' ');
  return cleaned
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC')
    .replace(SPACE, ' ')
    .trim();
}
