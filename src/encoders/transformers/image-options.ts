import { requireOption } from '../../util/options.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './model-options.js';
import { checkPooling, type Pooling } from './pooling.js';
import {
  checkPreprocessingOptions,
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
} from './preprocessing-options.js';
import { IMAGE_PRESETS, type ImagePreset } from './presets.js';
import { resolvePreset } from './resolve-preset.js';

/** Options of `TransformersImageEncoder`, with the defaults filled in. */
export interface ResolvedImageEncoderOptions extends ModelOptions {
  /** A well-known model by name, with all that goes with it; other options stand in for it one by one. @default null */
  readonly preset: ImagePreset | null;
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'Xenova/resnet-50'
   */
  readonly model: string;
  /**
   * Name of the tensor to use: an output of the graph or any tensor inside of it. `null` takes `image_embeds`,
   * `pooler_output`, the `last_hidden_state` of a known kind of model, or an only output whose width is declared by `dimensions`;
   * where a known kind (ResNet, ConvNeXt, ViT, DINOv2, ...) was exported as a classifier, the features that its
   * classifier reads. Never logits, unless named. @default null
   */
  readonly output: string | null;
  /**
   * Width that the vectors must have; another raises `MODEL_OUTPUT`.
   * @default 2048 for the default model and output; for others whatever the model gives
   */
  readonly dimensions: number | null;
  /**
   * `none` takes an output that is one vector per image already, `mean` and `max` go over the places of a feature map or
   * over patches, `cls` takes the first token of a vision transformer. `null` takes what goes with the output: `none` for
   * vectors, `mean` for feature maps, `cls` for the hidden states of a ViT. @default null
   */
  readonly pooling: Pooling | null;
  /**
   * Settings that stand in for those of the model's `preprocessor_config.json`, or for ImageNet's where there is no
   * such file. @default {}
   */
  readonly preprocessing: ImagePreprocessingOptions;
  /** Images that are computed together. Memory grows with it. @default 4 */
  readonly imagesPerRun: number;
  /** How many images the library hands over at once. @default 16 */
  readonly batchSize: number;
}

/** Options of `TransformersImageEncoder`. */
export type TransformersImageEncoderOptions = {
  readonly [Key in keyof ResolvedImageEncoderOptions]?: ResolvedImageEncoderOptions[Key] | undefined;
};

/** Defaults of `TransformersImageEncoder`: ResNet50, average pooled. */
export const TRANSFORMERS_IMAGE_DEFAULTS: Readonly<ResolvedImageEncoderOptions> = Object.freeze({
  ...MODEL_DEFAULTS,
  preset: null,
  model: 'Xenova/resnet-50',
  revision: 'cb5fff4a2ac9afa50eec9cfbdb1c92663d9ef51b',
  dimensions: 2048,
  output: null,
  pooling: null,
  preprocessing: Object.freeze({}),
  imagesPerRun: 4,
  batchSize: 16,
});

/** What a loaded `TransformersImageEncoder` does, with everything resolved. */
export interface ImageEncoderPlan {
  readonly model: string;
  /** As it was asked for: branch, tag or commit. */
  readonly revision: string;
  /** The commit on the Hub that the files are of; `null` for folders and servers that know no commits. */
  readonly commit: string | null;
  readonly dtype: string;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  /** Name of the tensor that is used. */
  readonly output: string;
  /** Is it a tensor inside of the graph, which the graph itself does not give? */
  readonly isTapped: boolean;
  readonly pooling: Pooling;
  readonly normalize: boolean;
  readonly dimensions: number;
  readonly preprocessing: ImagePreprocessing;
  /** Images per run; 1 where a larger batch would change vectors. */
  readonly imagesPerRun: number;
}

/** Overlays what was given on the defaults. Raises `INVALID_OPTIONS`. */
export function resolveImageOptions(
  owner: string,
  given: TransformersImageEncoderOptions,
): ResolvedImageEncoderOptions {
  const options = resolvePreset(owner, TRANSFORMERS_IMAGE_DEFAULTS, IMAGE_PRESETS, given);
  checkModelOptions(owner, options);
  checkPooling(owner, options.pooling);
  requireOption(
    Number.isInteger(options.imagesPerRun) && options.imagesPerRun > 0,
    owner,
    `imagesPerRun must be a positive integer; got ${options.imagesPerRun}.`,
  );
  checkPreprocessingOptions(owner, options.preprocessing);
  return options;
}
