/** What lies behind a synthetic product: studio paper, a wall, a floor, and things that should not be there. */
import type { Dice } from '../dice.js';
import type { Backdrop } from '../types.js';
import { COLOUR_NAMES, colour, css, shade } from './palette.js';

const FLAT: Readonly<Record<Backdrop, string>> = {
  white: '#fbfbfa',
  grey: '#dfe1e4',
  pastel: '#f3e6e8',
  wall: '#d8cdb8',
  wood: '#b98a5a',
  blanket: '#8f86a0',
};
const PASTELS = ['#f3e6e8', '#e4eef3', '#eaf2e2', '#f5eedb'];

export function drawBackdrop(backdrop: Backdrop, dice: Dice): string {
  const fill = backdrop === 'pastel' ? dice.pick(PASTELS) : FLAT[backdrop];
  const ground = `<rect x="-20" y="-20" width="140" height="140" fill="${fill}"/>`;
  if (backdrop === 'wood') {
    const boards = Array.from({ length: 9 }, (_, i) => {
      const y = i * 13 - 6 + dice.between(-1, 1);
      return `<path d="M-20 ${y} H120" stroke="#8a6038" stroke-width="1"/><path d="M${dice.integer(100)} ${y} v13" stroke="#8a6038"/>`;
    });
    return ground + boards.join('');
  }
  if (backdrop === 'wall') return `${ground}<rect x="-20" y="84" width="140" height="40" fill="#a08c6c"/>`;
  if (backdrop === 'blanket') {
    const folds = Array.from({ length: 7 }, () => {
      const x = dice.between(-10, 110);
      return `<path d="M${x} -20 Q${x + dice.between(-25, 25)} 50 ${x + dice.between(-10, 10)} 120" fill="none" stroke="#6f6682" stroke-width="${dice.between(2, 6)}" opacity=".6"/>`;
    });
    return ground + folds.join('');
  }
  return ground;
}

/** Boxes, cups, cables and hangers around the product; more of them for a higher severity. */
export function drawClutter(severity: number, dice: Dice): string {
  const count = severity === 0 ? 0 : 2 + Math.round(severity * 6);
  return Array.from({ length: count }, () => {
    const edge = dice.integer(4);
    const along = dice.between(0, 100);
    const across = dice.between(-4, 14);
    const [x, y] = [
      [along, across],
      [along, 100 - across],
      [across, along],
      [100 - across, along],
    ][edge]!;
    const paint = css(shade(colour(dice.pick(COLOUR_NAMES)), dice.between(-0.3, 0.3)));
    const size = dice.between(5, 13);
    const shape = dice.pick([
      `<rect x="${-size}" y="${-size / 2}" width="${size * 2}" height="${size}" fill="${paint}" stroke="#444" stroke-width=".5"/>`,
      `<circle r="${size * 0.7}" fill="${paint}" stroke="#444" stroke-width=".5"/><circle r="${size * 0.5}" fill="none" stroke="#fff" opacity=".6"/>`,
      `<path d="M${-size} 0 q${size} ${-size} ${size} 0 t${size} 0" fill="none" stroke="#333" stroke-width="1.6"/>`,
    ]);
    return `<g transform="translate(${x} ${y}) rotate(${dice.integer(90)})">${shape}</g>`;
  }).join('');
}
