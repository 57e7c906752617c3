import { describe, expect, it } from 'vitest';
import type { ChosenBlend } from '../../../src/ranking/hybrid/choose-blend.js';
import { describeBlend } from '../../../src/ranking/hybrid/describe-blend.js';

const names = ['A', 'B', 'C'];
const blend: ChosenBlend = {
  warm: [0.25, 0, 0.75],
  // On another scale than the weights that were chosen.
  cold: [0, 0.1, 0],
  coldMean: [1, 1, 1],
  unlovedOffset: -2.5,
  newOffset: 0.5,
  warmBlend: { weights: [0.25, 0, 0.75], ndcg: 0.31259, alone: [0.1, 0.2, 0.3] },
  coldBlend: undefined,
  warmUsers: 12,
  coldUsers: 0,
};

describe('describeBlend', () => {
  it('names the weights, the largest first, and how everybody did', () => {
    expect(describeBlend(names, blend, [], 20)).toBe(
      'Items with interactions: 0.75 C + 0.25 A (NDCG@20 0.3126 for 12 users; alone: A 0.1000, B 0.2000, C 0.3000). ' +
        'Items without: B alone (nothing could be set aside to try). ' +
        'In one list, scores of items without interactions are shifted by -2.5, those of items that come later by 0.5 deviations.',
    );
  });

  it('shows the weights that were chosen for cold items, not those on the scale of warm ones', () => {
    const coldBlend = { weights: [0.5, 0.5, 0], ndcg: 0.2, alone: [0.1, 0.1, 0] };
    const text = describeBlend(names, { ...blend, cold: [3, 0.01, 0], coldBlend, coldUsers: 7 }, [], 5);
    expect(text).toContain('Items without: 0.50 A + 0.50 B (NDCG@5 0.2000 for 7 users;');
  });

  it('says who was left out, and why', () => {
    expect(describeBlend(names, blend, [{ name: 'D', reason: 'Too large.' }], 20)).toMatch(
      / D was left out: Too large\.$/,
    );
  });
});
