import type { ResolvedTfidfOptions } from './options.js';

/** Splits a text into its terms, repetitions included. */
export type Analyser = (text: string) => string[];

/** scikit-learn's word analyser: words by pattern, then sequences of words joined by a space, shortest first. */
export function createAnalyser({
  lowercase,
  tokenPattern,
  ngramRange: [shortest, longest],
}: Pick<ResolvedTfidfOptions, 'lowercase' | 'tokenPattern' | 'ngramRange'>): Analyser {
  const pattern = new RegExp(tokenPattern, 'gu');
  return (text) => {
    const words: string[] = (lowercase ? text.toLowerCase() : text).match(pattern) ?? [];
    if (longest === 1) return words;
    const terms = shortest === 1 ? words.slice() : [];
    for (let length = Math.max(shortest, 2); length <= longest; length++) {
      for (let start = 0; start + length <= words.length; start++) {
        let term = words[start]!;
        for (let next = start + 1; next < start + length; next++) term += ` ${words[next]}`;
        terms.push(term);
      }
    }
    return terms;
  };
}

/** Order by code point, as Python sorts strings; JavaScript's own order differs beyond the basic plane. */
export function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates, which stand for the highest code points, behind the rest of the basic plane. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
