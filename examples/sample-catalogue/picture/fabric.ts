/** Fabric of the synthetic products as SVG patterns. */
import type { Pattern } from '../types.js';
import { css, mix, type Rgb, shade } from './palette.js';

/** An SVG `<pattern>` with the given id; `turn` rotates it in degrees, `shift` moves it. */
export function fabricPattern(
  id: string,
  pattern: Pattern,
  base: Rgb,
  accent: Rgb,
  turn = 0,
  shift = 0,
): string {
  const size = pattern === 'floral' ? 14 : pattern === 'checked' ? 12 : 9;
  return (
    `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" ` +
    `patternTransform="translate(${shift} ${shift}) rotate(${turn})">` +
    `<rect width="${size}" height="${size}" fill="${css(base)}"/>${motif(pattern, base, accent)}</pattern>`
  );
}

function motif(pattern: Pattern, base: Rgb, accent: Rgb): string {
  const second = css(mix(base, accent, 0.85));
  switch (pattern) {
    case 'plain':
      return '';
    case 'striped':
      return `<rect y="2" width="9" height="3.6" fill="${second}"/>`;
    case 'dotted':
      return `<circle cx="2.4" cy="2.4" r="1.7" fill="${second}"/><circle cx="6.9" cy="6.9" r="1.7" fill="${second}"/>`;
    case 'checked':
      return (
        `<rect width="6" height="12" fill="${second}" opacity="0.55"/>` +
        `<rect width="12" height="6" fill="${second}" opacity="0.55"/>`
      );
    case 'floral': {
      const petals = [0, 72, 144, 216, 288]
        .map((turn) => `<ellipse cx="0" cy="-2.4" rx="1.5" ry="2.3" transform="rotate(${turn})"/>`)
        .join('');
      return (
        `<g fill="${second}" transform="translate(4.5 4.5)">${petals}<circle r="1.2" fill="${css(shade(base, 0.6))}"/></g>` +
        `<g fill="${second}" transform="translate(11 11) scale(.6)">${petals}</g>`
      );
    }
  }
}
