import type { ImageEncoder } from './contracts/index.js';
import { cleanText } from './dataset/clean-text.js';
import { embedColumn } from './embedding/embed-column.js';
import { textInput } from './embedding/inputs.js';
import { itemInput, looksItemsUp } from './embedding/known-items.js';
import type { Modality } from './embedding/modality.js';
import type { EmbeddingInput } from './embedding/types.js';
import { RecommenderError } from './errors.js';
import { toRatingPrediction } from './heads/rating-prediction.js';
import { openHeaderLoader } from './images/load-image.js';
import type { ImageOptions } from './images/options.js';
import { checkFingerprint, type SavedModel } from './persistence/saved-model.js';
import type { CallOptions, ModalityColumn, RatingInput, RatingPrediction } from './types.js';
import { sha256 } from './util/hash.js';

/** Predicts one rating per input with a fitted or loaded model, in the order of the inputs. */
export async function predictRatings(
  { modalities, model, scale }: SavedModel,
  fingerprints: ReadonlyMap<string, string>,
  inputs: readonly RatingInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<RatingPrediction[]> {
  if (inputs.length === 0) return [];
  // Side by side: while one model computes in a thread of its own, the other one's pictures are read and decoded.
  const embedding = modalities.map((modality) => embedInputs(modality, fingerprints, inputs, images, call));
  await Promise.allSettled(embedding);
  const columns = await Promise.all(embedding);
  const used = inputs.map((_, row) =>
    columns.filter(({ rowIndex }) => rowIndex[row]! >= 0).map(({ name }) => name),
  );
  requireInput(used, modalities);
  const rows = Int32Array.from(inputs, (_, row) => row);
  const probabilities = await model.predict(columns, rows, call);
  const classes = probabilities.dimensions;
  return used.map((names, row) =>
    toRatingPrediction(probabilities.data.subarray(row * classes, (row + 1) * classes), scale, names),
  );
}

async function embedInputs(
  modality: Modality,
  fingerprints: ReadonlyMap<string, string>,
  inputs: readonly RatingInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<ModalityColumn> {
  const { name, encoder } = modality;
  await encoder.load?.(call);
  checkFingerprint(modality, fingerprints.get(name));
  if (name === 'image') return embedPictures(encoder, inputs, images, call);
  const texts = inputs.map(({ text }) => (text === undefined ? '' : cleanText(text)));
  const read = texts.map((text) => (text ? textInput(text) : undefined));
  return embedColumn({ name, encoder, inputs: read }, call);
}

/** Pictures are read only when their batch comes, so that many of them are never in memory at once. */
async function embedPictures(
  encoder: ImageEncoder,
  inputs: readonly RatingInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<ModalityColumn> {
  if (looksItemsUp(encoder)) {
    const items = inputs.map(({ itemId }) => (itemId === undefined ? undefined : itemInput(encoder, itemId)));
    return embedColumn({ name: 'image', encoder, inputs: items }, call);
  }
  // The encoder decodes them, and refuses those that are cut short.
  const loader = openHeaderLoader(images, call);
  const pictures = inputs.map(({ image }): EmbeddingInput<Uint8Array> | undefined => {
    if (image === undefined) return undefined;
    const key = typeof image === 'string' ? image : sha256(image);
    return { key, length: 0, read: () => loader.load(image) };
  });
  try {
    return await embedColumn({ name: 'image', encoder, inputs: pictures }, call);
  } finally {
    await loader.close();
  }
}

function requireInput(used: readonly (readonly string[])[], modalities: readonly Modality[]): void {
  const row = used.findIndex((names) => names.length === 0);
  if (row < 0) return;
  const expected = modalities.map((modality) => {
    if (modality.name === 'review') return 'a text that is not empty';
    return looksItemsUp(modality.encoder) ? 'an itemId that the image encoder knows' : 'an image';
  });
  throw new RecommenderError(
    'NO_INPUT',
    `Input ${row}: expected ${expected.join(' or ')}, but there is nothing to predict from.`,
    {
      data: { index: row },
    },
  );
}
