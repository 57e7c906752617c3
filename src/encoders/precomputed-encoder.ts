import type { EncodeOptions, Encoder } from '../contracts/index.js';
import { checkEmbeddings, shorten } from '../embedding-files/check-embeddings.js';
import { readEmbeddings } from '../embedding-files/embedding-files.js';
import type { KeyedEmbeddings } from '../embedding-files/types.js';
import { RecommenderError } from '../errors.js';
import { decodeRgb } from '../images/decode.js';
import type { EmbeddingMatrix, JsonObject } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { sha256 } from '../util/hash.js';
import {
  keyedFromMap,
  type PrecomputedEncoderOptions,
  precomputedConfig,
  type ResolvedPrecomputedOptions,
  resolvePrecomputedOptions,
} from './precomputed/options.js';
import { VectorIndex } from './precomputed/vector-index.js';
import { LoadOnce } from './transformers/load-once.js';

export type { PrecomputedEncoderOptions };

const LOOKUPS_AT_ONCE = 1024;

/**
 * Vectors that were computed elsewhere, looked up by id: a text encoder, an image encoder, or a stand-in for pictures that
 * are not at hand (`key: 'itemId'`). `[inputs, dimensions]`. The fingerprint is a hash of the vectors, so that a model trained with
 * others is not used by mistake; a `key` function is not part of it. Vectors are not copied into the embedding store.
 *
 * A saved model makes the encoder again when `embeddings` is a path and `key` no function; otherwise hand it over to `load`.
 *
 * `load` raises what {@link readEmbeddings} raises, `INVALID_EMBEDDING` also for one id with two different vectors. `encode`
 * raises `NO_EMBEDDING` for an input without a vector (never a vector of zeros), `IMAGE_UNREADABLE` when that input is no
 * picture at all, `NOT_FITTED` before `load`, `ABORTED`. The constructor raises `INVALID_OPTIONS`.
 *
 * @example new PrecomputedEncoder({ embeddings: 'items.parquet', key: 'itemId', read: { idColumn: 'asin' } })
 */
export class PrecomputedEncoder<Input extends string | Uint8Array = string | Uint8Array>
  implements Encoder<Input>
{
  readonly specVersion = 1;
  readonly name = 'PrecomputedEncoder';
  readonly batchSize = LOOKUPS_AT_ONCE;
  readonly storable = false;
  /** Present when `key` is `'itemId'`. */
  readonly knowsItem?: (itemId: string) => boolean;
  /** Present when the options can be kept as JSON. */
  readonly config?: () => JsonObject;
  readonly #options: ResolvedPrecomputedOptions<Input>;
  readonly #loaded = new LoadOnce<VectorIndex>(this.name);

  constructor(options: PrecomputedEncoderOptions<Input>) {
    this.#options = resolvePrecomputedOptions(this.name, options);
    const config = precomputedConfig(this.#options);
    if (config) this.config = () => config;
    if (this.#options.key === 'itemId') this.knowsItem = (itemId) => this.#loaded.get().has(itemId);
  }

  get dimensions(): number {
    return this.#loaded.get().dimensions;
  }

  get fingerprint(): string {
    return sha256(JSON.stringify([this.name, this.#loaded.get().hash]));
  }

  load({ signal }: EncodeOptions = {}): Promise<void> {
    return this.#loaded.load(() => this.#open(signal));
  }

  async encode(inputs: readonly Input[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { dimensions } = this.#loaded.get();
    throwIfAborted(signal);
    const data = new Float32Array(inputs.length * dimensions);
    for (const [row, input] of inputs.entries()) {
      const { key, vector } = this.#find(input);
      if (vector === undefined) await this.#refuse(input, key);
      else data.set(vector, row * dimensions);
    }
    return { data, rows: inputs.length, dimensions };
  }

  dispose(): Promise<void> {
    return this.#loaded.dispose(async () => {});
  }

  #find(input: Input): { readonly key: string; readonly vector: Float32Array | undefined } {
    const index = this.#loaded.get();
    const { key } = this.#options;
    if (typeof key === 'function') {
      const id = key(input);
      if (typeof id !== 'string') {
        throw new TypeError(
          `${this.name}: key() must return a string, but returned a ${typeof id}. Use String(id).`,
        );
      }
      return { key: id, vector: index.find(id) };
    }
    if (typeof input === 'string')
      return { key: input, vector: index.find(input) ?? index.findCleaned(input) };
    const id = key === 'itemId' ? Buffer.from(input).toString('utf8') : sha256(input);
    return { key: id, vector: index.find(id) };
  }

  async #refuse(input: Input, key: string): Promise<never> {
    // Bytes that are no picture are that picture's fault, and the library leaves it out as such.
    if (typeof input !== 'string' && this.#options.key !== 'itemId') {
      await decodeRgb(input, { width: 1, height: 1, fit: 'fill' });
    }
    const index = this.#loaded.get();
    const examples = index.examples().map((id) => `"${shorten(id)}"`);
    throw new RecommenderError(
      'NO_EMBEDDING',
      `${this.name}: expected a vector for every input, but none of the ${index.count} ids is "${shorten(key)}". ` +
        `The ids begin with ${examples.join(', ')}. Add the vector, or choose with the option "key" what ids are.`,
      { data: { key, count: index.count } },
    );
  }

  async #open(signal: AbortSignal | undefined): Promise<VectorIndex> {
    throwIfAborted(signal);
    const { embeddings, read } = this.#options;
    const keyed: KeyedEmbeddings =
      typeof embeddings === 'string'
        ? await readEmbeddings(embeddings, { ...read, signal })
        : embeddings instanceof Map
          ? keyedFromMap(this.name, embeddings)
          : (embeddings as KeyedEmbeddings);
    if (typeof embeddings !== 'string') checkEmbeddings(this.name, keyed);
    return new VectorIndex(this.name, keyed);
  }
}
