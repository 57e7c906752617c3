import type { InteractionMatrix } from '../../../contracts/index.js';

/**
 * Self-information of every item in bits, `log2(users / users of the item)`: 0 for what everybody has, one more for every
 * halving (Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma of recommender systems"). Users are those with
 * a row in `train`. An item nobody has would be infinitely novel; it counts as if one user had it. The novelty of a
 * list is the mean over its items.
 */
export function selfInformation(train: InteractionMatrix): Float64Array {
  const usersOfItem = new Float64Array(train.items);
  let users = 0;
  for (let user = 0; user < train.users; user++) {
    if (train.rowStart[user + 1]! > train.rowStart[user]!) users += 1;
  }
  // Every entry is another user: none is there twice.
  for (const item of train.itemIndex) usersOfItem[item]! += 1;
  return usersOfItem.map((count) => Math.log2(Math.max(1, users) / Math.max(1, count)));
}
