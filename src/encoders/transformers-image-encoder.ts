import type { ImageEncoder } from '../contracts/index.js';
import { IMAGE_KIND } from './transformers/image-engine.js';
import {
  type ImageEncoderPlan,
  type ResolvedImageEncoderOptions,
  resolveImageOptions,
  type TransformersImageEncoderOptions,
} from './transformers/image-options.js';
import { ModelEncoder } from './transformers/model-encoder.js';

export { TRANSFORMERS_IMAGE_DEFAULTS } from './transformers/image-options.js';
export type { ImageEncoderPlan, TransformersImageEncoderOptions };

/**
 * Images -> vectors by a pretrained vision model in ONNX format, on the CPU: `[images, dimensions]`, 2,048 dimensions
 * by default. Pictures are resized, cropped and normalised as the model's own files say. The constructor only stores
 * its options; `load` finds or downloads the model and checks that its graph gives what was asked for.
 *
 * Raises `MODEL_NOT_FOUND` when a file cannot be had, `MODEL_OUTPUT` when the graph gives something else than
 * expected, `IMAGE_UNREADABLE`, `NOT_FITTED` before `load`, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example
 * ```ts
 * new TransformersImageEncoder({ preset: 'dinov2' });
 * new TransformersImageEncoder({ model: 'Xenova/clip-vit-base-patch32', modelFile: 'vision_model' });
 * ```
 */
export class TransformersImageEncoder
  extends ModelEncoder<Uint8Array, ResolvedImageEncoderOptions, ImageEncoderPlan>
  implements ImageEncoder
{
  constructor(options: TransformersImageEncoderOptions = {}) {
    super('TransformersImageEncoder', resolveImageOptions('TransformersImageEncoder', options), IMAGE_KIND);
  }
}
