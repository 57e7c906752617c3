/** Puts a synthetic product, its flaws and its surroundings together as one SVG. */
import type { Dice } from '../dice.js';
import type { Kind, Product } from '../types.js';
import { drawBag, drawHat, drawShoe, drawWatch } from './accessories.js';
import { drawBackdrop, drawClutter } from './backdrop.js';
import { fabricPattern } from './fabric.js';
import { drawFlaws, drawThreads } from './flaws.js';
import { type Drawing, drawDress, drawShirt } from './garments.js';
import { colour, css, fade, shade } from './palette.js';

const DRAW: Readonly<Record<Kind, (product: Product) => Drawing>> = {
  shirt: drawShirt,
  dress: drawDress,
  bag: drawBag,
  shoe: drawShoe,
  hat: drawHat,
  watch: drawWatch,
};

/** SVG text of `size` x `size` pixels. Holds no letters, since fonts differ from machine to machine. */
export function drawScene(product: Product, size: number, dice: Dice): string {
  const { traits } = product;
  const base = fade(colour(product.colour), traits.fading * 0.75);
  const accent = fade(colour(product.accent), traits.fading * 0.75);
  const { body, behind, over } = DRAW[product.kind](product);
  const tilt = (dice.chance(0.5) ? 1 : -1) * (traits.crookedness * 24 + dice.between(0, 2));
  const scale = dice.between(0.88, 1) - traits.crookedness * 0.1;
  const shiftX = dice.between(-1.5, 1.5) + traits.crookedness * dice.between(-9, 9);
  const place = `translate(${50 + shiftX} ${50 + dice.between(-1.5, 1.5)}) rotate(${tilt}) scale(${scale}) translate(-50 -50)`;
  const outline = css(shade(base, -0.45));
  // A seam where the pattern does not meet: the right half is cut from another, differently dyed piece.
  const patch =
    traits.mismatch > 0
      ? `<rect x="${52 - traits.mismatch * 8}" y="0" width="60" height="100" fill="url(#patch)"/>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 100 100">
<defs>
${fabricPattern('fabric', product.pattern, base, accent)}
${fabricPattern('patch', product.pattern, shade(base, (dice.chance(0.5) ? 1 : -1) * 0.4 * traits.mismatch), accent, 12 + 40 * traits.mismatch, 4)}
<clipPath id="outline"><path d="${body}"/></clipPath>
<linearGradient id="light" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".28"/><stop offset=".55" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".26"/></linearGradient>
</defs>
${drawBackdrop(product.backdrop, dice)}
${drawClutter(traits.clutter, dice)}
<g transform="translate(2 2.6) ${place}" opacity=".16"><path d="${body}"/></g>
<g transform="${place}">
${behind}
<path d="${body}" fill="url(#fabric)"/>
<g clip-path="url(#outline)">${patch}<rect width="100" height="100" fill="url(#light)"/></g>
<path d="${body}" fill="none" stroke="${outline}" stroke-width=".9" stroke-linejoin="round"/>
${over}
<g clip-path="url(#outline)">${drawFlaws(traits, dice)}</g>
${drawThreads(traits.threads, dice)}
</g>
</svg>`;
}
