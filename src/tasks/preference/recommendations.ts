import type { ImageEncoder, Ranker, TextEncoder, VectorIndex } from '../../contracts/index.js';
import { embedColumn } from '../../embedding/embed-column.js';
import { RecommenderError } from '../../errors.js';
import type { ImageOptions } from '../../images/options.js';
import type { ImageFailure } from '../../images/types.js';
import { vectorOf } from '../../ranking/item-similarity.js';
import type { Explanation, Recommendation, RecommendationList } from '../../ranking/results.js';
import type { CallOptions, ImageReference, Item, ModalityColumn } from '../../types.js';
import { encodePictures, encodeTexts } from '../encode-inputs.js';
import { collectItemImages, pictureInput } from '../item-images.js';
import type { Catalogue } from './catalogue.js';
import { explainScore } from './explain.js';
import type { People } from './people.js';
import { personOf, type RecommendFor, type RecommendOptions, recommendMany } from './recommend.js';
import { fittingItems, nearestItems, type SimilarOptions, type VectorQuery } from './similar.js';

/** What a query may consist of when it is no item of the catalogue. */
export interface ContentQuery {
  /** Read by the text encoder, beside the texts of items. */
  readonly text?: string;
  /** Read by the image encoder, beside the pictures of items. */
  readonly image?: ImageReference;
}

/** What became of the items of one `upsertItems`. */
export interface UpsertSummary {
  readonly added: number;
  readonly updated: number;
  /** Pictures that could not be had; their items are there, without them. */
  readonly imageFailures: readonly ImageFailure[];
}

/** What {@link Recommendations} works with. */
export interface RecommendationsInput {
  readonly catalogue: Catalogue;
  readonly people: People;
  /** Fitted on the people's liked items. */
  readonly ranker: Ranker;
  readonly textEncoder: TextEncoder | null;
  readonly imageEncoder: ImageEncoder | null;
  readonly itemText: (item: Item) => string;
  readonly images: ImageOptions;
  readonly makeIndex: (modality: string) => VectorIndex;
}

/** Answers what to show whom, from a fitted ranker and the vectors of the catalogue. */
export class Recommendations {
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly ranker: Ranker;
  readonly #input: RecommendationsInput;
  readonly #indexes = new Map<string, VectorIndex>();
  #lastUpsert: Promise<unknown> = Promise.resolve();

  private constructor(input: RecommendationsInput) {
    this.catalogue = input.catalogue;
    this.people = input.people;
    this.ranker = input.ranker;
    this.#input = input;
  }

  /** Fills the indexes of nearest neighbours. */
  static async open(input: RecommendationsInput): Promise<Recommendations> {
    const recommendations = new Recommendations(input);
    for (const column of input.catalogue.columns) {
      const index = input.makeIndex(column.name);
      await indexItems(index, input.catalogue, column, input.catalogue.items.keys());
      recommendations.#indexes.set(column.name, index);
    }
    return recommendations;
  }

  recommend(whom: readonly RecommendFor[], options: RecommendOptions): Promise<RecommendationList[]> {
    return recommendMany(this, whom, options);
  }

  /** Raises `UNKNOWN_ITEM`, `NO_INPUT` for a query without text and picture, `IMAGE_UNREADABLE`, `INVALID_OPTIONS`, `ABORTED`. */
  async similarItems(to: string | ContentQuery, options: SimilarOptions): Promise<Recommendation[]> {
    if (typeof to !== 'string') {
      const vectors = await this.#encodeQuery(to, options);
      return nearestItems(this.catalogue, this.#queries(vectors), options);
    }
    const number = this.catalogue.requireNumber(to);
    const vectors = this.catalogue.columns.flatMap((column): [string, Float32Array][] => {
      const vector = vectorOf(column, number);
      return vector === undefined ? [] : [[column.name, vector]];
    });
    const exclude = [...(options.exclude ?? []), to];
    return nearestItems(this.catalogue, this.#queries(vectors), { ...options, exclude });
  }

  /** Raises `INVALID_OPTIONS` without a text encoder, `NO_INPUT` for an empty text, `ABORTED`. */
  async search({ text }: { readonly text: string }, options: SimilarOptions): Promise<Recommendation[]> {
    const vectors = await this.#encodeQuery({ text }, options);
    const { textEncoder, imageEncoder } = this.#input;
    const shared = textEncoder?.space !== undefined && textEncoder.space === imageEncoder?.space;
    const [, vector] = vectors[0]!;
    const modalities: [string, Float32Array][] = shared ? [...vectors, ['image', vector]] : vectors;
    return fittingItems(this.catalogue, this.#queries(modalities), options);
  }

  /** Raises `STORE_UNUSABLE`, `ABORTED`, and what the encoders raise; nothing is then changed. */
  upsertItems(items: readonly Item[], call: CallOptions): Promise<UpsertSummary> {
    // One after the other: catalogue and ranker must count new items in the same order.
    const result = this.#lastUpsert.then(() => this.#upsert(items, call));
    this.#lastUpsert = result.catch(() => undefined);
    return result;
  }

  async #upsert(items: readonly Item[], call: CallOptions): Promise<UpsertSummary> {
    if (items.length === 0) return { added: 0, updated: 0, imageFailures: [] };
    // Of several with one id the last counts, as if they had come one after the other.
    const distinct = [...new Map(items.map((item) => [item.itemId, item])).values()];
    const { columns, imageFailures } = await this.#encodeItems(distinct, call);
    const fresh = distinct.flatMap(({ itemId }, row) => (this.catalogue.numberOf(itemId) < 0 ? [row] : []));
    if (fresh.length > 0) await this.ranker.addItems(this.#columnsForRanker(columns, fresh));
    const numbers = distinct.map((item, row) =>
      this.catalogue.upsert(
        item,
        new Map(columns.map((column) => [column.name, vectorOf(column, row)?.slice()])),
      ),
    );
    for (const column of this.catalogue.columns) {
      const index = this.#indexes.get(column.name)!;
      await indexItems(index, this.catalogue, column, numbers.values());
    }
    return { added: fresh.length, updated: distinct.length - fresh.length, imageFailures };
  }

  /** Raises `UNKNOWN_ITEM`. */
  explain(whom: RecommendFor, itemId: string): Promise<Explanation> {
    const item = this.catalogue.requireNumber(itemId);
    const { query } = personOf(whom, this.catalogue, this.people);
    return explainScore(this.ranker, this.catalogue, query, item);
  }

  async dispose(): Promise<void> {
    for (const index of this.#indexes.values()) await index.dispose?.();
    this.#indexes.clear();
    await this.ranker.dispose?.();
  }

  async #encodeQuery(
    { text, image }: ContentQuery,
    { signal }: SimilarOptions,
  ): Promise<[modality: string, vector: Float32Array][]> {
    const call = signal ? { signal } : {};
    const { textEncoder, imageEncoder, images } = this.#input;
    const columns: ModalityColumn[] = [];
    if (text !== undefined) {
      await requireEncoder(textEncoder, 'text').load?.(call);
      columns.push(await encodeTexts('content', requireEncoder(textEncoder, 'text'), [text], call));
    }
    if (image !== undefined) {
      await requireEncoder(imageEncoder, 'image').load?.(call);
      columns.push(await encodePictures(requireEncoder(imageEncoder, 'image'), [{ image }], images, call));
    }
    const vectors = columns.flatMap((column): [string, Float32Array][] => {
      const vector = vectorOf(column, 0);
      return vector === undefined ? [] : [[column.name, vector]];
    });
    if (vectors.length > 0) return vectors;
    throw new RecommenderError('NO_INPUT', 'Expected a text that is not empty or an image to look for.');
  }

  /** New items have no reviews yet: that modality is not among the columns. */
  async #encodeItems(items: readonly Item[], call: CallOptions) {
    const { textEncoder, imageEncoder, itemText, images } = this.#input;
    const columns: ModalityColumn[] = [];
    const collected = await collectItemImages(items, imageEncoder, images, call);
    if (textEncoder) {
      await textEncoder.load?.(call);
      columns.push(await encodeTexts('content', textEncoder, items.map(itemText), call));
    }
    if (imageEncoder) {
      await imageEncoder.load?.(call);
      const inputs = items.map(({ itemId }) => pictureInput(collected?.byItem.get(itemId)));
      columns.push(await embedColumn({ name: 'image', encoder: imageEncoder, inputs }, call));
    }
    return { columns, imageFailures: collected?.summary.failures ?? [] };
  }

  /** The rows that are new, in all modalities that the ranker was fitted with. */
  #columnsForRanker(columns: readonly ModalityColumn[], rows: readonly number[]): ModalityColumn[] {
    return this.catalogue.columns.map(({ name, matrix }) => {
      const column = columns.find((candidate) => candidate.name === name);
      if (column) return { ...column, rowIndex: Int32Array.from(rows, (row) => column.rowIndex[row]!) };
      const none = { data: new Float32Array(), rows: 0, dimensions: matrix.dimensions };
      return { name, matrix: none, rowIndex: new Int32Array(rows.length).fill(-1) };
    });
  }

  #queries(vectors: readonly (readonly [modality: string, vector: Float32Array])[]): VectorQuery[] {
    return vectors.flatMap(([modality, vector]) => {
      const index = this.#indexes.get(modality);
      return index ? [{ modality, index, vector }] : [];
    });
  }
}

/** Puts the vectors of these items into an index, and takes those without one out. */
async function indexItems(
  index: VectorIndex,
  catalogue: Catalogue,
  { matrix: { data, dimensions }, rowIndex }: ModalityColumn,
  numbers: Iterable<number>,
): Promise<void> {
  const present: number[] = [];
  const absent: string[] = [];
  for (const number of numbers) {
    if (rowIndex[number]! >= 0) present.push(number);
    else absent.push(catalogue.item(number).itemId);
  }
  const vectors = new Float32Array(present.length * dimensions);
  for (const [row, number] of present.entries()) {
    const source = rowIndex[number]! * dimensions;
    vectors.set(data.subarray(source, source + dimensions), row * dimensions);
  }
  await index.upsert(
    present.map((number) => catalogue.item(number).itemId),
    { data: vectors, rows: present.length, dimensions },
  );
  await index.remove(absent);
}

function requireEncoder<Kind>(encoder: Kind | null, kind: string): Kind {
  if (encoder !== null) return encoder;
  throw new RecommenderError(
    'INVALID_OPTIONS',
    `The query has ${kind === 'text' ? 'a text' : 'an image'}, but the recommender was made with ${kind}Encoder: null. Give it one and fit again.`,
  );
}
