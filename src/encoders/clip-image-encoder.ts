import type { ImageEncoder } from '../contracts/index.js';
import { clipSpace } from './transformers/clip-space.js';
import { IMAGE_KIND } from './transformers/image-engine.js';
import {
  type ImageEncoderPlan,
  type ResolvedImageEncoderOptions,
  resolveImageOptions,
  type TransformersImageEncoderOptions,
} from './transformers/image-options.js';
import { ModelEncoder } from './transformers/model-encoder.js';
import type { ClipPreset } from './transformers/presets.js';

/** Options of `ClipImageEncoder`: those of `TransformersImageEncoder`, on top of a preset. */
export interface ClipImageEncoderOptions extends Omit<TransformersImageEncoderOptions, 'preset'> {
  /** Which pair of towers; give `ClipTextEncoder` the same. @default 'clip' */
  readonly preset?: ClipPreset | undefined;
}

/**
 * Images -> vectors of length 1 in the space that they share with the texts of `ClipTextEncoder`: the product of two vectors
 * says how well a sentence fits a picture. `[images, 512]` by default. Raises what
 * `TransformersImageEncoder` raises.
 *
 * @example
 * ```ts
 * new MultimodalRecommender({ textEncoder: new ClipTextEncoder(), imageEncoder: new ClipImageEncoder() });
 * ```
 */
export class ClipImageEncoder
  extends ModelEncoder<Uint8Array, ResolvedImageEncoderOptions, ImageEncoderPlan>
  implements ImageEncoder
{
  readonly space: string;

  constructor({ preset = 'clip', ...options }: ClipImageEncoderOptions = {}) {
    const resolved = resolveImageOptions('ClipImageEncoder', { ...options, preset });
    super('ClipImageEncoder', resolved, IMAGE_KIND);
    this.space = clipSpace(resolved);
  }
}
