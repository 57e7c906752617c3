import type { DataSource } from '../../contracts/index.js';
import { Vocabulary } from '../../dataset/vocabulary.js';
import { fingerprintsOf, type Modality } from '../../embedding/modality.js';
import { requireSomeImages } from '../../images/collect-images.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, ModalityColumn } from '../../types.js';
import { imageOptionsOf } from '../image-options.js';
import { collectItemImages } from '../item-images.js';
import { fitPreferenceRatings } from './fit-ratings.js';
import { itemColumns } from './item-columns.js';
import { likedAndSeen } from './likes.js';
import { openRecommendations } from './open-recommendations.js';
import { PreferenceModel } from './preference-model.js';
import { type PreparedPreference, preparePreference } from './prepare.js';
import type { RankerSupply } from './ranker-supply.js';
import type { Recommendations } from './recommendations.js';

/**
 * "How would this person rate it, and what should they be shown?": from the source to a rating model that has not read the
 * reviews it is asked about, and a ranker over the catalogue.
 */
export async function fitPreferenceTask(
  source: DataSource,
  options: ResolvedRecommenderOptions,
  rankers: RankerSupply,
  call: CallOptions,
): Promise<PreferenceModel> {
  const prepared = await preparePreference(source, options, call);
  const { dataset, indices, split, leaks, items, itemNumbers } = prepared;
  const imageOptions = { limit: Number.POSITIVE_INFINITY, ...imageOptionsOf(options) };
  const images = await collectItemImages(items, options.imageEncoder, imageOptions, call);
  if (images) requireSomeImages(images.summary);
  const users = new Vocabulary(dataset.rows.map(({ userId }) => userId));
  const { ofItems, ofOthers } = await itemColumns(prepared, images, users, options, call);
  const rating = await fitPreferenceRatings({ ...prepared, ofItems, ofOthers }, options, call);
  try {
    const recommendations = await fitRecommendations(prepared, ofItems, users, options, call);
    const { scale, seed, fusion, head } = options;
    const modalities = preferenceModalities(options);
    return new PreferenceModel({
      saved: {
        task: 'preference',
        scale,
        seed,
        modalities,
        fusion,
        head,
        ...(rating && { model: rating.model }),
        inputs: rating?.inputs ?? [],
      },
      fingerprints: fingerprintsOf(modalities),
      recommendations,
      users: rating?.users ?? new Vocabulary(),
      options,
      rankers,
      run: { dataset, indices, split, images: images?.summary, leaks, ofItems, itemNumbers, users, rating },
    });
  } catch (error) {
    rating?.model.dispose();
    throw error;
  }
}

/** Fits the ranker on all interactions: what is known is what is served. */
async function fitRecommendations(
  { dataset: { rows }, items, itemNumbers }: PreparedPreference,
  columns: readonly ModalityColumn[],
  users: Vocabulary,
  options: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<Recommendations> {
  const { ranker, preference, seed } = options;
  const { liked, seen } = likedAndSeen(rows, users, itemNumbers, preference.likedFrom);
  await ranker.fit({ interactions: liked, modalities: columns, seed, ...call });
  return openRecommendations({ items, columns, userIds: users.ids, liked, seen, ranker }, options);
}

/** The encoders of the preference task: item texts (and reviews, by the same encoder) and pictures. */
export function preferenceModalities({
  textEncoder,
  imageEncoder,
}: Pick<ResolvedRecommenderOptions, 'textEncoder' | 'imageEncoder'>): Modality[] {
  return [
    ...(textEncoder ? [{ name: 'content' as const, encoder: textEncoder }] : []),
    ...(imageEncoder ? [{ name: 'image' as const, encoder: imageEncoder }] : []),
  ];
}
