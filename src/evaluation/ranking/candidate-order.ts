import { topK } from '../../numeric/top-k.js';
import { createRandom, deriveSeed, randomInteger, shuffle } from '../../util/random.js';

/**
 * Ranks candidates by score, equal scores in an order that knows nothing: drawn with the seed, and begun at another place for
 * every user. The order of the item numbers would not do. Items are often numbered as they first appear in the data, popular ones
 * early, and a ranker without any opinion would be praised for it.
 */
export class CandidateOrder {
  /** The drawn order two times, so that it can be read from any place without coming back to its beginning. */
  readonly #twice: Int32Array;
  readonly #starts: Int32Array;
  readonly #scores: Float32Array;
  readonly #allowed: Uint8Array;

  /** @param candidate one byte per item, 1 where it may be recommended */
  constructor(candidate: Uint8Array, users: number, seed: number) {
    const random = createRandom(deriveSeed(seed, 'order of equal scores'));
    const items = Int32Array.from(candidate.keys()).filter((item) => candidate[item] === 1);
    shuffle(items, random);
    this.#twice = new Int32Array(2 * items.length);
    this.#twice.set(items);
    this.#twice.set(items, items.length);
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
    const own = this.#scores;
    const shown = this.#allowed;
    const order = this.#twice.subarray(this.#starts[user]!, this.#starts[user]! + own.length);
    for (let position = 0; position < order.length; position++) {
      const item = order[position]!;
      own[position] = scores[item]!;
      shown[position] = allowed[item]!;
    }
    return topK(own, k, shown).map((position) => order[position]!);
  }
}
