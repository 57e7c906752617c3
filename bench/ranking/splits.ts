/** The splits that rankers are compared on, as matrices. */

import type { InteractionMatrix } from '../../src/contracts/index.js';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import type { SplitOptions } from '../../src/dataset/split/options.js';
import { splitDataset } from '../../src/dataset/split.js';
import type { DatasetRow } from '../../src/dataset/types.js';
import { createRandom, shuffle } from '../../src/util/random.js';

/** One split of the same rows. */
export interface RankingSplit {
  readonly name: string;
  /** In words, for the protocol. */
  readonly description: string;
  readonly train: InteractionMatrix;
  readonly test: InteractionMatrix;
  /** Items without interactions in `train`. */
  readonly coldItems: Int32Array;
  /** Whose items may be recommended; all where absent. */
  readonly candidates?: Int32Array;
}

interface Kind {
  readonly name: string;
  readonly description: string;
  readonly options: SplitOptions;
  readonly coldCandidates?: boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: 'leave-last-out',
    description: 'the last rating of every user is to be found',
    options: { kind: 'leave-last-out' },
  },
  {
    name: 'last tenth',
    description: 'the last tenth of the ratings of every user is to be found',
    options: { kind: 'user-temporal', test: 0.1 },
  },
  {
    name: 'global-temporal',
    description: 'the last tenth of all ratings is to be found',
    options: { kind: 'global-temporal', test: 0.1 },
  },
  {
    name: 'cold-item',
    description:
      'a fifth of the items, drawn, has no rating in the training part; only those may be recommended',
    options: { kind: 'cold-item', test: 0.2 },
    coldCandidates: true,
  },
  {
    name: 'cold-item, all candidates',
    description:
      'a fifth of the items, drawn, has no rating in the training part; all items may be recommended',
    options: { kind: 'cold-item', test: 0.2 },
  },
];

/**
 * Users and items of the rows, numbered once, and the splits. No ranker here looks at a validation part of its
 * own, so that what the splits set aside for one is learned from as well. Ratings count as interactions, whatever their value.
 */
export function rankingSplits(rows: readonly DatasetRow[], seed: number) {
  const userIds = [...new Set(rows.map(({ userId }) => userId))];
  // In no order that says anything: equal scores rank by item number, and popular items come early in any file of ratings.
  const itemIds = shuffle([...new Set(rows.map(({ itemId }) => itemId))], createRandom(seed));
  const userOf = new Map(userIds.map((id, index) => [id, index]));
  const itemOf = new Map(itemIds.map((id, index) => [id, index]));
  const matrix = (positions: Iterable<number>) =>
    interactionMatrix(
      userIds.length,
      itemIds.length,
      [...positions].map((position) => {
        const { userId, itemId, timestamp } = rows[position]!;
        return { user: userOf.get(userId)!, item: itemOf.get(itemId)!, timestamp };
      }),
    );
  const splits = KINDS.map(({ name, description, options, coldCandidates = false }): RankingSplit => {
    const { indices } = splitDataset(rows, { ...options, seed });
    const train = matrix([...indices.train, ...indices.validation]);
    const known = new Uint8Array(itemIds.length);
    for (const item of train.itemIndex) known[item] = 1;
    const coldItems = Int32Array.from([...known.keys()].filter((item) => known[item] === 0));
    const candidates = coldCandidates ? { candidates: coldItems } : {};
    return { name, description, train, test: matrix(indices.test), coldItems, ...candidates };
  });
  return { userIds, itemIds, splits };
}
