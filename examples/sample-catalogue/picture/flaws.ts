/** Visible flaws of a synthetic product, as SVG over its fabric. */
import type { Dice } from '../dice.js';
import type { VisibleTraits } from '../types.js';

/** Flaws that stay inside the outline of the product. */
export function drawFlaws(traits: VisibleTraits, dice: Dice): string {
  return (
    drawWrinkles(traits.wrinkles, dice) + drawPilling(traits.pilling, dice) + drawStains(traits.stains, dice)
  );
}

/** Loose threads hang out of the fabric, so they are drawn over everything. */
export function drawThreads(severity: number, dice: Dice): string {
  return repeat(severity === 0 ? 0 : 3 + Math.round(severity * 9), () => {
    const [x, y] = [dice.between(22, 78), dice.between(40, 86)];
    const bend = () => dice.between(-9, 9);
    const ink = dice.pick(['#2b2b2b', '#f5f5f5', '#555']);
    return `<path d="M${x} ${y} q${bend()} ${bend()} ${bend()} 8 t${bend()} 6" fill="none" stroke="${ink}" stroke-width=".9"/>`;
  });
}

function drawWrinkles(severity: number, dice: Dice): string {
  return repeat(Math.round(severity * 14), () => {
    const [x, y] = [dice.between(12, 78), dice.between(18, 86)];
    const curve = `q${dice.between(4, 12)} ${dice.between(-7, 7)} ${dice.between(12, 24)} ${dice.between(-6, 6)}`;
    const stroke = `fill="none" stroke-width="1.5" opacity="${0.2 + 0.35 * severity}"`;
    return `<path d="M${x} ${y} ${curve}" stroke="#000" ${stroke}/><path d="M${x} ${y + 1.6} ${curve}" stroke="#fff" ${stroke}/>`;
  });
}

function drawPilling(severity: number, dice: Dice): string {
  return repeat(Math.round(severity * 90), () => {
    const ink = dice.chance(0.5) ? '#fff' : '#222';
    return `<circle cx="${dice.between(8, 92)}" cy="${dice.between(10, 94)}" r="${dice.between(0.4, 0.9)}" fill="${ink}" opacity=".55"/>`;
  });
}

function drawStains(severity: number, dice: Dice): string {
  return repeat(severity === 0 ? 0 : 1 + Math.round(severity * 4), () => {
    const [x, y] = [dice.between(24, 76), dice.between(30, 84)];
    const [rx, ry] = [dice.between(3, 5 + 5 * severity), dice.between(2, 4 + 4 * severity)];
    const turn = `transform="rotate(${dice.integer(180)} ${x} ${y})"`;
    return (
      `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="#6b4a1e" opacity="${0.3 + 0.35 * severity}" ${turn}/>` +
      `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="none" stroke="#3f2a0e" stroke-width=".6" opacity=".5" ${turn}/>`
    );
  });
}

function repeat(count: number, draw: () => string): string {
  return Array.from({ length: count }, draw).join('');
}
