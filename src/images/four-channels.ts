/**
 * Cyan, magenta, yellow and black -> red, green and blue, as browsers and Pillow do without a profile: each ink takes
 * its share of the light that black lets through.
 */
export function inkToRgb(ink: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((ink.length / 4) * 3);
  for (let from = 0, to = 0; from < ink.length; from += 4, to += 3) {
    const light = 255 - ink[from + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = ink[from + channel]! * light + 128;
      // The product by 255, rounded.
      rgb[to + channel] = light - (((product >> 8) + product) >> 8);
    }
  }
  return rgb;
}

/** Red, green, blue and opacity -> red, green and blue on white, rounded as by Pillow's `alpha_composite`. */
export function layOnWhite(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const opacity = rgba[from + 3]!;
    const white = 255 * (255 - opacity) + 128;
    for (let channel = 0; channel < 3; channel++) {
      const sum = rgba[from + channel]! * opacity + white;
      rgb[to + channel] = ((sum << 7) + (sum >> 1)) >> 15;
    }
  }
  return rgb;
}
