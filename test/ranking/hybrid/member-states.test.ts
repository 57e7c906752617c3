import { describe, expect, it } from 'vitest';
import type { Ranker } from '../../../src/contracts/index.js';
import { joinStates, restorePart } from '../../../src/ranking/hybrid/member-states.js';
import type { PluginState } from '../../../src/types.js';

/** A ranker of which only the state is asked for. */
function member(name: string, state?: PluginState) {
  const restored: PluginState[] = [];
  const ranker = {
    name,
    saveState: () => state,
    restoreState: (given: PluginState) => restored.push(given),
  } as unknown as Ranker;
  return { ranker, restored };
}

describe('the states of members', () => {
  it('keep names apart that are used by several', () => {
    const one = member('One', { json: { k: 1 }, arrays: { scores: Float32Array.of(1) } });
    const other = member('Two', { json: { k: 2 }, arrays: { scores: Float32Array.of(2, 3) } });
    const bare = member('Bare', { json: {} });
    const { json, arrays } = joinStates(
      [one.ranker, other.ranker, bare.ranker],
      [one, other, bare].map(({ ranker }) => ranker.name),
    );
    for (const { ranker } of [one, other, bare]) restorePart(ranker, ranker.name, { json, arrays }, json);
    expect(one.restored).toEqual([{ json: { k: 1 }, arrays: { scores: Float32Array.of(1) } }]);
    expect(other.restored).toEqual([{ json: { k: 2 }, arrays: { scores: Float32Array.of(2, 3) } }]);
    expect(bare.restored).toEqual([{ json: {}, arrays: {} }]);
  });

  it('must be there', () => {
    const cannot = { name: 'Stateless', score: async () => undefined } as unknown as Ranker;
    const refused = expect.objectContaining({
      code: 'PLUGIN_MISMATCH',
      message: expect.stringContaining('Stateless'),
    });
    expect(() => joinStates([cannot], ['cannot'])).toThrow(refused);
    expect(() => restorePart(cannot, 'cannot', { json: {} }, {})).toThrow(refused);
  });
});
