/** Outlines of shirts and dresses on a 100 x 100 canvas. */
import type { Neckline, Product } from '../types.js';
import { colour, css, shade } from './palette.js';

/** How a product is drawn. */
export interface Drawing {
  /** Path data of everything that is filled with the fabric. */
  readonly body: string;
  /** SVG drawn behind the body. */
  readonly behind: string;
  /** SVG drawn over the body: seams, soles, buckles. */
  readonly over: string;
}

const NECK_DEPTH: Readonly<Record<Neckline, string>> = {
  crew: 'Q50 27 60 17',
  'v-neck': 'L50 35 L60 17',
  scoop: 'C42 34 58 34 60 17',
};

export function drawShirt(product: Product): Drawing {
  const longSleeves = product.style === 'long-sleeve shirt';
  const polo = product.style === 'polo shirt';
  const neck = polo ? NECK_DEPTH.crew : NECK_DEPTH[product.neckline];
  const left = longSleeves ? 'L26 44 L22 80 L11 78 L15 40 Q17 26 28 21' : 'L27 42 L17 50 L8 37 Q16 26 28 21';
  const right = longSleeves ? 'Q83 26 85 40 L89 78 L78 80 L74 44' : 'Q84 26 92 37 L83 50 L73 42';
  const body = `M40 17 ${neck} L72 21 ${right} L73 88 Q50 91 27 88 ${left} Z`;
  const line = css(shade(colour(product.colour), -0.35));
  const inside = `<path d="M40 17 Q50 12 60 17 L60 20 Q50 27 40 20 Z" fill="${css(shade(colour(product.colour), -0.5))}"/>`;
  const collar = polo
    ? `<path d="M38 16 L50 27 L44 33 L34 20 Z M62 16 L50 27 L56 33 L66 20 Z" fill="${css(shade(colour(product.accent), -0.1))}" stroke="${line}" stroke-width=".6"/>` +
      `<path d="M50 27 V46" stroke="${line}"/><circle cx="50" cy="33" r="1" fill="#fff"/><circle cx="50" cy="39" r="1" fill="#fff"/>`
    : '';
  const hem = `<path d="M27 84 Q50 87 73 84 M27 42 L28 30 M73 42 L72 30" fill="none" stroke="${line}" stroke-width=".7" stroke-dasharray="2 1"/>`;
  return { body, behind: inside, over: collar + hem };
}

export function drawDress(product: Product): Drawing {
  const midi = product.style === 'midi dress';
  const flare = product.style === 'A-line dress' ? 27 : midi ? 16 : 20;
  const hem = midi ? 94 : 84;
  const sleeves = product.style === 'sleeveless dress' ? ['', ''] : ['L68 30 L61 34', 'L39 34 L32 30'];
  const neck = { crew: 'Q50 20 57 12', 'v-neck': 'L50 28 L57 12', scoop: 'C44 25 56 25 57 12' }[
    product.neckline
  ];
  const body =
    `M43 12 ${neck} L63 14 ${sleeves[0]} L61 30 Q59 38 60 45 Q${62 + flare / 3} 66 ${50 + flare} ${hem} ` +
    `Q50 ${hem + 4} ${50 - flare} ${hem} Q${38 - flare / 3} 66 40 45 Q41 38 39 30 ${sleeves[1]} L37 14 Z`;
  const dark = css(shade(colour(product.colour), -0.35));
  const belt = `<path d="M39.6 43 Q50 46 60.4 43 L60.6 47 Q50 50 39.4 47 Z" fill="${css(shade(colour(product.accent), -0.15))}"/>`;
  const folds = `<path d="M46 50 Q43 66 ${50 - flare / 2} ${hem - 1} M54 50 Q57 66 ${50 + flare / 2} ${hem - 1}" fill="none" stroke="${dark}" stroke-width=".7" opacity=".7"/>`;
  return { body, behind: '', over: belt + folds };
}
