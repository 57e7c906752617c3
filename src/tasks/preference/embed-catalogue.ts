import { compactColumn } from '../../embedding/compact-column.js';
import { textInput } from '../../embedding/inputs.js';
import { fitAndEmbed } from '../../embedding/modality.js';
import type { EmbeddingStore } from '../../embedding/types.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, Item, ModalityColumn } from '../../types.js';
import { type ItemImages, pictureInput } from '../item-images.js';

/** What is encoded of a catalogue. */
export interface CatalogueInput {
  readonly items: readonly Item[];
  /** Text of every item, empty for none. */
  readonly texts: readonly string[];
  readonly images: ItemImages | undefined;
  /** Review text of every interaction; undefined where it must not be seen. */
  readonly reviews: readonly (string | undefined)[];
  /** Rating of every interaction. */
  readonly ratings: Float32Array;
  /** Mean training rating of every item, NaN for items without a training interaction: encoders must not learn from those. */
  readonly itemRatings: Float32Array;
  readonly store: EmbeddingStore | null;
}

/** The vectors of a catalogue. */
export interface CatalogueVectors {
  /** One row per item. */
  readonly content: ModalityColumn | undefined;
  /** One row per interaction. */
  readonly reviews: ModalityColumn | undefined;
  /** One row per item. */
  readonly image: ModalityColumn | undefined;
}

/**
 * Encodes item texts, reviews and pictures. Texts of items and reviews go through the text encoder together, so that one
 * that learns learns from both, and only from items and reviews of the training part.
 */
export async function embedCatalogue(
  input: CatalogueInput,
  {
    textEncoder,
    imageEncoder,
    seed,
  }: Pick<ResolvedRecommenderOptions, 'textEncoder' | 'imageEncoder' | 'seed'>,
  call: CallOptions,
): Promise<CatalogueVectors> {
  const { items, texts, images, reviews, ratings, itemRatings, store } = input;
  const trained = rowsWhere(items.length, (row) => !Number.isNaN(itemRatings[row]!));
  let content: ModalityColumn | undefined;
  let readReviews: ModalityColumn | undefined;
  if (textEncoder) {
    const all = [...texts, ...reviews];
    const column = await fitAndEmbed(
      {
        name: 'content',
        encoder: textEncoder,
        inputs: all.map((text) => (text ? textInput(text) : undefined)),
        train: Int32Array.from([
          ...trained,
          ...rowsWhere(reviews.length, () => true).map((row) => row + items.length),
        ]),
        ratings: Float32Array.from([...itemRatings, ...ratings]),
        seed,
        store,
      },
      call,
    );
    // Its own memory: the reviews' vectors are not needed once they have been averaged.
    content = compactColumn({
      name: 'content',
      matrix: column.matrix,
      rowIndex: column.rowIndex.subarray(0, items.length),
    });
    readReviews = {
      name: 'reviews',
      matrix: column.matrix,
      rowIndex: column.rowIndex.subarray(items.length),
    };
  }
  if (!imageEncoder) return { content, reviews: readReviews, image: undefined };
  const image = await fitAndEmbed(
    {
      name: 'image',
      encoder: imageEncoder,
      inputs: items.map(({ itemId }) => pictureInput(images?.byItem.get(itemId))),
      train: trained,
      ratings: itemRatings,
      seed,
      store,
    },
    call,
  );
  return { content, reviews: readReviews, image };
}

function rowsWhere(rows: number, keep: (row: number) => boolean): Int32Array {
  return Int32Array.from(Array.from({ length: rows }, (_, row) => row).filter(keep));
}
