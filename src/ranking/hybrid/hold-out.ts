import type { InteractionMatrix } from '../../contracts/index.js';
import { createRandom, deriveSeed, type Random, shuffle } from '../../util/random.js';

/** Interactions that are set aside to find out which rankers find them. */
export interface HeldOut {
  /** What is left to fit on; same users and items. */
  readonly rest: InteractionMatrix;
  /** Users with something to find among items that others have interacted with. */
  readonly warm: readonly HeldOutUser[];
  /** Users with something to find among the items that play new ones. */
  readonly cold: readonly HeldOutUser[];
  /** The latest interactions of the users asked, with warm and with unloved items, as they came. */
  readonly latest: readonly HeldOutUser[];
  /**
   * The same with warm and with new items. Of the interactions with new items as small a share is taken as of those with
   * warm ones: a new item must not look likelier than others because all that ever happened to it lies ahead.
   */
  readonly withNew: readonly HeldOutUser[];
  /** Kind of every item in `rest`. */
  readonly kinds: ItemKinds;
}

/** Of every item: {@link WARM}, {@link UNLOVED} or {@link NEW}. */
export type ItemKinds = Uint8Array;
/** Somebody has interacted with it. */
export const WARM = 0;
/** Nobody has, though it was there. */
export const UNLOVED = 1;
/** It came after the fit, or plays an item that did. */
export const NEW = 2;

/** A user and the items to be found for them. */
export interface HeldOutUser {
  readonly user: number;
  readonly items: Int32Array;
}

/** How much is set aside. */
export interface HoldOutPlan {
  /** Share of a chosen user's latest interactions; one at least. */
  readonly share: number;
  /** Share of the items that plays new ones; 0 sets none aside. */
  readonly coldShare: number;
  /** Most users of either kind. */
  readonly users: number;
  readonly seed: number;
}

/** A user who has fewer is not asked for: what would be left to go by? */
const LEAST_HISTORY = 2;

/**
 * Sets aside all interactions of some items (they play items that have just come) and the latest interactions of some users, at
 * random where no times are known.
 */
export function holdOut(matrix: InteractionMatrix, plan: HoldOutPlan): HeldOut {
  const random = createRandom(deriveSeed(plan.seed, 'hold out'));
  const playsNew = drawItems(matrix, plan.coldShare, random);
  const keep = new Uint8Array(matrix.itemIndex.length).fill(1);
  const cold: HeldOutUser[] = [];
  const latest: HeldOutUser[] = [];
  const sampled: HeldOutUser[] = [];
  const users = shuffle(
    Array.from({ length: matrix.users }, (_, user) => user),
    random,
  );
  for (const user of users) {
    const entries = entriesOf(matrix, user);
    const fresh = entries.filter((entry) => playsNew[matrix.itemIndex[entry]!] === 1);
    const known = entries.filter((entry) => playsNew[matrix.itemIndex[entry]!] === 0);
    for (const entry of fresh) keep[entry] = 0;
    if (fresh.length > 0 && known.length >= LEAST_HISTORY && cold.length < plan.users) {
      cold.push({ user, items: itemsAt(matrix, fresh) });
    }
    if (known.length <= LEAST_HISTORY || latest.length >= plan.users) continue;
    const count = Math.max(1, Math.floor(known.length * plan.share));
    const own = byTime(matrix, known, random).slice(-count);
    for (const entry of own) keep[entry] = 0;
    latest.push({ user, items: itemsAt(matrix, own) });
    const share = count / known.length;
    const some = fresh.filter(() => random() < share);
    sampled.push({ user, items: itemsAt(matrix, [...own, ...some]) });
  }
  const rest = restOf(matrix, keep);
  const kinds = new Uint8Array(matrix.items).fill(UNLOVED);
  for (const item of rest.itemIndex) kinds[item] = WARM;
  for (const [item, drawn] of playsNew.entries()) if (drawn === 1) kinds[item] = NEW;
  const among = (users: readonly HeldOutUser[], ...wanted: readonly number[]) =>
    users.flatMap(({ user, items }) => only(user, items, (item) => wanted.includes(kinds[item]!)));
  return {
    rest,
    kinds,
    warm: among(latest, WARM),
    cold,
    latest: among(latest, WARM, UNLOVED),
    withNew: among(sampled, WARM, NEW),
  };
}

function drawItems({ items, itemIndex }: InteractionMatrix, share: number, random: Random): Uint8Array {
  const used = new Uint8Array(items);
  for (const item of itemIndex) used[item] = 1;
  const candidates = Array.from({ length: items }, (_, item) => item).filter((item) => used[item] === 1);
  const drawn = shuffle(candidates, random).slice(0, Math.floor(candidates.length * share));
  const marks = new Uint8Array(items);
  for (const item of drawn) marks[item] = 1;
  return marks;
}

function entriesOf({ rowStart }: InteractionMatrix, user: number): number[] {
  const start = rowStart[user]!;
  return Array.from({ length: rowStart[user + 1]! - start }, (_, position) => start + position);
}

/** Earliest first; unknown times before known ones; in a random order where times do not tell. */
function byTime({ timestamp }: InteractionMatrix, entries: readonly number[], random: Random): number[] {
  const mixed = shuffle([...entries], random);
  if (timestamp === undefined) return mixed;
  const timeOf = (entry: number) =>
    Number.isNaN(timestamp[entry]!) ? Number.NEGATIVE_INFINITY : timestamp[entry]!;
  return mixed.sort((left, right) => {
    const one = timeOf(left);
    const other = timeOf(right);
    return one === other ? 0 : one - other;
  });
}

function itemsAt({ itemIndex }: InteractionMatrix, entries: readonly number[]): Int32Array {
  return Int32Array.from(entries, (entry) => itemIndex[entry]!).sort();
}

function only(user: number, items: Int32Array, keep: (item: number) => boolean): HeldOutUser[] {
  const kept = items.filter(keep);
  return kept.length === 0 ? [] : [{ user, items: kept }];
}

function restOf(matrix: InteractionMatrix, keep: Uint8Array): InteractionMatrix {
  const rowStart = new Int32Array(matrix.users + 1);
  const entries: number[] = [];
  for (let user = 0; user < matrix.users; user++) {
    for (const entry of entriesOf(matrix, user)) if (keep[entry] === 1) entries.push(entry);
    rowStart[user + 1] = entries.length;
  }
  const { users, items, itemIndex, weight, timestamp } = matrix;
  return {
    users,
    items,
    rowStart,
    itemIndex: Int32Array.from(entries, (entry) => itemIndex[entry]!),
    weight: Float32Array.from(entries, (entry) => weight[entry]!),
    ...(timestamp && { timestamp: Float64Array.from(entries, (entry) => timestamp[entry]!) }),
  };
}
