import { interactionMatrix } from '../../../src/dataset/interaction-matrix.js';
import { type HeldOut, NEW, UNLOVED, WARM } from '../../../src/ranking/hybrid/hold-out.js';
import type { Scorers } from '../../../src/ranking/hybrid/scored.js';
import type { EmbeddingMatrix } from '../../../src/types.js';

/** Scores item `i` for user `u` with `score(u, i)`. */
export function scorer(score: (user: number, item: number) => number, items: number): Scorers[number] {
  return {
    score: async (queries, options): Promise<EmbeddingMatrix> => {
      options?.signal?.throwIfAborted();
      const data = Float32Array.from({ length: queries.length * items }, (_, index) =>
        score(queries[Math.floor(index / items)]!.user, index % items),
      );
      return { data, rows: queries.length, dimensions: items };
    },
  };
}

export const ITEMS = 30;
const USERS = 40;
export const KINDS = Uint8Array.from({ length: ITEMS }, (_, item) =>
  item < 20 ? WARM : item < 25 ? UNLOVED : NEW,
);
/** The warm item that user `u` is to be found with, and the new one. */
export const warmItemOf = (user: number) => 2 + (user % 18);
export const newItemOf = (user: number) => 25 + (user % 5);

const list = (...itemsOf: ((user: number) => number)[]) =>
  Array.from({ length: USERS }, (_, user) => ({
    user,
    items: Int32Array.from(itemsOf, (itemOf) => itemOf(user)).sort(),
  }));

/** Everybody has liked items 0 and 1, and has a warm and a new item to be found. */
export function heldOut(changes: Partial<HeldOut> = {}): HeldOut {
  const entries = Array.from({ length: USERS }, (_, user) => [0, 1].map((item) => ({ user, item }))).flat();
  return {
    rest: interactionMatrix(USERS, ITEMS, entries),
    warm: list(warmItemOf),
    cold: list(newItemOf),
    latest: list(warmItemOf),
    withNew: list(warmItemOf, newItemOf),
    kinds: KINDS,
    ...changes,
  };
}
