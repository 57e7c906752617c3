import type { InteractionMatrix } from '../../contracts/index.js';
import { type Random, randomInteger, shuffle } from '../../util/random.js';

/** Parallel lists: the user of `user[i]` has interacted with `positive[i]`, and not with `negative[i]`. */
export interface Triples {
  readonly user: Int32Array;
  readonly positive: Int32Array;
  readonly negative: Int32Array;
  /** How much the triple counts; 1 on average over an epoch. */
  readonly weight: Float32Array;
}

/**
 * Draws the triples of one epoch after another: every interaction once, in random order, with an item drawn uniformly
 * from those that the user has not interacted with (Rendle et al. 2009, section 4.1). Items without any interaction
 * are never drawn: they were not there to be passed over, and would only learn that new is bad.
 */
export class TripleSampler {
  readonly #order: Int32Array;
  readonly #userOf: Int32Array;
  readonly #pool: Int32Array;
  readonly #meanWeight: number;

  constructor(
    private readonly interactions: InteractionMatrix,
    private readonly random: Random,
  ) {
    const { users, items, rowStart, itemIndex, weight } = interactions;
    const seen = new Uint8Array(items);
    for (const item of itemIndex) seen[item] = 1;
    this.#pool = Int32Array.from([...seen.keys()].filter((item) => seen[item] === 1));
    this.#userOf = new Int32Array(itemIndex.length);
    const usable: number[] = [];
    let total = 0;
    for (let user = 0; user < users; user++) {
      this.#userOf.fill(user, rowStart[user]!, rowStart[user + 1]!);
      // Somebody who has interacted with everything has nothing to be compared with.
      if (rowStart[user + 1]! - rowStart[user]! === this.#pool.length) continue;
      for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
        usable.push(entry);
        total += weight[entry]!;
      }
    }
    this.#order = Int32Array.from(usable);
    this.#meanWeight = total / usable.length;
  }

  /** Triples of an epoch. */
  get size(): number {
    return this.#order.length;
  }

  /** The next epoch in batches; their arrays are used again for the next one. */
  *epoch(batchSize: number): Generator<Triples> {
    const { itemIndex, weight: weights } = this.interactions;
    shuffle(this.#order, this.random);
    const size = Math.min(batchSize, this.size);
    const user = new Int32Array(size);
    const positive = new Int32Array(size);
    const negative = new Int32Array(size);
    const weight = new Float32Array(size);
    for (let start = 0; start < this.size; start += size) {
      const count = Math.min(size, this.size - start);
      for (let index = 0; index < count; index++) {
        const entry = this.#order[start + index]!;
        user[index] = this.#userOf[entry]!;
        positive[index] = itemIndex[entry]!;
        negative[index] = this.#drawNegative(user[index]!);
        weight[index] = weights[entry]! / this.#meanWeight;
      }
      yield {
        user: user.subarray(0, count),
        positive: positive.subarray(0, count),
        negative: negative.subarray(0, count),
        weight: weight.subarray(0, count),
      };
    }
  }

  #drawNegative(user: number): number {
    for (;;) {
      const item = this.#pool[randomInteger(this.random, this.#pool.length)]!;
      if (!this.#hasInteracted(user, item)) return item;
    }
  }

  #hasInteracted(user: number, item: number): boolean {
    const { rowStart, itemIndex } = this.interactions;
    let low = rowStart[user]!;
    let high = rowStart[user + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (itemIndex[middle]! < item) low = middle + 1;
      else high = middle;
    }
    return low < rowStart[user + 1]! && itemIndex[low] === item;
  }
}
