/** How the sentences of a synthetic review reach the page: capitals, typos, line breaks, HTML. */
import type { Dice } from '../dice.js';

/** Swaps, drops or doubles one letter inside a word. */
export function addTypo(sentence: string, dice: Dice): string {
  if (sentence.length < 8) return sentence;
  const at = 2 + dice.integer(sentence.length - 4);
  if (!/[a-z]{2}/.test(sentence.slice(at, at + 2))) return sentence;
  const [here, next] = [sentence[at]!, sentence[at + 1]!];
  const replacement = dice.pick([next + here, here, here + here + next]);
  return sentence.slice(0, at) + replacement + sentence.slice(at + 2);
}

export function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** The site's own way to store a text: breaks as tags, quotes and ampersands as entities. */
export function toHtml(sentences: readonly string[], dice: Dice): string {
  const escaped = sentences.map((sentence) =>
    sentence.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&#34;'),
  );
  if (escaped.length < 2) return `${escaped.join('')}<br />`;
  const at = 1 + dice.integer(escaped.length - 1);
  return `${escaped.slice(0, at).join(' ')}<br /><br />${escaped.slice(at).join(' ')}`;
}
