import type { InteractionMatrix } from '../../contracts/index.js';
import { interactionMatrix } from '../../dataset/interaction-matrix.js';
import type { DatasetRow } from '../../dataset/types.js';
import type { Vocabulary } from '../../dataset/vocabulary.js';

/**
 * The interactions as matrices `[users, items]`: those rated `likedFrom` or better, and all of them. Without
 * `likedFrom` both are one object.
 */
export function likedAndSeen(
  rows: readonly DatasetRow[],
  users: Vocabulary,
  itemNumbers: ReadonlyMap<string, number>,
  likedFrom: number | undefined,
): { liked: InteractionMatrix; seen: InteractionMatrix } {
  const matrixOf = (chosen: readonly DatasetRow[]) =>
    interactionMatrix(
      users.ids.length,
      itemNumbers.size,
      chosen.map(({ userId, itemId, timestamp }) => ({
        user: users.indexOf(userId) - 1,
        item: itemNumbers.get(itemId)!,
        timestamp,
      })),
    );
  const seen = matrixOf(rows);
  if (likedFrom === undefined) return { liked: seen, seen };
  return { liked: matrixOf(rows.filter(({ rating }) => rating >= likedFrom)), seen };
}
