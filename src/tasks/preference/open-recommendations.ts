import type { InteractionMatrix, Ranker } from '../../contracts/index.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { Item, ModalityColumn } from '../../types.js';
import { imageOptionsOf } from '../image-options.js';
import { Catalogue } from './catalogue.js';
import { itemText } from './item-text.js';
import { People } from './people.js';
import { Recommendations } from './recommendations.js';

/** Fitted parts of {@link Recommendations}. */
export interface FittedParts {
  readonly items: readonly Item[];
  readonly columns: readonly ModalityColumn[];
  readonly userIds: readonly string[];
  readonly liked: InteractionMatrix;
  readonly seen: InteractionMatrix;
  readonly ranker: Ranker;
}

type Settings = Pick<
  ResolvedRecommenderOptions,
  'textEncoder' | 'imageEncoder' | 'preference' | 'cacheDirectory' | 'images' | 'vectorIndex'
>;

/** Puts the parts of a fit together with the plug-ins of the options. */
export function openRecommendations(parts: FittedParts, settings: Settings): Promise<Recommendations> {
  const { items, columns, userIds, liked, seen, ranker } = parts;
  return joinRecommendations(
    new Catalogue(items, columns),
    new People(userIds, liked, seen),
    ranker,
    settings,
  );
}

/** The same for a catalogue and people that are there already. */
export function joinRecommendations(
  catalogue: Catalogue,
  people: People,
  ranker: Ranker,
  { textEncoder, imageEncoder, preference, vectorIndex, ...settings }: Settings,
): Promise<Recommendations> {
  return Recommendations.open({
    catalogue,
    people,
    ranker,
    textEncoder,
    imageEncoder,
    itemText: preference.itemText ?? itemText,
    images: imageOptionsOf(settings),
    makeIndex: vectorIndex,
  });
}
