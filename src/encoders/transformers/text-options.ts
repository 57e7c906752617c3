import { requireOption } from '../../util/options.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './model-options.js';
import { checkPooling, type Pooling } from './pooling.js';
import { TEXT_PRESETS, type TextPreset } from './presets.js';
import { resolvePreset } from './resolve-preset.js';

/** Options of `TransformersTextEncoder`, with the defaults filled in. */
export interface ResolvedTextEncoderOptions extends ModelOptions {
  /** A well-known model by name, with all that goes with it; other options stand in for it one by one. @default null */
  readonly preset: TextPreset | null;
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'Xenova/distilbert-base-uncased'
   */
  readonly model: string;
  /**
   * Name of the tensor to use: an output of the graph or any tensor inside of it. `null` takes `text_embeds`,
   * `sentence_embedding` or `last_hidden_state`; where a known kind of model (BERT, DistilBERT, RoBERTa, MPNet, ...) was exported
   * with a head and offers none of them, its last hidden state. Never logits, unless named. @default null
   */
  readonly output: string | null;
  /**
   * Width that the vectors must have; another raises `MODEL_OUTPUT`.
   * @default 768 for the default model and output; for others whatever the model gives
   */
  readonly dimensions: number | null;
  /**
   * `cls` takes the first token's vector, `mean` and `max` go over the tokens that are not padding, `last` takes the last of them,
   * `none` an output that is one vector per text already (`text_embeds`). `null` takes what the model's own
   * `1_Pooling/config.json` says; where there is none, `none` for an output of one vector per text and `cls` otherwise.
   * @default null
   */
  readonly pooling: Pooling | null;
  /** Longer texts are cut to so many tokens, special ones included. @default 128 */
  readonly maxTokens: number;
  /**
   * Fill every text up to so many tokens, for models that were trained that way; `null` does so for SigLIP, up to its full
   * length, and fills other models' texts up as little as possible. @default null
   */
  readonly paddedTokens: number | null;
  /** Tokens that are computed together, padding included. Memory grows with it. @default 512 */
  readonly tokensPerRun: number;
  /** How many texts the library hands over at once, to be sorted by length. @default 64 */
  readonly batchSize: number;
}

/** Options of `TransformersTextEncoder`. */
export type TransformersTextEncoderOptions = {
  readonly [Key in keyof ResolvedTextEncoderOptions]?: ResolvedTextEncoderOptions[Key] | undefined;
};

/** Defaults of `TransformersTextEncoder`: DistilBERT, CLS token, 128 tokens. */
export const TRANSFORMERS_TEXT_DEFAULTS: Readonly<ResolvedTextEncoderOptions> = Object.freeze({
  ...MODEL_DEFAULTS,
  preset: null,
  model: 'Xenova/distilbert-base-uncased',
  revision: '7d5ac8972e38e56bc8d1007fd3a204699404d387',
  dimensions: 768,
  output: null,
  pooling: null,
  maxTokens: 128,
  paddedTokens: null,
  tokensPerRun: 512,
  batchSize: 64,
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
  /** Name of the tensor that is used. */
  readonly output: string;
  /** Is it a tensor inside of the graph, which the graph itself does not give? */
  readonly isTapped: boolean;
  readonly pooling: Pooling;
  readonly normalize: boolean;
  readonly dimensions: number;
  /** The limit in force: the option, or less where the model takes less. */
  readonly maxTokens: number;
  /** Texts are filled up to so many tokens; `null` where only to the longest of their run. */
  readonly paddedTokens: number | null;
  readonly tokensPerRun: number;
  /** 1 where a larger run would change vectors or is refused by the graph; `null` for as many as fit. */
  readonly textsPerRun: number | null;
}

/** Overlays what was given on the defaults. Raises `INVALID_OPTIONS`. */
export function resolveTextOptions(
  owner: string,
  given: TransformersTextEncoderOptions,
): ResolvedTextEncoderOptions {
  const options = resolvePreset(owner, TRANSFORMERS_TEXT_DEFAULTS, TEXT_PRESETS, given);
  checkModelOptions(owner, options);
  const { pooling, maxTokens, paddedTokens, tokensPerRun } = options;
  checkPooling(owner, pooling);
  requireOption(
    Number.isInteger(maxTokens) && maxTokens >= 3,
    owner,
    `maxTokens must be an integer of at least 3; got ${maxTokens}.`,
  );
  requireOption(
    paddedTokens === null || (Number.isInteger(paddedTokens) && paddedTokens >= maxTokens),
    owner,
    `paddedTokens must be null or an integer of at least maxTokens (${maxTokens}); got ${paddedTokens}.`,
  );
  requireOption(
    Number.isInteger(tokensPerRun) && tokensPerRun > 0,
    owner,
    `tokensPerRun must be a positive integer; got ${tokensPerRun}.`,
  );
  return options;
}
