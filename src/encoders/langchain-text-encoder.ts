import type { TextEncoder } from '../contracts/index.js';
import { requireOption } from '../util/options.js';
import { EmbeddingApiEncoder } from './embedding-api/embedding-api-encoder.js';
import type { EmbeddingApiOptions } from './embedding-api/options.js';

/** What {@link fromLangChain} uses of LangChain's `Embeddings`. */
export interface LangChainEmbeddings {
  embedDocuments(documents: string[]): PromiseLike<number[][]>;
}

/** Options of {@link fromLangChain}. */
export interface FromLangChainOptions extends EmbeddingApiOptions {
  /** What tells these vectors from others, for the fingerprint: the model's id and whatever else changes them. `Embeddings` does not say. */
  readonly identity: string;
}

/**
 * LangChain `Embeddings` as a text encoder named `LangChainTextEncoder`. Nothing of LangChain is imported; its classes retry by themselves. An
 * empty text is sent as `emptyText`. LangChain knows no abort signal: an aborted call returns at once, the request goes on unheard.
 *
 * The encoder raises `NOT_FITTED` before `load` unless `dimensions` is given, `MODEL_OUTPUT` for another number of vectors,
 * another width, NaN or infinity, `ABORTED`, and otherwise what LangChain raises. Raises `INVALID_OPTIONS`.
 *
 * @example fromLangChain(new OpenAIEmbeddings({ model }), { identity: model })
 */
export function fromLangChain(embeddings: LangChainEmbeddings, options: FromLangChainOptions): TextEncoder {
  const name = 'LangChainTextEncoder';
  const { identity, ...shared } = options ?? {};
  requireOption(
    typeof embeddings?.embedDocuments === 'function',
    name,
    'the first argument must have embedDocuments, as the classes of LangChain that end in Embeddings do.',
  );
  requireOption(
    typeof identity === 'string' && identity !== '',
    name,
    'identity must name the model, for the fingerprint of the vectors: { identity: "text-embedding-3-small" }.',
  );
  const api = {
    name,
    identity,
    limit: () => undefined,
    embed: (texts: string[]) => embeddings.embedDocuments(texts),
  };
  return new EmbeddingApiEncoder(api, shared);
}
