import type { Item } from '../types.js';

/** An item in a list of recommendations or search results. */
export interface Recommendation {
  readonly itemId: string;
  /** Orders the list; its range depends on the ranker. */
  readonly score: number;
  readonly item: Item;
}

/** What `recommend` returns. */
export interface RecommendationList {
  /** Best first; as many as were asked for unless `available` is less. */
  readonly items: readonly Recommendation[];
  /**
   * What the list rests on: the `history` of a known user, the `liked` items that were given, or `popularity` when neither is
   * there to go by.
   */
  readonly basis: 'history' | 'liked' | 'popularity';
  /** How many items could have been recommended: not seen, not excluded, not filtered out. */
  readonly available: number;
  /** Ids that were given as liked but are in no catalogue. */
  readonly unknownItems: readonly string[];
}

/** A part of a recommendation's score. */
export interface ExplanationPart {
  /** The liked item that it comes from; `null` for what comes from none, such as popularity. */
  readonly likedItemId: string | null;
  /** `interactions` (what people have in common), or a modality (`content`, `reviews`, `image`). */
  readonly modality: string;
  readonly value: number;
}

/** What `explain` returns. */
export interface Explanation {
  readonly itemId: string;
  readonly score: number;
  /**
   * Whether the parts add up to the score. Otherwise the ranker cannot take its scores apart, and the parts are the mean similarities
   * of the item to the liked ones, by modality.
   */
  readonly exact: boolean;
  /** Largest first. */
  readonly parts: readonly ExplanationPart[];
  /** The parts, added up by modality, largest first. */
  readonly byModality: readonly { readonly modality: string; readonly value: number }[];
  /** The parts, added up by liked item, largest first. */
  readonly byLikedItem: readonly { readonly likedItemId: string | null; readonly value: number }[];
}
