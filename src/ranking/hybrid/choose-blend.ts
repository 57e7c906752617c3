import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ranker } from '../../contracts/index.js';
import { historyQuery, itemsOf } from '../../dataset/interaction-matrix.js';
import { throwIfAborted } from '../../util/abort.js';
import { type BlendWeights, blendScores } from './blend-scores.js';
import { type Blend, blendedNdcg, chooseWeights, type ValidationList } from './choose-weights.js';
import type { HeldOut, HeldOutUser } from './hold-out.js';
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

/** Users whose scores are asked for at a time. */
const BLOCK = 64;
/** Offsets of cold items that are tried, in deviations of the scores. */
const OFFSETS = Array.from({ length: 17 }, (_, step) => -4 + step * 0.5);

interface Scored {
  readonly user: HeldOutUser;
  /** One row per candidate, over all items. */
  readonly rows: readonly Float32Array[];
}

/** Lets fitted candidates find what was set aside, and chooses the weights that do so best. */
export async function chooseBlend(
  candidates: readonly Pick<Ranker, 'score'>[],
  held: HeldOut,
  k: number,
  signal: AbortSignal | undefined,
): Promise<ChosenBlend> {
  const warm = await listsOf(candidates, held, held.warm, 0, signal);
  const cold = await listsOf(candidates, held, held.cold, 1, signal);
  const count = candidates.length;
  const warmBlend = warm.length > 0 ? chooseWeights(warm, count, k) : undefined;
  const coldBlend = cold.length > 0 ? chooseWeights(cold, count, k) : undefined;
  // Where one kind could not be tried, the other kind's choice is the best guess there is; with neither, all take part.
  const equal = candidates.map(() => 1 / count);
  const weights = {
    warm: warmBlend?.weights ?? coldBlend?.weights ?? equal,
    cold: coldBlend?.weights ?? warmBlend?.weights ?? equal,
  };
  const coldOffset = await chooseOffset(candidates, held, weights, k, signal);
  return {
    ...weights,
    coldOffset,
    warmBlend,
    coldBlend,
    warmUsers: held.warm.length,
    coldUsers: held.cold.length,
  };
}

/** One list per user over the items of one kind, standardised as the blend will be. */
async function listsOf(
  candidates: readonly Pick<Ranker, 'score'>[],
  held: HeldOut,
  users: readonly HeldOutUser[],
  kind: 0 | 1,
  signal: AbortSignal | undefined,
): Promise<ValidationList[]> {
  const positions = new Int32Array(held.isCold.length).fill(-1);
  let width = 0;
  for (const [item, cold] of held.isCold.entries()) {
    if (cold !== kind) continue;
    positions[item] = width;
    width += 1;
  }
  const lists: ValidationList[] = [];
  for await (const { user, rows } of scored(candidates, held, users, signal)) {
    const seen = itemsOf(held.rest, user.user);
    const scores = rows.map((row) => {
      const { mean, factor } = scoreScale(row, held.isCold, kind);
      const own = new Float32Array(width);
      for (let item = 0; item < row.length; item++) {
        const position = positions[item]!;
        if (position >= 0) own[position] = (row[item]! - mean) * factor;
      }
      for (const item of seen) if (positions[item]! >= 0) own[positions[item]!] = Number.NaN;
      return own;
    });
    lists.push({ scores, relevant: user.items.map((item) => positions[item]!) });
  }
  return lists;
}

/** The offset with which warm and cold items stand best in one list: the mean NDCG of users with both to find. */
async function chooseOffset(
  candidates: readonly Pick<Ranker, 'score'>[],
  held: HeldOut,
  weights: Omit<BlendWeights, 'coldOffset'>,
  k: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const warm = new Map(held.warm.map(({ user, items }) => [user, items]));
  const both = held.cold.flatMap(({ user, items }) => {
    const others = warm.get(user);
    return others === undefined ? [] : [{ user, items: Int32Array.from([...others, ...items]) }];
  });
  if (both.length === 0) return 0;
  const sums = OFFSETS.map(() => 0);
  for await (const { user, rows } of scored(candidates, held, both, signal)) {
    const blended = new Float32Array(held.isCold.length);
    for (const [index, coldOffset] of OFFSETS.entries()) {
      blendScores(rows, held.isCold, { ...weights, coldOffset }, blended);
      for (const item of itemsOf(held.rest, user.user)) blended[item] = Number.NaN;
      sums[index]! += blendedNdcg({ scores: [blended], relevant: user.items }, [1], k);
    }
  }
  return OFFSETS[sums.indexOf(Math.max(...sums))]!;
}

async function* scored(
  candidates: readonly Pick<Ranker, 'score'>[],
  { rest }: HeldOut,
  users: readonly HeldOutUser[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Scored> {
  for (let start = 0; start < users.length; start += BLOCK) {
    await nextTurn();
    throwIfAborted(signal);
    const block = users.slice(start, start + BLOCK);
    const queries = block.map(({ user }) => historyQuery(rest, user));
    const matrices = [];
    for (const candidate of candidates)
      matrices.push(await candidate.score(queries, signal ? { signal } : {}));
    for (const [position, user] of block.entries()) {
      const rows = matrices.map(({ data, dimensions }) =>
        data.subarray(position * dimensions, (position + 1) * dimensions),
      );
      yield { user, rows };
    }
  }
}
