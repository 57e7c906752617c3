import type { InteractionMatrix, Ranker } from '../../src/contracts/index.js';
import { historyQuery, interactionMatrix, itemsOf } from '../../src/dataset/interaction-matrix.js';
import { blendedNdcg } from '../../src/ranking/hybrid/choose-weights.js';
import type { ModalityColumn } from '../../src/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';

const USERS = 240;
const ITEMS = 144;
const TASTES = 12;
const GROUPS = 3;

/** What was planted, without its test part. */
export interface Planted {
  readonly train: InteractionMatrix;
  readonly modalities: readonly ModalityColumn[];
  /** To be found among items of the training part. */
  readonly warmTest: InteractionMatrix;
  /** To be found among items that nobody has interacted with in the training part. */
  readonly coldTest: InteractionMatrix;
  readonly isCold: (item: number) => boolean;
}

/**
 * People turn to items of their own taste, of which there are twelve; contents tell only to which of three groups of tastes an item
 * belongs. So what people have in common says the most about items that they know, and contents about those that nobody knows.
 */
export function planted(seed = 3): Planted {
  const random = createRandom(seed);
  const tasteOf = (item: number) => item % TASTES;
  const isCold = (item: number) => item >= ITEMS - 2 * TASTES;
  const parts: { user: number; item: number; timestamp: number }[][] = [[], [], []];
  for (let user = 0; user < USERS; user++) {
    const taste = user % TASTES;
    for (let item = 0; item < ITEMS; item++) {
      const share = tasteOf(item) === taste ? 0.7 : tasteOf(item) % GROUPS === taste % GROUPS ? 0.03 : 0.01;
      if (random() >= share) continue;
      const part = isCold(item) ? 2 : random() < 0.2 ? 1 : 0;
      parts[part]!.push({ user, item, timestamp: randomInteger(random, 1_000_000) });
    }
  }
  const data = Float32Array.from({ length: ITEMS * 8 }, (_, index) => {
    const item = Math.floor(index / 8);
    return (tasteOf(item) % GROUPS === index % 8 ? 1 : 0) + 0.8 * (random() - 0.5);
  });
  const matrix = (part: number) => interactionMatrix(USERS, ITEMS, parts[part]!);
  return {
    train: matrix(0),
    warmTest: matrix(1),
    coldTest: matrix(2),
    modalities: [
      {
        name: 'content',
        matrix: { data, rows: ITEMS, dimensions: 8 },
        rowIndex: Int32Array.from({ length: ITEMS }, (_, item) => item),
      },
    ],
    isCold,
  };
}

/** Mean NDCG@20 over the users with something to find, among the items that may be found. */
export async function ndcgOf(
  ranker: Ranker,
  { train }: Planted,
  test: InteractionMatrix,
  mayBeFound: (item: number) => boolean,
): Promise<number> {
  let sum = 0;
  let users = 0;
  for (let user = 0; user < test.users; user++) {
    const relevant = itemsOf(test, user);
    if (relevant.length === 0) continue;
    const { data } = await ranker.score([historyQuery(train, user)]);
    const scores = data.map((score, item) => (mayBeFound(item) ? score : Number.NaN));
    for (const item of itemsOf(train, user)) scores[item] = Number.NaN;
    sum += blendedNdcg({ scores: [scores], relevant }, [1], 20);
    users += 1;
  }
  return sum / users;
}
