/** Colours of the synthetic products. */

export type Rgb = readonly [red: number, green: number, blue: number];

export const COLOURS: Readonly<Record<string, Rgb>> = {
  black: [38, 38, 42],
  navy: [32, 48, 92],
  'sky blue': [108, 170, 222],
  teal: [26, 128, 128],
  olive: [112, 118, 58],
  mustard: [214, 164, 44],
  coral: [236, 112, 92],
  red: [190, 36, 48],
  burgundy: [112, 28, 52],
  pink: [236, 150, 178],
  lilac: [166, 138, 204],
  beige: [214, 194, 160],
  brown: [120, 78, 48],
  grey: [140, 144, 150],
  ivory: [242, 236, 220],
};

export const COLOUR_NAMES: readonly string[] = Object.keys(COLOURS);

export function colour(name: string): Rgb {
  return COLOURS[name] ?? [128, 128, 128];
}

/** Mixes two colours; `share` 0 is the first, 1 the second. */
export function mix(first: Rgb, second: Rgb, share: number): Rgb {
  const blend = (a: number, b: number) => Math.round(a + (b - a) * share);
  return [blend(first[0], second[0]), blend(first[1], second[1]), blend(first[2], second[2])];
}

/** What washing too hot does: towards a dull light grey. */
export function fade(rgb: Rgb, share: number): Rgb {
  return mix(rgb, [186, 184, 178], share);
}

export function css(rgb: Rgb): string {
  return `rgb(${rgb[0]},${rgb[1]},${rgb[2]})`;
}

/** Lighter for positive amounts (1 is white), darker for negative ones (-1 is black). */
export function shade(rgb: Rgb, amount: number): Rgb {
  return amount >= 0 ? mix(rgb, [255, 255, 255], amount) : mix(rgb, [0, 0, 0], -amount);
}
