import { itemsOf } from '../../dataset/interaction-matrix.js';
import { topK } from '../../numeric/top-k.js';
import { type BlendWeights, blendScores } from './blend-scores.js';
import { blendedNdcg } from './choose-weights.js';
import { type HeldOut, type HeldOutUser, WARM } from './hold-out.js';
import { type Scorers, scored } from './scored.js';

/** What an offset is chosen by. */
export interface OffsetTask {
  readonly candidates: Scorers;
  readonly held: HeldOut;
  readonly weights: Pick<BlendWeights, 'warm' | 'cold' | 'coldMean'>;
  /** With warm items and items of the kind to find. */
  readonly users: readonly HeldOutUser[];
  readonly kind: number;
  readonly k: number;
  readonly signal: AbortSignal | undefined;
}

/** Offsets that are tried, in deviations of the scores, ascending in equal steps. */
const OFFSET_STEP = 0.5;
const OFFSETS = Array.from({ length: 21 }, (_, step) => -6 + step * OFFSET_STEP);
/** One number is chosen from the lists of this many users. */
const USERS = 256;

/**
 * The offset with which lists of warm items and items of the kind have the highest NDCG; the lowest of equals, 0 without such items or
 * without anybody to ask.
 */
export async function mostAccurateOffset(task: OffsetTask): Promise<number> {
  if (!task.held.kinds.includes(task.kind) || task.users.length === 0) return 0;
  const sums = OFFSETS.map(() => 0);
  await tryOffsets(task, (index, blended, { items }) => {
    sums[index]! += blendedNdcg({ scores: [blended], relevant: items }, [1], task.k);
  });
  return OFFSETS[sums.indexOf(Math.max(...sums))]!;
}

/**
 * The lowest offset with which items of the kind get at least the share of places that they have of what people turned to, after the
 * idea of calibrated recommendations (Steck 2018). The most accurate offset would keep nearly all of them out, for
 * less is known of them; and so it would stay.
 */
export async function evenOffset(task: OffsetTask): Promise<number> {
  const { kinds } = task.held;
  if (!kinds.includes(task.kind)) return 0;
  const places = OFFSETS.map(() => 0);
  let shown = 0;
  let found = 0;
  let all = 0;
  await tryOffsets(task, (index, blended, { items }) => {
    const list = topK(blended, task.k);
    for (const item of list) if (kinds[item] === task.kind) places[index]! += 1;
    if (index > 0) return;
    shown += list.length;
    all += items.length;
    for (const item of items) if (kinds[item] === task.kind) found += 1;
  });
  if (found === 0) return 0;
  return OFFSETS.find((_, index) => places[index]! * all >= found * shown) ?? OFFSETS.at(-1)!;
}

/** Blends the scores of every user with every offset, in ascending order; what the user has seen and other kinds are NaN. */
async function tryOffsets(
  { candidates, held, weights, users, kind, signal }: OffsetTask,
  use: (index: number, blended: Float32Array, user: HeldOutUser) => void,
): Promise<void> {
  const { kinds, rest } = held;
  const shifted = Int32Array.from(kinds.keys()).filter((item) => kinds[item] === kind);
  const blended = new Float32Array(kinds.length);
  const lowest = OFFSETS[0]!;
  for await (const { user, rows } of scored(candidates, held, users.slice(0, USERS), signal)) {
    blendScores(rows, kinds, { ...weights, unlovedOffset: lowest, newOffset: lowest }, blended);
    for (const [item, other] of kinds.entries()) {
      if (other !== WARM && other !== kind) blended[item] = Number.NaN;
    }
    for (const item of itemsOf(rest, user.user)) blended[item] = Number.NaN;
    for (const index of OFFSETS.keys()) {
      if (index > 0) for (const item of shifted) blended[item]! += OFFSET_STEP;
      use(index, blended, user);
    }
  }
}
