/** The only file that picks built-ins: what is used when nothing is given, and what a saved model may name. */
import type { FusionStrategy, ImageEncoder, RatingHead, TextEncoder } from './contracts/index.js';
import { ColorTextureImageEncoder } from './encoders/color-texture-image-encoder.js';
import { TfidfTextEncoder } from './encoders/tfidf-text-encoder.js';
import { TransformersImageEncoder } from './encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from './encoders/transformers-text-encoder.js';
import { ConcatFusion } from './fusion/concat-fusion.js';
import { MlpClassifierHead } from './heads/mlp-classifier-head.js';
import type { PlugInFactories } from './persistence/plug-ins.js';

/** DistilBERT, CLS token of at most 128 tokens: 768 dimensions. */
export const defaultTextEncoder = (): TextEncoder => new TransformersTextEncoder();
/** ResNet50, average pooled: 2,048 dimensions. */
export const defaultImageEncoder = (): ImageEncoder => new TransformersImageEncoder();
/** Modalities side by side: 2,816 dimensions with the default encoders. */
export const defaultFusion = (): FusionStrategy => new ConcatFusion();
/** Dense layers of 1,024, 512 and 128 units and a softmax over the ratings. */
export const defaultHead = (): RatingHead => new MlpClassifierHead();

/** How a saved model's built-ins are made again from the configuration that was saved with them. */
export const BUILT_INS: PlugInFactories = {
  textEncoder: {
    TransformersTextEncoder: (config) => new TransformersTextEncoder(config),
    TfidfTextEncoder: (config) => new TfidfTextEncoder(config),
  },
  imageEncoder: {
    TransformersImageEncoder: (config) => new TransformersImageEncoder(config),
    ColorTextureImageEncoder: (config) => new ColorTextureImageEncoder(config),
  },
  fusion: { ConcatFusion: () => new ConcatFusion() },
  head: { MlpClassifierHead: (config) => new MlpClassifierHead(config) },
};
