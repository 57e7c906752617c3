import type { ImageEncoder, RecordEncoder, ReviewRecord, TextEncoder } from '../contracts/index.js';
import type { Dataset, DatasetRow } from '../dataset/types.js';
import { embedColumn } from '../embedding/embed-column.js';
import { recordInput, textInput } from '../embedding/inputs.js';
import { fitAndEmbed, fitAndStream, isAdapting } from '../embedding/modality.js';
import type { EmbeddingStore } from '../embedding/types.js';
import type { CallOptions, RatingColumn } from '../types.js';
import { type ItemImages, imageModality, pictureInput } from './item-images.js';

/** What {@link embedReviewRows} embeds. */
export interface EmbedReviewRowsInput {
  readonly dataset: Dataset;
  readonly images: ItemImages | undefined;
  /** Rows that encoders may learn from. */
  readonly train: Int32Array;
  readonly textEncoder: TextEncoder | null;
  readonly imageEncoder: ImageEncoder | null;
  readonly recordEncoder: RecordEncoder | null;
  readonly streamEmbeddings: boolean;
  readonly store: EmbeddingStore | null;
  readonly seed: number;
}

/** The columns of the review task: the text of every row, the picture of its item, and what else is known. */
export async function embedReviewRows(
  input: EmbedReviewRowsInput,
  call: CallOptions,
): Promise<RatingColumn[]> {
  const { dataset, images, train, textEncoder, imageEncoder, recordEncoder, store, seed } = input;
  const embed = input.streamEmbeddings ? fitAndStream : fitAndEmbed;
  const columns: RatingColumn[] = [];
  const ratings = Float32Array.from(dataset.rows, ({ rating }) => rating);
  const shared = { train, seed, store, ratings };
  if (textEncoder) {
    const inputs = dataset.rows.map((row) => (row.text ? textInput(row.text) : undefined));
    columns.push(await embed({ ...shared, name: 'review', encoder: textEncoder, inputs }, call));
  }
  if (imageEncoder) {
    const inputsOf = (byItem: ItemImages['byItem'] | undefined) =>
      dataset.rows.map((row) => pictureInput(byItem?.get(row.itemId)));
    const job = { ...shared, name: imageModality(0), encoder: imageEncoder };
    columns.push(await embed({ ...job, inputs: inputsOf(images?.byItem) }, call));
    for (const [index, byItem] of (images?.moreByItem ?? []).entries()) {
      const further = { ...job, name: imageModality(index + 1), inputs: inputsOf(byItem) };
      // An encoder that learns has learned from the first pictures, and does not begin again.
      const learns = imageEncoder.fit !== undefined || isAdapting(imageEncoder);
      columns.push(
        await (learns
          ? embedColumn({ name: further.name, encoder: imageEncoder, inputs: further.inputs }, call)
          : embed(further, call)),
      );
    }
  }
  if (recordEncoder) {
    const inputs = dataset.rows.map((row) => recordInput(recordOf(row, dataset)));
    columns.push(await embed({ ...shared, name: 'record', encoder: recordEncoder, inputs }, call));
  }
  return columns;
}

/** A row as a record: without its rating and its text. */
export function recordOf({ userId, itemId, timestamp }: DatasetRow, { items }: Dataset): ReviewRecord {
  const { image: _, moreImages: __, ...item } = items.get(itemId) ?? { itemId };
  return { userId, itemId, item, ...(timestamp !== undefined && { timestamp }) };
}
