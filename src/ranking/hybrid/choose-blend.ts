import { itemsOf } from '../../dataset/interaction-matrix.js';
import { createRandom, shuffle } from '../../util/random.js';
import type { BlendWeights } from './blend-scores.js';
import { evenOffset, mostAccurateOffset } from './choose-offsets.js';
import { type Blend, chooseWeights, type ValidationList } from './choose-weights.js';
import { type HeldOut, type HeldOutUser, NEW, UNLOVED, WARM } from './hold-out.js';
import { type Scorers, scored } from './scored.js';
import { scoreScale } from './standard-scores.js';

/** What the candidates did with the interactions that were set aside, and the blend that follows. */
export interface ChosenBlend extends BlendWeights {
  /** Of items with interactions; absent when nobody had one to find. */
  readonly warmBlend: Blend | undefined;
  /** Of items without interactions; absent when none were set aside or nobody had one to find. */
  readonly coldBlend: Blend | undefined;
  readonly warmUsers: number;
  readonly coldUsers: number;
}

/** Any order will do that the data do not know. */
const TIES_SEED = 1;

/** Lets fitted candidates find what was set aside, and chooses the weights that do so best. */
export async function chooseBlend(
  candidates: Scorers,
  held: HeldOut,
  k: number,
  signal: AbortSignal | undefined,
): Promise<ChosenBlend> {
  const warm = await listsOf(candidates, held, held.warm, WARM, signal);
  const cold = await listsOf(candidates, held, held.cold, NEW, signal);
  const count = candidates.length;
  const warmBlend = warm.lists.length > 0 ? chooseWeights(warm.lists, count, k) : undefined;
  const coldBlend = cold.lists.length > 0 ? chooseWeights(cold.lists, count, k) : undefined;
  // Where one kind could not be tried, the other kind's choice is the best guess there is; with neither, all take part.
  const equal = candidates.map(() => 1 / count);
  const coldWeights = coldBlend?.weights ?? warmBlend?.weights ?? equal;
  const weights = {
    warm: warmBlend?.weights ?? coldBlend?.weights ?? equal,
    // Chosen on the scale of items without interactions; blended on that of items with, which are always there.
    cold: coldWeights.map((weight, candidate) => weight * cold.ratios[candidate]!.stretch),
    coldMean: cold.ratios.map(({ mean }) => mean),
  };
  const lists = { candidates, held, weights, k, signal };
  return {
    ...weights,
    unlovedOffset: await mostAccurateOffset({ ...lists, users: held.latest, kind: UNLOVED }),
    newOffset: await evenOffset({ ...lists, users: held.withNew, kind: NEW }),
    warmBlend,
    coldBlend,
    warmUsers: held.warm.length,
    coldUsers: held.cold.length,
  };
}

/**
 * One list per user over the items of one kind, standardised among them; and for every candidate by how much wider it scores warm items
 * than these, and their mean as a share of that of warm items.
 */
async function listsOf(
  candidates: Scorers,
  held: HeldOut,
  users: readonly HeldOutUser[],
  kind: number,
  signal: AbortSignal | undefined,
): Promise<{ lists: ValidationList[]; ratios: { stretch: number; mean: number }[] }> {
  const { kinds, rest } = held;
  // In drawn order: equal scores rank by position, and early items are often the popular ones.
  const chosen = shuffle(
    Int32Array.from(kinds.keys()).filter((item) => kinds[item] === kind),
    createRandom(TIES_SEED),
  );
  const positions = new Int32Array(kinds.length).fill(-1);
  for (const [position, item] of chosen.entries()) positions[item] = position;
  const lists: ValidationList[] = [];
  const sums = candidates.map(() => ({ stretch: 0, mean: 0, warmMean: 0, users: 0 }));
  for await (const { user, rows } of scored(candidates, held, users, signal)) {
    const scores = rows.map((row, candidate) => {
      const { mean, factor } = scoreScale(row, kinds, kind);
      const own = Float32Array.from(chosen, (item) => (row[item]! - mean) * factor);
      for (const item of itemsOf(rest, user.user))
        if (positions[item]! >= 0) own[positions[item]!] = Number.NaN;
      const warm = scoreScale(row, kinds);
      const sum = sums[candidate]!;
      if (warm.factor > 0) {
        sum.stretch += factor / warm.factor;
        sum.mean += mean;
        sum.warmMean += warm.mean;
        sum.users += 1;
      }
      return own;
    });
    lists.push({ scores, relevant: user.items.map((item) => positions[item]!) });
  }
  const ratios = sums.map(({ stretch, mean, warmMean, users }) =>
    users === 0 || warmMean === 0
      ? { stretch: users === 0 ? 1 : stretch / users, mean: 1 }
      : { stretch: stretch / users, mean: mean / warmMean },
  );
  return { lists, ratios };
}
