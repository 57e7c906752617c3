import { requireOption, resolveOptions } from '../../util/options.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './model-options.js';
import { checkPooling, type Pooling } from './pooling.js';

/** Options of `TransformersTextEncoder`, with the defaults filled in. */
export interface ResolvedTextEncoderOptions extends ModelOptions {
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'onnxport/distilbert-base-uncased-onnx'
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
  /** Tokens that are computed together, padding included. Memory grows with it. @default 1024 */
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
  model: 'onnxport/distilbert-base-uncased-onnx',
  output: null,
  pooling: null,
  maxTokens: 128,
  tokensPerRun: 1024,
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
  readonly tokensPerRun: number;
  /** 1 where a larger run would change vectors or is refused by the graph; `null` for as many as fit. */
  readonly textsPerRun: number | null;
}

/** Overlays what was given on the defaults. Raises `INVALID_OPTIONS`. */
export function resolveTextOptions(
  owner: string,
  given: TransformersTextEncoderOptions,
): ResolvedTextEncoderOptions {
  const options = resolveOptions(owner, TRANSFORMERS_TEXT_DEFAULTS, given);
  checkModelOptions(owner, options);
  const { pooling, maxTokens, tokensPerRun } = options;
  checkPooling(owner, pooling);
  requireOption(
    Number.isInteger(maxTokens) && maxTokens >= 3,
    owner,
    `maxTokens must be an integer of at least 3; got ${maxTokens}.`,
  );
  requireOption(
    Number.isInteger(tokensPerRun) && tokensPerRun > 0,
    owner,
    `tokensPerRun must be a positive integer; got ${tokensPerRun}.`,
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
