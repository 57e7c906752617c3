import { embedColumn } from '../embedding/embed-column.js';
import { recordInput } from '../embedding/inputs.js';
import { looksItemsUp } from '../embedding/known-items.js';
import type { Modality } from '../embedding/modality.js';
import { RecommenderError } from '../errors.js';
import type { ImageOptions } from '../images/options.js';
import { checkFingerprint, type SavedModel } from '../persistence/saved-model.js';
import type { CallOptions, ImageReference, ModalityColumn, RatingInput, RatingPrediction } from '../types.js';
import { encodePictures, encodeTexts, type PictureInput } from './encode-inputs.js';
import { imageModality } from './item-images.js';
import { predictRows, requireRatingModel } from './predict-rows.js';

/** Predicts one rating per review and picture with a fitted or loaded model, in the order of the inputs. */
export async function predictReviewRatings(
  saved: SavedModel,
  fingerprints: ReadonlyMap<string, string>,
  inputs: readonly RatingInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<RatingPrediction[]> {
  const { modalities } = saved;
  const model = requireRatingModel(saved);
  if (inputs.length === 0) return [];
  // Side by side: while one model computes in a thread of its own, the other one's pictures are read and decoded.
  const embedding = modalities.flatMap((modality) => {
    const own = saved.inputs.filter(({ name }) => name.split(' ')[0] === modality.name);
    return own.map((_, place) => embedInputs(modality, place, fingerprints, inputs, images, call));
  });
  await Promise.allSettled(embedding);
  const columns = await Promise.all(embedding);
  requireInput(columns, inputs.length, modalities);
  return predictRows(model, columns, inputs.length, saved.scale, call);
}

async function embedInputs(
  modality: Modality,
  place: number,
  fingerprints: ReadonlyMap<string, string>,
  inputs: readonly RatingInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<ModalityColumn> {
  await modality.encoder.load?.(call);
  checkFingerprint(modality, fingerprints.get(modality.name));
  if (modality.name === 'record') {
    const records = inputs.map((input) => recordInput(input));
    return embedColumn({ name: modality.name, encoder: modality.encoder, inputs: records }, call);
  }
  if (modality.name === 'image') {
    const pictures =
      place === 0 ? inputs : inputs.map(({ moreImages }) => pictureOf(moreImages?.[place - 1]));
    const column = await encodePictures(modality.encoder, pictures, images, call);
    return { ...column, name: imageModality(place) };
  }
  const texts = inputs.map(({ text }) => text);
  return encodeTexts(modality.name, modality.encoder, texts, call);
}

function pictureOf(image: ImageReference | undefined): PictureInput {
  return image === undefined ? {} : { image };
}

function requireInput(
  columns: readonly ModalityColumn[],
  rows: number,
  modalities: readonly Modality[],
): void {
  const row = Array.from({ length: rows }).findIndex((_, index) =>
    columns.every(({ rowIndex }) => rowIndex[index]! < 0),
  );
  if (row < 0) return;
  const expected = modalities.map((modality) => {
    if (modality.name === 'record') return 'a userId or an itemId';
    if (modality.name !== 'image') return 'a text that is not empty';
    return looksItemsUp(modality.encoder) ? 'an itemId that the image encoder knows' : 'an image';
  });
  throw new RecommenderError(
    'NO_INPUT',
    `Input ${row}: expected ${expected.join(' or ')}, but there is nothing to predict from.`,
    { data: { index: row } },
  );
}
