import type { TextEncoder } from '../contracts/index.js';
import type { JsonValue } from '../types.js';
import { requireOption } from '../util/options.js';
import { EmbeddingApiEncoder } from './embedding-api/embedding-api-encoder.js';
import type { EmbeddingApiOptions } from './embedding-api/options.js';
import { withRetries } from './embedding-api/retries.js';

/** What {@link fromAiSdk} uses of an embedding model of the AI SDK, specification v2 or later. */
export interface AiSdkEmbeddingModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall: PromiseLike<number | undefined> | number | undefined;
  doEmbed(options: {
    values: string[];
    abortSignal?: AbortSignal;
    providerOptions?: unknown;
  }): PromiseLike<{ embeddings: number[][] }>;
}

/** Options of {@link fromAiSdk}. */
export interface FromAiSdkOptions extends EmbeddingApiOptions {
  /**
   * What tells these vectors from others, for the fingerprint. Give it when `modelId` is an alias whose model changes.
   * @default provider and modelId of the model
   */
  readonly identity?: string | undefined;
  /** Passed to the provider with every call, and part of the fingerprint: `{ openai: { dimensions: 256 } }`. @default none */
  readonly providerOptions?:
    | { readonly [provider: string]: { readonly [option: string]: JsonValue } }
    | undefined;
  /** How often a call is repeated that failed in a way its provider calls retryable (rate limits, server errors). @default 2 */
  readonly maxRetries?: number | undefined;
}

/** Defaults of {@link FromAiSdkOptions}. */
export const AI_SDK_DEFAULTS = Object.freeze({ maxRetries: 2 });

/**
 * An embedding model of the AI SDK (`openai.textEmbeddingModel('...')` and so on) as a text encoder named
 * `AiSdkTextEncoder`. Nothing of the SDK is imported. An empty text is sent as `emptyText`; a text that is too long for the model
 * is for the provider to cut or refuse.
 *
 * The encoder raises `NOT_FITTED` before `load` unless `dimensions` is given, `MODEL_OUTPUT` for another number of vectors,
 * another width, NaN or infinity, `ABORTED`, and otherwise what the provider raises. Raises `INVALID_OPTIONS`.
 *
 * @example fromAiSdk(openai.textEmbeddingModel('text-embedding-3-small'), { dimensions: 1536 })
 */
export function fromAiSdk(model: AiSdkEmbeddingModel, options: FromAiSdkOptions = {}): TextEncoder {
  const name = 'AiSdkTextEncoder';
  const { identity, providerOptions, maxRetries = AI_SDK_DEFAULTS.maxRetries, ...shared } = options;
  requireOption(
    typeof model?.doEmbed === 'function',
    name,
    'the first argument must be an embedding model with doEmbed (specification v2 or later), not an id or a function.',
  );
  requireOption(
    Number.isInteger(maxRetries) && maxRetries >= 0,
    name,
    `maxRetries must be an integer of at least 0, but is ${maxRetries}.`,
  );
  const api = {
    name,
    identity: JSON.stringify([identity ?? [model.provider, model.modelId], providerOptions ?? null]),
    limit: () => model.maxEmbeddingsPerCall,
    embed: async (values: string[], { signal }: { readonly signal?: AbortSignal }) => {
      const request = {
        values,
        ...(signal && { abortSignal: signal }),
        ...(providerOptions && { providerOptions }),
      };
      const { embeddings } = await withRetries(async () => model.doEmbed(request), maxRetries, signal);
      return embeddings;
    },
  };
  return new EmbeddingApiEncoder(api, shared);
}
