/** Seeded random choices for the synthetic sample catalogue. */
import { createRandom, deriveSeed } from '../../src/util/random.js';

/** One independent stream of random choices. */
export interface Dice {
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  chance(probability: number): boolean;
  normal(mean: number, deviation: number): number;
  /** Like `normal` around 0, but quick: two uniforms, for millions of pixels. */
  speckle(deviation: number): number;
  pick<Value>(list: readonly Value[]): Value;
  weighted<Value>(list: readonly (readonly [Value, number])[]): Value;
  shuffled<Value>(list: readonly Value[]): Value[];
}

/** The same seed and purpose give the same choices; different purposes do not disturb each other. */
export function createDice(seed: number, purpose: string): Dice {
  const random = createRandom(deriveSeed(seed, purpose));
  const integer = (below: number) => Math.floor(random() * below);
  return {
    integer,
    between: (min, max) => min + random() * (max - min),
    chance: (probability) => random() < probability,
    // Sum of twelve uniforms: close enough to normal, and exact on every machine (no Math.log, no Math.cos).
    normal: (mean, deviation) => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += random();
      return mean + deviation * sum;
    },
    // The difference of two uniforms has variance 1/6.
    speckle: (deviation) => (random() - random()) * 2.449489742783178 * deviation,
    pick: (list) => list[integer(list.length)]!,
    weighted: (list) => {
      const total = list.reduce((sum, [, weight]) => sum + weight, 0);
      let left = random() * total;
      for (const [value, weight] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return list[list.length - 1]![0];
    },
    shuffled: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
  };
}

export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
