import type { TextEncoder } from '../contracts/index.js';
import { ModelEncoder } from './transformers/model-encoder.js';
import { TEXT_KIND } from './transformers/text-engine.js';
import {
  type ResolvedTextEncoderOptions,
  resolveTextOptions,
  type TextEncoderPlan,
  type TransformersTextEncoderOptions,
} from './transformers/text-options.js';

export { TRANSFORMERS_TEXT_DEFAULTS } from './transformers/text-options.js';
export type { TextEncoderPlan, TransformersTextEncoderOptions };

/**
 * Texts -> vectors by a pretrained transformer in ONNX format, on the CPU: `[texts, dimensions]`, 768 dimensions by
 * default. A text has the same vector alone and in any batch. The constructor only stores its options; `load` finds
 * or downloads the model and checks that its graph gives what was asked for.
 *
 * Raises `MODEL_NOT_FOUND` when a file cannot be had, `MODEL_OUTPUT` when the graph gives something else than
 * expected, `NOT_FITTED` before `load`, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example
 * ```ts
 * new TransformersTextEncoder({ preset: 'minilm' });
 * new TransformersTextEncoder({ model: './models/my-distilbert', pooling: 'mean' });
 * ```
 */
export class TransformersTextEncoder
  extends ModelEncoder<string, ResolvedTextEncoderOptions, TextEncoderPlan>
  implements TextEncoder
{
  constructor(options: TransformersTextEncoderOptions = {}) {
    super('TransformersTextEncoder', resolveTextOptions('TransformersTextEncoder', options), TEXT_KIND);
  }
}
