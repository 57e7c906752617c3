import type {
  AdaptingEncoder,
  EncodeOptions,
  Encoder,
  EncoderFitOptions,
  EncoderLoadOptions,
  ImageEncoder,
  MatrixRows,
} from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { EmbeddingMatrix, JsonObject, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { sha256 } from '../util/hash.js';
import { requireOption } from '../util/options.js';
import { discriminants } from './adapted/discriminants.js';
import { embedDistinct } from './adapted/embed-distinct.js';
import { applyMap, type LinearMap, mapFromState } from './adapted/linear-map.js';
import {
  type AdaptedEncoderOptions,
  type ResolvedAdaptedOptions,
  resolveAdaptedOptions,
} from './adapted/options.js';
import { principalComponents } from './adapted/principal-components.js';
import { sampleRows } from './adapted/sample-rows.js';
import { joinStates, splitStates } from './adapted/states.js';

export type { AdaptedEncoderOptions };

// Raise it with every change of a formula.
const VERSION = 1;

/**
 * Another encoder's vectors through a linear map that is learned from the training inputs: `[inputs, dimensions]`. For people
 * who cannot fine-tune: `'pca'` makes vectors short, and with `whiten` gives all directions the same weight; `'supervised'`
 * keeps the directions in which ratings differ, and needs the ratings (the recommender passes them). An encoder that learns
 * itself is fitted first. The map is saved with the model.
 *
 * Raises `NOT_FITTED` before `fit` or `restoreState`; in `fit` `TOO_FEW_ROWS` when the training vectors do not differ, `ONE_CLASS` when all
 * ratings are equal, `INVALID_OPTIONS` without ratings for `'supervised'`; `DIMENSION_MISMATCH`, `SAVE_CORRUPT`, `INVALID_OPTIONS`,
 * `ABORTED`, and what the other encoder raises.
 *
 * @example new AdaptedEncoder(new TransformersTextEncoder(), { kind: 'supervised' })
 */
export class AdaptedEncoder<Input extends string | Uint8Array> implements AdaptingEncoder<Input> {
  readonly specVersion = 1;
  readonly name = 'AdaptedEncoder';
  readonly inner: Encoder<Input>;
  /** Present when the other encoder has it. */
  readonly prefetch?: NonNullable<Encoder<Input>['prefetch']>;
  /** Present when the other encoder has it. */
  readonly knowsItem?: NonNullable<ImageEncoder['knowsItem']>;
  /** Present when the other encoder has it. */
  readonly config?: () => JsonObject;
  readonly #options: ResolvedAdaptedOptions;
  #map: LinearMap | undefined;

  constructor(inner: Encoder<Input>, options: AdaptedEncoderOptions = {}) {
    requireOption(
      inner?.specVersion === 1,
      this.name,
      'the first argument must be an encoder with specVersion 1.',
    );
    this.inner = inner;
    this.#options = resolveAdaptedOptions(this.name, options);
    const { knowsItem } = inner as Pick<ImageEncoder, 'knowsItem'>;
    if (knowsItem) this.knowsItem = knowsItem;
    if (inner.prefetch) this.prefetch = inner.prefetch.bind(inner);
    if (inner.config) {
      this.config = () => ({ ...this.#options, inner: { name: inner.name, config: inner.config!() } });
    }
  }

  get batchSize(): number {
    return this.inner.batchSize ?? 8;
  }

  get dimensions(): number {
    return this.#get().dimensions;
  }

  get fingerprint(): string {
    const { hash } = this.#get();
    return sha256(JSON.stringify([this.name, VERSION, this.inner.fingerprint, hash]));
  }

  async load(options: EncoderLoadOptions = {}): Promise<void> {
    await this.inner.load?.(options);
  }

  async fit(inputs: readonly Input[], options: EncoderFitOptions): Promise<void> {
    await this.inner.fit?.(inputs, options);
    const { signal } = options;
    await this.fitVectors(await embedDistinct(this.inner, inputs, signal ? { signal } : {}), options);
  }

  async fitVectors(vectors: MatrixRows, { seed, targets, signal }: EncoderFitOptions): Promise<void> {
    throwIfAborted(signal);
    const { kind, maxRows } = this.#options;
    if (kind === 'supervised') this.#checkTargets(vectors, targets);
    const sample = sampleRows(vectors, targets, maxRows, seed);
    this.#map =
      kind === 'pca'
        ? await principalComponents(sample.vectors, { ...this.#options, signal })
        : await discriminants(sample.vectors, { ...this.#options, targets: sample.targets!, signal });
  }

  mapVectors(vectors: EmbeddingMatrix, { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    return applyMap(this.#get(), vectors, signal);
  }

  async encode(inputs: readonly Input[], options: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const map = this.#get();
    throwIfAborted(options.signal);
    return applyMap(map, await this.inner.encode(inputs, options), options.signal);
  }

  saveState(): PluginState {
    const { mean, components } = this.#get();
    return joinStates({ json: { kind: this.#options.kind }, arrays: { mean, components } }, this.inner);
  }

  restoreState(state: PluginState): void {
    const map = mapFromState(state);
    splitStates(state, this.inner);
    this.#map = map;
  }

  async dispose(): Promise<void> {
    await this.inner.dispose?.();
  }

  #checkTargets({ rows }: MatrixRows, targets: Float32Array | undefined): void {
    requireOption(
      targets?.length === rows.length && targets.every(Number.isFinite),
      `${this.name}.fit`,
      `kind 'supervised' needs targets, one finite rating for each of the ${rows.length} training inputs, but got ${targets ? `${targets.length}${targets.every(Number.isFinite) ? '' : ', not all finite'}` : 'none'}.`,
    );
  }

  #get(): LinearMap {
    if (this.#map) return this.#map;
    throw new RecommenderError(
      'NOT_FITTED',
      'AdaptedEncoder has not learned its map yet. Call fit() with training inputs first, or restoreState().',
    );
  }
}
