import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of {@link fromAiSdk} and {@link fromLangChain} with the defaults filled in. */
export interface ResolvedEmbeddingApiOptions {
  /** Columns of the result; `null` asks the model once, when it is loaded. @default null */
  readonly dimensions: number | null;
  /** Texts per call; fewer where the model allows only fewer. @default 64 */
  readonly batchSize: number;
  /** Sent in place of an empty text or one of white space, which most services refuse. @default '.' */
  readonly emptyText: string;
}

/** Options of {@link fromAiSdk} and {@link fromLangChain}. */
export type EmbeddingApiOptions = {
  readonly [Key in keyof ResolvedEmbeddingApiOptions]?: ResolvedEmbeddingApiOptions[Key] | undefined;
};

/** Defaults of {@link EmbeddingApiOptions}. */
export const EMBEDDING_API_DEFAULTS: Readonly<ResolvedEmbeddingApiOptions> = Object.freeze({
  dimensions: null,
  batchSize: 64,
  emptyText: '.',
});

/** Raises `INVALID_OPTIONS` for unknown keys and values that make no sense. */
export function resolveEmbeddingApiOptions(
  owner: string,
  given: EmbeddingApiOptions,
): ResolvedEmbeddingApiOptions {
  const options = resolveOptions(owner, EMBEDDING_API_DEFAULTS, given);
  const { dimensions, batchSize, emptyText } = options;
  requireOption(
    dimensions === null || (Number.isInteger(dimensions) && dimensions >= 1),
    owner,
    `dimensions must be an integer of at least 1, or null, but is ${dimensions}.`,
  );
  requireOption(
    Number.isInteger(batchSize) && batchSize >= 1,
    owner,
    `batchSize must be an integer of at least 1, but is ${batchSize}.`,
  );
  requireOption(
    typeof emptyText === 'string' && emptyText.trim() !== '',
    owner,
    `emptyText must be a text that is not empty, but is ${JSON.stringify(emptyText)}.`,
  );
  return options;
}
