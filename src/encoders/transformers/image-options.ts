import { requireOption, resolveOptions } from '../../util/options.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './model-options.js';
import type { Pooling } from './pooling.js';
import {
  checkPreprocessingOptions,
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
} from './preprocessing-options.js';

/** Options of `TransformersImageEncoder`, with the defaults filled in. */
export interface ResolvedImageEncoderOptions extends ModelOptions {
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'Qdrant/resnet50-onnx'
   */
  readonly model: string;
  /**
   * Name of the graph's output to use; `null` takes `pooler_output`, `image_embeds`, or an only output whose width is
   * declared by `dimensions`. Never logits, unless named. @default null
   */
  readonly output: string | null;
  /**
   * Width that the vectors must have; another raises `MODEL_OUTPUT`.
   * @default 2048 for the default model and output; for others whatever the model gives
   */
  readonly dimensions: number | null;
  /**
   * `none` takes an output that is one vector per image already, `mean` the mean over the places of a feature map or
   * over patches, `cls` the first token of a vision transformer. @default 'none'
   */
  readonly pooling: Pooling;
  /**
   * Settings that stand in for those of the model's `preprocessor_config.json`, or for ImageNet's where there is no
   * such file. @default {}
   */
  readonly preprocessing: ImagePreprocessingOptions;
}

/** Options of `TransformersImageEncoder`. */
export type TransformersImageEncoderOptions = {
  readonly [Key in keyof ResolvedImageEncoderOptions]?: ResolvedImageEncoderOptions[Key] | undefined;
};

/** Defaults of `TransformersImageEncoder`: ResNet50, average pooled. */
export const TRANSFORMERS_IMAGE_DEFAULTS: Readonly<ResolvedImageEncoderOptions> = Object.freeze({
  ...MODEL_DEFAULTS,
  model: 'Qdrant/resnet50-onnx',
  output: null,
  pooling: 'none',
  preprocessing: Object.freeze({}),
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
  readonly output: string;
  readonly pooling: Pooling;
  readonly normalize: boolean;
  readonly dimensions: number;
  readonly preprocessing: ImagePreprocessing;
  /** Images per run; 1 where a larger batch would change vectors. */
  readonly rowsPerRun: number;
}

/** Overlays what was given on the defaults. Raises `INVALID_OPTIONS`. */
export function resolveImageOptions(
  owner: string,
  given: TransformersImageEncoderOptions,
): ResolvedImageEncoderOptions {
  const options = resolveOptions(owner, TRANSFORMERS_IMAGE_DEFAULTS, given);
  checkModelOptions(owner, options);
  requireOption(
    ['cls', 'mean', 'none'].includes(options.pooling),
    owner,
    `pooling must be "cls", "mean" or "none"; got "${options.pooling}".`,
  );
  checkPreprocessingOptions(owner, options.preprocessing);
  return options;
}

/** The width that is demanded: as declared, 2,048 for the default model, otherwise any. */
export function expectedImageDimensions({
  model,
  output,
  dimensions,
}: ResolvedImageEncoderOptions): number | null {
  const usual = TRANSFORMERS_IMAGE_DEFAULTS;
  return dimensions ?? (model === usual.model && output === usual.output ? 2048 : null);
}
