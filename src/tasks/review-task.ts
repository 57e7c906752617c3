import type { DataSource } from '../contracts/index.js';
import { buildDataset } from '../dataset/build-dataset.js';
import { keepRows } from '../dataset/keep-rows.js';
import { splitDataset } from '../dataset/split.js';
import { fingerprintsOf, type Modality } from '../embedding/modality.js';
import type { ResolvedRecommenderOptions } from '../options.js';
import type { SavedModel } from '../persistence/saved-model.js';
import { fitRatingModel, type RatingModel } from '../training/fit-rating-model.js';
import { shapesOf } from '../training/rating-model.js';
import type { TrainingData } from '../training/types.js';
import type { CallOptions } from '../types.js';
import { embedReviewRows } from './embed-review-rows.js';
import { collectRowImages } from './item-images.js';
import { ReviewModel } from './review-model.js';
import { lendEmbeddingStore } from './with-embedding-store.js';

/** The modalities of the review task: the review's own text, the product's picture, and what else is known. */
export function reviewModalities({
  textEncoder,
  imageEncoder,
  recordEncoder,
}: Pick<ResolvedRecommenderOptions, 'textEncoder' | 'imageEncoder' | 'recordEncoder'>): Modality[] {
  return [
    ...(textEncoder ? [{ name: 'review' as const, encoder: textEncoder }] : []),
    ...(imageEncoder ? [{ name: 'image' as const, encoder: imageEncoder }] : []),
    ...(recordEncoder ? [{ name: 'record' as const, encoder: recordEncoder }] : []),
  ];
}

/** "How many stars does this text mean?": from the source to a model that reads ratings off reviews and pictures. */
export async function fitReviewTask(
  source: DataSource,
  options: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<ReviewModel> {
  const { scale, seed, fusion, head, training, textEncoder, imageEncoder } = options;
  const read = await buildDataset(source, { ...options.dataset, scale, seed }, call);
  const images = await collectRowImages(read, imageEncoder, options, call);
  const dataset = keepRows(
    read,
    (row) => (textEncoder !== null && Boolean(row.text)) || images?.byItem.has(row.itemId) === true,
    'NO_USABLE_MODALITY',
  );
  const { indices, summary } = splitDataset(dataset.rows, { ...options.split, seed });
  const classIndex = Int32Array.from(dataset.rows, (row) => row.classIndex);
  const { store, close } = lendEmbeddingStore(options);
  let data: TrainingData;
  let model: RatingModel;
  try {
    const columns = await embedReviewRows({ ...options, dataset, images, train: indices.train, store }, call);
    // A store may be written by one at a time: it is kept no longer than it is needed.
    if (!options.streamEmbeddings) await close();
    data = { columns, classIndex, ...indices, scale };
    model = await fitRatingModel({ data, fusion, head, options: training, seed, label: 'full' }, call);
  } catch (error) {
    await close();
    throw error;
  }
  const modalities = reviewModalities(options);
  const saved: SavedModel = {
    task: 'review',
    scale,
    seed,
    modalities,
    fusion,
    head,
    model,
    inputs: shapesOf(data.columns),
  };
  const run = { dataset, indices, split: summary, images: images?.summary, data };
  return new ReviewModel(saved, fingerprintsOf(modalities), options, run, close);
}
