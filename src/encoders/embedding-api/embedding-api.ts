import type { EncodeOptions } from '../../contracts/index.js';

/** What the adapters of other libraries' embedding models are built on. */
export interface EmbeddingApi {
  /** Name of the encoder. */
  readonly name: string;
  /** Everything that vectors depend on; goes into the fingerprint. */
  readonly identity: string;
  /** Texts -> one list of numbers each, in the order of the texts. */
  embed(texts: string[], options: EncodeOptions): PromiseLike<readonly (readonly number[])[]>;
  /** Most texts of one call; `undefined` for no limit. */
  limit(): PromiseLike<number | undefined> | number | undefined;
}
