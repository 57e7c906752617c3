import { type Random, randomInteger } from '../util/random.js';

/** Which interactions of a source are used. */
export type Sample =
  /** The first `size` readable ones; reading stops there, so a download stops too. */
  | { readonly kind: 'first'; readonly size: number }
  /** `size` ones drawn at random, each with the same chance; the whole stream is read, only the sample is held. */
  | { readonly kind: 'reservoir'; readonly size: number }
  /** Every one; they are all held in memory. */
  | { readonly kind: 'all' };

/** Takes records one by one and keeps those of the sample. */
export interface Sampler<Value> {
  /** False: no further record can change the sample. */
  add(value: Value): boolean;
  /** The sample, in the order of the stream. */
  values(): Value[];
}

/** The sampler of a {@link Sample}. */
export function createSampler<Value>(sample: Sample, random: Random): Sampler<Value> {
  if (sample.kind === 'reservoir') return new Reservoir(sample.size, random);
  const size = sample.kind === 'first' ? sample.size : Number.POSITIVE_INFINITY;
  const values: Value[] = [];
  return { add: (value) => values.push(value) < size, values: () => values };
}

/** The sampling in words, for summaries. */
export function describeSample(sample: Sample): string {
  if (sample.kind === 'all') return 'all interactions';
  const size = sample.size.toLocaleString('en-US');
  return sample.kind === 'first'
    ? `the first ${size} interactions`
    : `a random sample of ${size} interactions`;
}

/**
 * Algorithm L of K.-H. Li, "Reservoir-sampling algorithms of time complexity O(n(1 + log(N/n)))", ACM TOMS 20 (1994):
 * draws how many records to pass over instead of one number per record.
 */
class Reservoir<Value> implements Sampler<Value> {
  readonly #size: number;
  readonly #random: Random;
  readonly #kept: { position: number; value: Value }[] = [];
  #position = 0;
  #next = 0;
  #weight = 1;

  constructor(size: number, random: Random) {
    this.#size = size;
    this.#random = random;
  }

  add(value: Value): boolean {
    const position = this.#position++;
    if (position < this.#size) {
      this.#kept.push({ position, value });
      if (this.#kept.length === this.#size) this.#advance(position);
    } else if (position === this.#next) {
      this.#kept[randomInteger(this.#random, this.#size)] = { position, value };
      this.#advance(position);
    }
    return true;
  }

  values(): Value[] {
    return this.#kept.sort((left, right) => left.position - right.position).map(({ value }) => value);
  }

  #advance(position: number): void {
    this.#weight *= Math.exp(Math.log(this.#uniform()) / this.#size);
    this.#next = position + 1 + Math.floor(Math.log(this.#uniform()) / Math.log1p(-this.#weight));
  }

  /** In (0, 1): the logarithm of 0 would end the sampling. */
  #uniform(): number {
    return 1 - this.#random() || Number.MIN_VALUE;
  }
}
