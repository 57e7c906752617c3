import type { ImageEncoder, TextEncoder } from '../contracts/index.js';
import type { Dataset } from '../dataset/types.js';
import { textInput } from '../embedding/inputs.js';
import { fitAndEmbed, fitAndStream } from '../embedding/modality.js';
import type { EmbeddingStore } from '../embedding/types.js';
import type { CallOptions, RatingColumn } from '../types.js';
import { type ItemImages, pictureInput } from './item-images.js';

/** What {@link embedReviewRows} embeds. */
export interface EmbedReviewRowsInput {
  readonly dataset: Dataset;
  readonly images: ItemImages | undefined;
  /** Rows that encoders may learn from. */
  readonly train: Int32Array;
  readonly textEncoder: TextEncoder | null;
  readonly imageEncoder: ImageEncoder | null;
  readonly streamEmbeddings: boolean;
  readonly store: EmbeddingStore | null;
  readonly seed: number;
}

/** The columns of the review task: the text of every row and the picture of its item. */
export async function embedReviewRows(
  { dataset, images, train, textEncoder, imageEncoder, streamEmbeddings, store, seed }: EmbedReviewRowsInput,
  call: CallOptions,
): Promise<RatingColumn[]> {
  const embed = streamEmbeddings ? fitAndStream : fitAndEmbed;
  const columns: RatingColumn[] = [];
  const ratings = Float32Array.from(dataset.rows, ({ rating }) => rating);
  const shared = { train, seed, store, ratings };
  if (textEncoder) {
    const inputs = dataset.rows.map((row) => (row.text ? textInput(row.text) : undefined));
    columns.push(await embed({ ...shared, name: 'review', encoder: textEncoder, inputs }, call));
  }
  if (imageEncoder) {
    const inputs = dataset.rows.map((row) => pictureInput(images?.byItem.get(row.itemId)));
    columns.push(await embed({ ...shared, name: 'image', encoder: imageEncoder, inputs }, call));
  }
  return columns;
}
