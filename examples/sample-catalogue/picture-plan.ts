/** Decides which synthetic product has which picture file, and which of the files are broken. */
import { createDice } from './dice.js';
import { photograph, THUMBNAIL_SIZE } from './picture/photograph.js';
import { rare } from './planted.js';
import type { Product } from './types.js';

/** What is wrong with a product's picture. */
export type PictureFault = 'none' | 'no-picture' | 'truncated' | 'not-a-picture' | 'missing';

/** Paths are relative to the metadata file; null where the record says nothing. */
export interface PicturePlan {
  readonly product: Product;
  readonly fault: PictureFault;
  readonly format: 'jpg' | 'png';
  readonly shape: 'list' | 'struct';
  readonly hiRes: string | null;
  readonly large: string | null;
  readonly thumb: string | null;
}

const NOT_A_PICTURE = '<!doctype html><title>404</title><p>Synthetic page in the place of a picture.</p>\n';

/** One plan per product, in the order of the products. */
export function planPictures(seed: number, products: readonly Product[]): PicturePlan[] {
  const dice = createDice(seed, 'picture plan');
  const few = rare(products.length, 0.005);
  const faults: PictureFault[] = [
    ...Array<PictureFault>(rare(products.length, 0.02)).fill('no-picture'),
    ...Array<PictureFault>(few).fill('truncated'),
    ...Array<PictureFault>(few).fill('not-a-picture'),
    ...Array<PictureFault>(few).fill('missing'),
  ];
  const order = dice.shuffled(products.map((_, index) => index));
  const thumbnailOnly = new Set(order.slice(faults.length, faults.length + rare(products.length, 0.015)));
  const withoutHiRes = new Set(order.slice(-rare(products.length, 0.25)));
  const faultOf = new Map(faults.map((fault, index) => [order[index], fault]));

  return products.map((product, index) => {
    const fault = faultOf.get(index) ?? 'none';
    const format = fault !== 'truncated' && dice.chance(0.1) ? 'png' : 'jpg';
    const shape = dice.chance(0.4) ? 'struct' : 'list';
    const base = { product, fault, format, shape } as const;
    if (fault === 'no-picture') return { ...base, hiRes: null, large: null, thumb: null };
    if (thumbnailOnly.has(index)) {
      return { ...base, hiRes: null, large: null, thumb: `images/${product.asin}.thumb.${format}` };
    }
    const path = `images/${product.asin}.${format}`;
    return { ...base, hiRes: withoutHiRes.has(index) ? null : path, large: path, thumb: null };
  });
}

/** The picture file of a plan: its path and bytes, or undefined where there is none. */
export async function developPicture(
  plan: PicturePlan,
  seed: number,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  const path = plan.large ?? plan.thumb;
  if (path === null || plan.fault === 'missing') return undefined;
  if (plan.fault === 'not-a-picture') return { path, bytes: Buffer.from(NOT_A_PICTURE) };
  const size = plan.large === null ? THUMBNAIL_SIZE : undefined;
  const bytes = await photograph(plan.product, seed, plan.format, size);
  return {
    path,
    bytes: plan.fault === 'truncated' ? bytes.subarray(0, Math.floor(bytes.length * 0.5)) : bytes,
  };
}
