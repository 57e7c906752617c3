import type { InteractionMatrix, RankingQuery } from '../../contracts/index.js';
import { historyQuery, itemsOf } from '../../dataset/interaction-matrix.js';
import { Vocabulary } from '../../dataset/vocabulary.js';

/** The people of the fit and what they have done: users are numbered from 0 in the order in which they came. */
export class People {
  readonly #ids: Vocabulary;
  readonly liked: InteractionMatrix;
  readonly seen: InteractionMatrix;

  /** `liked` is the part of `seen` that counts as liking; one row per user in both. */
  constructor(userIds: Iterable<string>, liked: InteractionMatrix, seen: InteractionMatrix) {
    this.#ids = new Vocabulary(userIds);
    this.liked = liked;
    this.seen = seen;
  }

  get ids(): readonly string[] {
    return this.#ids.ids;
  }

  /** The number of a user, -1 for an unknown one. */
  numberOf(userId: string): number {
    return this.#ids.indexOf(userId) - 1;
  }

  /** What a user is known to like. */
  query(user: number): RankingQuery {
    return historyQuery(this.liked, user);
  }

  /** Items that a user has interacted with, whether they liked them or not. */
  seenBy(user: number): Int32Array {
    return itemsOf(this.seen, user);
  }

  /** How many people like each item; 0 for items that came after the fit. */
  popularity(items: number): Float32Array {
    const counts = new Float32Array(items);
    for (const item of this.liked.itemIndex) counts[item]! += 1;
    return counts;
  }
}
