import { describe, expect, it } from 'vitest';
import { topK } from '../../../src/numeric/top-k.js';
import { blendScores } from '../../../src/ranking/hybrid/blend-scores.js';
import {
  evenOffset,
  mostAccurateOffset,
  type OffsetTask,
} from '../../../src/ranking/hybrid/choose-offsets.js';
import { NEW, UNLOVED, WARM } from '../../../src/ranking/hybrid/hold-out.js';
import { heldOut, ITEMS, KINDS, newItemOf, scorer, warmItemOf } from './choosing.js';

const spread = (user: number, item: number) => ((user * 7 + item * 13) % 11) / 10;
const weights = { warm: [1], cold: [1], coldMean: [1] };
const task = (changes: Partial<OffsetTask>): OffsetTask => ({
  candidates: [scorer(spread, ITEMS)],
  held: heldOut(),
  weights,
  users: heldOut().withNew,
  kind: NEW,
  k: 5,
  signal: undefined,
  ...changes,
});

describe('mostAccurateOffset', () => {
  const unlovedOf = (user: number) => 20 + (user % 5);
  const users = heldOut().latest;

  it('puts unloved items first where they are what is looked for, and last where they are not', async () => {
    const looked = users.map(({ user }) => ({ user, items: Int32Array.of(unlovedOf(user)) }));
    const up = await mostAccurateOffset(task({ kind: UNLOVED, users: looked, k: 5 }));
    expect(up).toBeGreaterThanOrEqual(2);
    expect(await mostAccurateOffset(task({ kind: UNLOVED, users, k: 5 }))).toBeLessThanOrEqual(-1);
  });

  it('is 0 without such items, and without anybody to ask', async () => {
    const held = heldOut({ kinds: KINDS.map((kind) => (kind === UNLOVED ? WARM : kind)) });
    expect(await mostAccurateOffset(task({ held, kind: UNLOVED, users }))).toBe(0);
    expect(await mostAccurateOffset(task({ kind: UNLOVED, users: [] }))).toBe(0);
  });
});

describe('evenOffset', () => {
  /** Share of new items among the first five places with an offset. */
  const shareWith = (newOffset: number) => {
    let found = 0;
    for (const { user } of heldOut().withNew) {
      const row = Float32Array.from({ length: ITEMS }, (_, item) => spread(user, item));
      const blended = new Float32Array(ITEMS);
      blendScores([row], KINDS, { ...weights, unlovedOffset: 0, newOffset }, blended);
      const scores = blended.map((score, item) => (item < 2 || KINDS[item] === UNLOVED ? Number.NaN : score));
      for (const item of topK(scores, 5)) if (KINDS[item] === NEW) found += 1;
    }
    return found / (5 * heldOut().withNew.length);
  };

  it('gives new items the share of places that they have of what people turned to, and no more', async () => {
    // Everybody has one warm and one new item to be found: half.
    const offset = await evenOffset(task({}));
    expect(shareWith(offset)).toBeGreaterThanOrEqual(0.5);
    expect(shareWith(offset - 0.5)).toBeLessThan(0.5);
  });

  it('is the smaller the less people turn to them', async () => {
    const few = heldOut().withNew.map(({ user, items }) => ({
      user,
      items: user % 8 === 0 ? items : items.filter((item) => item !== newItemOf(user)),
    }));
    expect(few[1]!.items).toEqual(Int32Array.of(warmItemOf(1)));
    expect(await evenOffset(task({ users: few }))).toBeLessThan(await evenOffset(task({})));
  });

  it('is 0 where nobody turned to any', async () => {
    expect(await evenOffset(task({ users: heldOut().latest }))).toBe(0);
    expect(await evenOffset(task({ users: [] }))).toBe(0);
    const held = heldOut({ kinds: KINDS.map(() => WARM) });
    expect(await evenOffset(task({ held }))).toBe(0);
  });
});
