/** Outlines of bags, shoes, hats and watches on a 100 x 100 canvas. */
import type { Product } from '../types.js';
import type { Drawing } from './garments.js';
import { colour, css, shade } from './palette.js';

export function drawBag(product: Product): Drawing {
  const dark = css(shade(colour(product.colour), -0.4));
  const strap = css(shade(colour(product.accent), -0.2));
  if (product.style === 'tote bag') {
    return {
      body: 'M22 40 L78 40 L84 88 Q50 92 16 88 Z',
      behind: `<path d="M36 41 C36 8 64 8 64 41" fill="none" stroke="${strap}" stroke-width="4"/>`,
      over: `<path d="M22 44 L78 44" stroke="${dark}" stroke-width=".8" stroke-dasharray="2 1"/><path d="M36 40 v12 M64 40 v12" stroke="${strap}" stroke-width="4"/>`,
    };
  }
  const crossbody = product.style === 'crossbody bag';
  const behind = crossbody
    ? `<path d="M22 46 C10 -8 90 -8 78 46" fill="none" stroke="${strap}" stroke-width="2.2"/>`
    : `<path d="M35 40 C35 16 65 16 65 40" fill="none" stroke="${strap}" stroke-width="5"/>`;
  const top = crossbody ? 44 : 38;
  return {
    body: `M18 ${top} Q18 ${top - 4} 24 ${top - 4} L76 ${top - 4} Q82 ${top - 4} 82 ${top} L86 80 Q86 86 78 86 L22 86 Q14 86 14 80 Z`,
    behind,
    over:
      `<path d="M18 ${top} L82 ${top} L80 60 Q50 70 20 60 Z" fill="${dark}" opacity=".35"/>` +
      `<rect x="45" y="59" width="10" height="8" rx="1.5" fill="#d9b24c" stroke="#7a5c14" stroke-width=".6"/>`,
  };
}

export function drawShoe(product: Product): Drawing {
  const dark = css(shade(colour(product.colour), -0.45));
  if (product.style === 'pump') {
    return {
      body: 'M10 68 Q14 60 30 64 Q52 68 66 44 Q74 34 86 36 Q90 50 88 58 Q70 62 54 76 Q40 80 12 78 Q6 74 10 68 Z',
      behind: `<path d="M80 50 L90 50 L86 84 L82 84 Z" fill="${dark}"/>`,
      over: `<path d="M10 78 Q40 83 56 76 L54 79 Q40 84 10 81 Z" fill="${dark}"/><path d="M32 65 Q54 66 67 46" fill="none" stroke="${dark}" stroke-width="1.4"/>`,
    };
  }
  if (product.style === 'ankle boot') {
    return {
      body: 'M50 20 L84 20 Q82 44 86 76 L14 76 Q8 62 22 58 Q46 56 50 20 Z',
      behind: '',
      over:
        `<path d="M12 76 H87 V86 H72 V81 H12 Z" fill="${dark}"/>` +
        `<path d="M66 20 L64 52 L72 52 L74 20 Z" fill="${css(shade(colour(product.accent), -0.25))}" opacity=".8"/>`,
    };
  }
  const laces = [0, 1, 2, 3].map((i) => `M${40 + i * 6} ${57 - i * 5} l7 5`).join(' ');
  return {
    body: 'M8 72 Q8 60 22 58 Q36 56 46 44 Q52 36 58 36 Q62 44 74 42 Q82 36 88 38 Q92 54 91 72 Z',
    behind: '',
    over:
      `<path d="M7 71 H92 Q94 82 88 82 H14 Q6 82 7 71 Z" fill="#f4f2ee" stroke="#b9b5ac" stroke-width=".7"/>` +
      `<path d="${laces}" stroke="#fff" stroke-width="2" stroke-linecap="round"/>` +
      `<path d="M58 70 Q62 54 82 46 L84 52 Q68 58 66 70 Z" fill="${css(colour(product.accent))}"/>`,
  };
}

export function drawHat(product: Product): Drawing {
  const dark = css(shade(colour(product.colour), -0.35));
  const band = css(shade(colour(product.accent), -0.2));
  if (product.style === 'sun hat') {
    return {
      body: 'M4 64 Q20 52 30 54 Q30 28 50 28 Q70 28 70 54 Q80 52 96 64 Q74 78 50 78 Q26 78 4 64 Z',
      behind: '',
      over: `<path d="M30 50 Q50 60 70 50 L70 56 Q50 66 30 56 Z" fill="${band}"/>`,
    };
  }
  if (product.style === 'beanie') {
    const ribs = Array.from({ length: 9 }, (_, i) => `M${26 + i * 6} 66 v14`).join(' ');
    return {
      body: 'M24 68 Q22 26 50 24 Q78 26 76 68 Z M21 65 H79 V82 H21 Z',
      behind: `<circle cx="50" cy="22" r="8" fill="${band}"/>`,
      over: `<path d="M21 65 H79" stroke="${dark}"/><path d="${ribs}" stroke="${dark}" stroke-width="1"/>`,
    };
  }
  return {
    body: 'M22 62 Q20 28 52 28 Q80 30 80 62 Q50 54 22 62 Z',
    behind: `<path d="M24 60 Q0 66 4 76 Q30 66 62 64 L60 56 Z" fill="${dark}"/>`,
    over: `<path d="M51 28 Q44 40 46 57 M51 28 Q64 38 66 58" fill="none" stroke="${dark}" stroke-width=".8"/><circle cx="51" cy="27" r="2.4" fill="${band}"/>`,
  };
}

export function drawWatch(product: Product): Drawing {
  const square = product.style === 'square watch';
  const holes = [76, 81, 86].map((y) => `<circle cx="50" cy="${y}" r="1" fill="#222"/>`).join('');
  const frame = square
    ? '<rect x="31" y="33" width="38" height="36" rx="6" fill="#c9ccd2" stroke="#6c7078" stroke-width="1.4"/>'
    : '<circle cx="50" cy="51" r="21" fill="#c9ccd2" stroke="#6c7078" stroke-width="1.4"/>';
  const dial = css(shade(colour(product.accent), 0.55));
  const face = square
    ? `<rect x="35" y="37" width="30" height="28" rx="3" fill="${dial}"/>`
    : `<circle cx="50" cy="51" r="16.5" fill="${dial}"/>`;
  const marks = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330]
    .map((turn) => `<path d="M50 38 v3" stroke="#333" stroke-width="1" transform="rotate(${turn} 50 51)"/>`)
    .join('');
  return {
    body: 'M39 6 Q50 2 61 6 L63 40 H37 Z M37 62 H63 L60 95 Q50 99 40 95 Z',
    behind: '',
    over: `${holes}${frame}${face}${marks}<path d="M50 51 L50 41 M50 51 L58 55" stroke="#222" stroke-width="1.6" stroke-linecap="round"/><rect x="70" y="48" width="4" height="6" rx="1" fill="#8a8e96"/>`,
  };
}
