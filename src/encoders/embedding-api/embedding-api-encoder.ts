import type { EncodeOptions, TextEncoder } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';
import { sha256 } from '../../util/hash.js';
import type { EmbeddingApi } from './embedding-api.js';
import {
  type EmbeddingApiOptions,
  type ResolvedEmbeddingApiOptions,
  resolveEmbeddingApiOptions,
} from './options.js';
import { toMatrix } from './vectors.js';
import { orAborted } from './wait.js';

// Raise it when the same model would be given other texts.
const VERSION = 1;
const PROBE = 'How many numbers has a vector?';

/** A text encoder whose vectors come from another library's embedding model. It has no `config`: hand it over to `load` again. */
export class EmbeddingApiEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name: string;
  readonly batchSize: number;
  readonly #api: EmbeddingApi;
  readonly #options: ResolvedEmbeddingApiOptions;
  #dimensions: number | null;

  constructor(api: EmbeddingApi, options: EmbeddingApiOptions) {
    this.name = api.name;
    this.#api = api;
    this.#options = resolveEmbeddingApiOptions(api.name, options);
    this.batchSize = this.#options.batchSize;
    this.#dimensions = this.#options.dimensions;
  }

  get dimensions(): number {
    if (this.#dimensions !== null) return this.#dimensions;
    throw new RecommenderError(
      'NOT_FITTED',
      `${this.name}: how many numbers a vector has is not known yet. Call load() first, or give the option "dimensions".`,
    );
  }

  get fingerprint(): string {
    const { identity } = this.#api;
    return sha256(JSON.stringify([this.name, VERSION, identity, this.dimensions, this.#options.emptyText]));
  }

  /** Sends one text, unless the width of the vectors is known. */
  async load({ signal }: EncodeOptions = {}): Promise<void> {
    if (this.#dimensions !== null) return;
    const { dimensions } = await this.#call([PROBE], signal);
    this.#dimensions ??= dimensions;
  }

  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { dimensions } = this;
    const limit = await orAborted(async () => this.#api.limit(), signal);
    const atOnce = Math.max(1, Math.min(limit ?? Number.POSITIVE_INFINITY, texts.length));
    const data = new Float32Array(texts.length * dimensions);
    for (let start = 0; start < texts.length; start += atOnce) {
      const vectors = await this.#call(texts.slice(start, start + atOnce), signal);
      data.set(vectors.data, start * dimensions);
    }
    return { data, rows: texts.length, dimensions };
  }

  async #call(texts: readonly string[], signal: AbortSignal | undefined): Promise<EmbeddingMatrix> {
    const sent = texts.map((text) => this.#sendable(text));
    const answer = await orAborted(() => this.#api.embed(sent, signal ? { signal } : {}), signal);
    return toMatrix(answer, { name: this.name, count: texts.length, dimensions: this.#dimensions });
  }

  /** Half a surrogate pair is no Unicode text, and has no place in a request. */
  #sendable(text: string): string {
    return text.trim() === '' ? this.#options.emptyText : text.replace(/\p{Surrogate}/gu, '\uFFFD');
  }
}
