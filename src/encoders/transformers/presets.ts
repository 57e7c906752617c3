import type { ModelOptions } from './model-options.js';
import type { Pooling } from './pooling.js';

/** Well-known text models by name. */
export type TextPreset = 'distilbert' | 'minilm' | 'mpnet' | ClipPreset;

/** Well-known image models by name. */
export type ImagePreset = 'resnet50' | 'dinov2' | ClipPreset;

/** Well-known pairs of text and image models that share one space. */
export type ClipPreset = 'clip' | 'fashion-clip' | 'siglip';

/** What a preset for images settles. */
export interface ImagePresetSettings extends Partial<ModelOptions> {
  readonly pooling?: Pooling;
}

/** What a preset for texts settles. */
export interface TextPresetSettings extends ImagePresetSettings {
  readonly maxTokens?: number;
  readonly paddedTokens?: number;
}

// Commits, so that a model is the same tomorrow.
const CLIP_MODELS = {
  clip: { model: 'Xenova/clip-vit-base-patch32', revision: '4c1807b705b1d015fb032789cc4d221b23025a6f' },
  'fashion-clip': { model: 'Marqo/marqo-fashionCLIP', revision: '8478037391cd584451bffdfeb25562d30bc206d3' },
  siglip: { model: 'Xenova/siglip-base-patch16-224', revision: '0008b94c0652cf6d7b79a7360f6c86b5778cb748' },
} as const satisfies Readonly<Record<ClipPreset, { model: string; revision: string }>>;
const CLIP_TEXT = {
  modelFile: 'text_model',
  output: 'text_embeds',
  pooling: 'none',
  normalize: true,
  maxTokens: 77,
} as const;
const CLIP_IMAGE = {
  modelFile: 'vision_model',
  output: 'image_embeds',
  pooling: 'none',
  normalize: true,
} as const;

/** What a text preset stands for. Options that are given besides stand in for these one by one. */
export const TEXT_PRESETS: Readonly<Record<TextPreset, TextPresetSettings>> = Object.freeze({
  distilbert: {
    model: 'Xenova/distilbert-base-uncased',
    revision: '7d5ac8972e38e56bc8d1007fd3a204699404d387',
    pooling: 'cls',
    dimensions: 768,
  },
  minilm: {
    model: 'Xenova/all-MiniLM-L6-v2',
    revision: 'cb3d680149bf9a3209564e1b27ab3bb355b65707',
    pooling: 'mean',
    normalize: true,
    maxTokens: 256,
    dimensions: 384,
  },
  mpnet: {
    model: 'Xenova/all-mpnet-base-v2',
    revision: 'c5a7f3ec1e033d40d906d424ba1f2744e3fe07b8',
    pooling: 'mean',
    normalize: true,
    maxTokens: 384,
    dimensions: 768,
  },
  clip: { ...CLIP_TEXT, ...CLIP_MODELS.clip, dimensions: 512 },
  'fashion-clip': { ...CLIP_TEXT, ...CLIP_MODELS['fashion-clip'], dimensions: 512 },
  // SigLIP reads the last place and was trained on texts that were filled up to 64 tokens.
  siglip: {
    ...CLIP_TEXT,
    ...CLIP_MODELS.siglip,
    output: 'pooler_output',
    maxTokens: 64,
    paddedTokens: 64,
    dimensions: 768,
  },
});

/** What an image preset stands for. Options that are given besides stand in for these one by one. */
export const IMAGE_PRESETS: Readonly<Record<ImagePreset, ImagePresetSettings>> = Object.freeze({
  resnet50: {
    model: 'Xenova/resnet-50',
    revision: 'cb5fff4a2ac9afa50eec9cfbdb1c92663d9ef51b',
    dimensions: 2048,
  },
  dinov2: {
    model: 'Xenova/dinov2-base',
    revision: 'fef96735014749b0e195358c3fc42cc00b08378e',
    pooling: 'cls',
    dimensions: 768,
  },
  clip: { ...CLIP_IMAGE, ...CLIP_MODELS.clip, dimensions: 512 },
  'fashion-clip': { ...CLIP_IMAGE, ...CLIP_MODELS['fashion-clip'], dimensions: 512 },
  siglip: { ...CLIP_IMAGE, ...CLIP_MODELS.siglip, output: 'pooler_output', dimensions: 768 },
});
