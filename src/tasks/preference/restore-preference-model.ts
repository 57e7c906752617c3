import type { ResolvedRecommenderOptions } from '../../options.js';
import type { SavedModel, SavedPreference } from '../../persistence/saved-model.js';
import { restoreCatalogue } from './catalogue-state.js';
import { joinRecommendations } from './open-recommendations.js';
import { PreferenceModel } from './preference-model.js';
import type { RankerSupply } from './ranker-supply.js';

/** A preference model as it was saved. Raises `SAVE_CORRUPT`. */
export async function restorePreferenceModel(
  saved: SavedModel,
  fingerprints: ReadonlyMap<string, string>,
  { ranker, catalogue: state }: SavedPreference,
  options: ResolvedRecommenderOptions,
  rankers: RankerSupply,
): Promise<PreferenceModel> {
  const { catalogue, people, rated } = restoreCatalogue(state);
  const recommendations = await joinRecommendations(catalogue, people, ranker, options);
  return new PreferenceModel({ saved, fingerprints, recommendations, users: rated, options, rankers });
}
