import { describe, expect, it } from 'vitest';
import { chooseBlend } from '../../../src/ranking/hybrid/choose-blend.js';
import { heldOut, ITEMS, newItemOf, scorer, warmItemOf } from './choosing.js';

const noise = (user: number, item: number) => ((user * 7 + item * 13) % 11) / 10;
/** Finds what is warm, with scores around 100; for new items it has half as much, and no idea. */
const warmOnly = scorer(
  (user, item) => (item >= 25 ? 50 : 100) + noise(user, item) + (item === warmItemOf(user) ? 5 : 0),
  ITEMS,
);
/** Finds what is new. */
const newOnly = scorer((user, item) => 1 + noise(item, user) + (item === newItemOf(user) ? 5 : 0), ITEMS);

describe('chooseBlend', () => {
  it('chooses for items of either kind who finds them', async () => {
    const blend = await chooseBlend([warmOnly, newOnly], heldOut(), 10, undefined);
    expect(blend.warmBlend!.weights).toEqual([1, 0]);
    expect(blend.coldBlend!.weights).toEqual([0, 1]);
    expect(blend).toMatchObject({ warmUsers: 40, coldUsers: 40, warm: [1, 0] });
    expect(blend.cold[0]).toBe(0);
    // Found first for everybody.
    expect(blend.warmBlend!.ndcg).toBeCloseTo(1, 6);
    expect(blend.coldBlend!.ndcg).toBeCloseTo(1, 6);
    expect(blend.warmBlend!.alone[1]).toBeLessThan(0.9);
  });

  it('remembers how cold items are scored in proportion to warm ones', async () => {
    const { coldMean, cold } = await chooseBlend([warmOnly, newOnly], heldOut(), 10, undefined);
    expect(coldMean[0]).toBeCloseTo(0.5, 2);
    // The scores of new items, among them the one with 5 more, are wider than those of warm ones.
    expect(cold[1]).toBeLessThan(1);
    expect(cold[1]).toBeGreaterThan(0);
  });

  it('takes the choice of one kind for the other where that could not be tried', async () => {
    const onlyWarm = await chooseBlend(
      [newOnly, warmOnly],
      heldOut({ cold: [], withNew: [] }),
      10,
      undefined,
    );
    expect(onlyWarm).toMatchObject({ warm: [0, 1], cold: [0, 1], coldBlend: undefined, newOffset: 0 });
    const onlyCold = await chooseBlend([newOnly, warmOnly], heldOut({ warm: [], latest: [] }), 10, undefined);
    expect(onlyCold).toMatchObject({ warm: [1, 0], warmBlend: undefined, unlovedOffset: 0 });
  });

  it('lets all take part alike where neither could be tried', async () => {
    const held = heldOut({ warm: [], cold: [], latest: [], withNew: [] });
    expect(await chooseBlend([warmOnly, newOnly], held, 10, undefined)).toMatchObject({
      warm: [0.5, 0.5],
      cold: [0.5, 0.5],
      coldMean: [1, 1],
      unlovedOffset: 0,
      newOffset: 0,
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(chooseBlend([warmOnly], heldOut(), 10, signal)).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
