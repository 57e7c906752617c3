import sharp from 'sharp';

/** A JPEG whose content depends on the seed: no two seeds give the same bytes. */
export function jpeg(seed: number, size = 32): Promise<Buffer> {
  return noise(seed, size).jpeg({ quality: 80 }).toBuffer();
}

/** A PNG whose content depends on the seed. */
export function png(seed: number, size = 32): Promise<Buffer> {
  return noise(seed, size).png().toBuffer();
}

/** A picture of one colour, for checks of exact values. */
export function plain(colour: { r: number; g: number; b: number; alpha?: number }, width = 8, height = 8) {
  const channels = colour.alpha === undefined ? 3 : 4;
  return sharp({ create: { width, height, channels, background: colour } });
}

function noise(seed: number, size: number) {
  const pixels = new Uint8Array(size * size * 3);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } });
}
