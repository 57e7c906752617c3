import { requireOption, resolveOptions } from '../../util/options.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './model-options.js';
import type { Pooling } from './pooling.js';

/** Options of `TransformersTextEncoder`, with the defaults filled in. */
export interface ResolvedTextEncoderOptions extends ModelOptions {
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'onnxport/distilbert-base-uncased-onnx'
   */
  readonly model: string;
  /** Name of the graph's output to use. @default 'last_hidden_state' */
  readonly output: string;
  /**
   * Width that the vectors must have; another raises `MODEL_OUTPUT`.
   * @default 768 for the default model and output; for others whatever the model gives
   */
  readonly dimensions: number | null;
  /**
   * `cls` takes the first token's vector, `mean` the mean over tokens that are not padding, `none` an output that is
   * one vector per text already (`text_embeds`). @default 'cls'
   */
  readonly pooling: Pooling;
  /** Longer texts are cut to so many tokens, special ones included. @default 128 */
  readonly maxTokens: number;
}

/** Options of `TransformersTextEncoder`. */
export type TransformersTextEncoderOptions = {
  readonly [Key in keyof ResolvedTextEncoderOptions]?: ResolvedTextEncoderOptions[Key] | undefined;
};

/** Defaults of `TransformersTextEncoder`: DistilBERT, CLS token, 128 tokens. */
export const TRANSFORMERS_TEXT_DEFAULTS: Readonly<ResolvedTextEncoderOptions> = Object.freeze({
  ...MODEL_DEFAULTS,
  model: 'onnxport/distilbert-base-uncased-onnx',
  output: 'last_hidden_state',
  pooling: 'cls',
  maxTokens: 128,
});

/** What a loaded `TransformersTextEncoder` does, with everything resolved. */
export interface TextEncoderPlan {
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
  /** The limit in force: the option, or less where the model takes less. */
  readonly maxTokens: number;
  /** Texts per run; 1 where a larger batch would change vectors. */
  readonly rowsPerRun: number;
}

/** Overlays what was given on the defaults. Raises `INVALID_OPTIONS`. */
export function resolveTextOptions(
  owner: string,
  given: TransformersTextEncoderOptions,
): ResolvedTextEncoderOptions {
  const options = resolveOptions(owner, TRANSFORMERS_TEXT_DEFAULTS, given);
  checkModelOptions(owner, options);
  const { pooling, maxTokens } = options;
  requireOption(
    ['cls', 'mean', 'none'].includes(pooling),
    owner,
    `pooling must be "cls", "mean" or "none"; got "${pooling}".`,
  );
  requireOption(
    Number.isInteger(maxTokens) && maxTokens >= 3,
    owner,
    `maxTokens must be an integer of at least 3; got ${maxTokens}.`,
  );
  return options;
}

/** The width that is demanded: as declared, 768 for the default model, otherwise any. */
export function expectedTextDimensions({
  model,
  output,
  dimensions,
}: ResolvedTextEncoderOptions): number | null {
  const usual = TRANSFORMERS_TEXT_DEFAULTS;
  return dimensions ?? (model === usual.model && output === usual.output ? 768 : null);
}
