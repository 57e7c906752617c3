import type { TextEncoder } from '../contracts/index.js';
import { clipSpace } from './transformers/clip-space.js';
import { ModelEncoder } from './transformers/model-encoder.js';
import type { ClipPreset } from './transformers/presets.js';
import { TEXT_KIND } from './transformers/text-engine.js';
import {
  type ResolvedTextEncoderOptions,
  resolveTextOptions,
  type TextEncoderPlan,
  type TransformersTextEncoderOptions,
} from './transformers/text-options.js';

/** Options of `ClipTextEncoder`: those of `TransformersTextEncoder`, on top of a preset. */
export interface ClipTextEncoderOptions extends Omit<TransformersTextEncoderOptions, 'preset'> {
  /** Which pair of towers; give `ClipImageEncoder` the same. @default 'clip' */
  readonly preset?: ClipPreset | undefined;
}

/**
 * Texts -> vectors of length 1 in the space that they share with the images of `ClipImageEncoder`: the product of two vectors
 * says how well a sentence fits a picture. `[texts, 512]`, at most 77 tokens, by default. Raises what
 * `TransformersTextEncoder` raises.
 *
 * @example
 * ```ts
 * new MultimodalRecommender({ textEncoder: new ClipTextEncoder(), imageEncoder: new ClipImageEncoder() });
 * ```
 */
export class ClipTextEncoder
  extends ModelEncoder<string, ResolvedTextEncoderOptions, TextEncoderPlan>
  implements TextEncoder
{
  readonly space: string;

  constructor({ preset = 'clip', ...options }: ClipTextEncoderOptions = {}) {
    const resolved = resolveTextOptions('ClipTextEncoder', { ...options, preset });
    super('ClipTextEncoder', resolved, TEXT_KIND);
    this.space = clipSpace(resolved);
  }
}
