import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of numbers in [0, 1). */
export type Random = () => number;

/** The same seed gives the same stream on every machine. */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(scramble(seed));
  return () => uniformFloat64(generator);
}

/** Spreads neighbouring seeds (MurmurHash3's finaliser): the generator's first draws are alike for small ones. */
function scramble(seed: number): number {
  let bits = seed | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** An independent 31-bit seed for one purpose, so that adding a random choice somewhere moves no other. */
export function deriveSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${seed}:${purpose}`).digest().readUInt32LE(0) >>> 1;
}

/** A uniform integer in [0, below). */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** Fisher-Yates, in place; returns its argument. */
export function shuffle<List extends { length: number; [index: number]: unknown }>(
  list: List,
  random: Random,
): List {
  for (let i = list.length - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    const swap = list[i];
    list[i] = list[j];
    list[j] = swap;
  }
  return list;
}
