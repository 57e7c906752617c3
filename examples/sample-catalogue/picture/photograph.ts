/** Turns the SVG of a synthetic product into the bytes of an image file, with the faults of the photograph. */
import { clamp, createDice, type Dice } from '../dice.js';
import type { Product } from '../types.js';
import { drawScene } from './scene.js';

/** Pixels on each side of a picture, and of a thumbnail. */
export const PICTURE_SIZE = 144;
export const THUMBNAIL_SIZE = 64;

/** JPEG or PNG bytes; the same product and seed give the same bytes with the same version of libvips. */
export async function photograph(
  product: Product,
  seed: number,
  format: 'jpg' | 'png',
  size = PICTURE_SIZE,
): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const dice = createDice(seed, `picture ${product.asin}`);
  const { traits } = product;
  let image = sharp(Buffer.from(drawScene(product, size, dice))).removeAlpha();
  if (traits.blur > 0) image = image.blur((0.5 + 2.2 * traits.blur) * (size / PICTURE_SIZE) + 0.1);
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  expose(data, traits.darkness, 1.5 + 15 * traits.grain, dice);
  const picture = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
  return format === 'png'
    ? picture.png({ compressionLevel: 6, palette: false }).toBuffer()
    : picture.jpeg({ quality: 82 }).toBuffer();
}

/** Darkens towards a yellow bulb's light and adds grain, in place. */
function expose(pixels: Buffer, darkness: number, grain: number, dice: Dice): void {
  const gain = [1 - 0.5 * darkness, 1 - 0.55 * darkness, 1 - 0.68 * darkness];
  for (let i = 0; i < pixels.length; i += 3) {
    const speck = dice.speckle(grain);
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[i + channel]! * gain[channel]! + speck;
      pixels[i + channel] = clamp(value, 0, 255);
    }
  }
}
