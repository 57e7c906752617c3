import { topK } from '../../numeric/top-k.js';
import { createRandom, deriveSeed, randomInteger, shuffle } from '../../util/random.js';

/**
 * Ranks candidates by score, equal scores in an order that knows nothing: drawn with the seed, and begun at another place for
 * every user. The order of the item numbers would not do. Items are often numbered as they first appear in the data, popular ones
 * early, and a ranker without any opinion would be praised for it.
 */
export class CandidateOrder {
  readonly #order: Int32Array;
  readonly #starts: Int32Array;
  readonly #scores: Float32Array;
  readonly #allowed: Uint8Array;

  /** @param candidate one byte per item, 1 where it may be recommended */
  constructor(candidate: Uint8Array, users: number, seed: number) {
    const random = createRandom(deriveSeed(seed, 'order of equal scores'));
    const items = Int32Array.from(candidate.keys()).filter((item) => candidate[item] === 1);
    this.#order = shuffle(items, random);
    this.#starts = Int32Array.from({ length: users }, () => randomInteger(random, items.length));
    this.#scores = new Float32Array(items.length);
    this.#allowed = new Uint8Array(items.length);
  }

  /**
   * The best `k` candidates, best first; fewer when fewer are allowed.
   *
   * @param user position of the user, from 0
   * @param scores one per item
   * @param allowed one byte per item, 0 for candidates that this user is not shown
   */
  best(user: number, k: number, scores: Float32Array, allowed: Uint8Array): Int32Array {
    const order = this.#order;
    const start = this.#starts[user]!;
    const itemAt = (position: number) => order[(start + position) % order.length]!;
    for (let position = 0; position < order.length; position++) {
      const item = itemAt(position);
      this.#scores[position] = scores[item]!;
      this.#allowed[position] = allowed[item]!;
    }
    return topK(this.#scores, k, this.#allowed).map(itemAt);
  }
}
