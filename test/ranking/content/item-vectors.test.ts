import { describe, expect, it } from 'vitest';
import { computeNeighbours } from '../../../src/numeric/neighbours.js';
import { ItemVectors } from '../../../src/ranking/content/item-vectors.js';
import type { ModalityColumn } from '../../../src/types.js';
import { createRandom } from '../../../src/util/random.js';

const random = createRandom(4);
const DIMENSIONS = 6;
const ALL = Float32Array.from({ length: 90 * DIMENSIONS }, () => random() - 0.5);

/** Items `from` to before `to`, every seventh of which has no vector. */
function part(from: number, to: number): ModalityColumn {
  return {
    name: 'text',
    matrix: {
      data: ALL.slice(from * DIMENSIONS, to * DIMENSIONS),
      rows: to - from,
      dimensions: DIMENSIONS,
    },
    rowIndex: Int32Array.from({ length: to - from }, (_, row) => ((from + row) % 7 === 3 ? -1 : row)),
  };
}

describe('ItemVectors', () => {
  it('finds the neighbours of added items among all, as a search over all would', async () => {
    const whole = await computeNeighbours(part(0, 90), 9);
    const vectors = new ItemVectors(part(0, 60));
    for (const [from, to] of [
      [60, 75],
      [75, 90],
    ] as const) {
      const table = await vectors.add(part(from, to), 9);
      expect(vectors.items).toBe(to);
      for (let item = from; item < to; item++) {
        const list = Array.from({ length: 9 }, (_, place) => table.index[(item - from) * table.k + place]!);
        const expected = Array.from(whole.index.subarray(item * 9, (item + 1) * 9));
        // Items 75 to 89 were not there yet when the first were added.
        if (to === 90) expect(list).toEqual(expected);
        else
          expect(list.filter((other) => expected.includes(other))).toEqual(
            expected.filter((other) => other < 75),
          );
        expect(list).not.toContain(item);
      }
    }
  });

  it('comes back from a state, added items and all', async () => {
    const vectors = new ItemVectors(part(0, 60));
    await vectors.add(part(60, 70), 5);
    const arrays: Record<string, Float32Array> = {};
    vectors.save('modality-0', arrays);
    const modality = { name: 'text', dimensions: DIMENSIONS };
    const restored = ItemVectors.restore('Test', { json: {}, arrays }, 'modality-0', modality);
    expect([restored.items, restored.name, restored.dimensions]).toEqual([70, 'text', DIMENSIONS]);
    expect(await restored.add(part(70, 90), 5)).toEqual(await vectors.add(part(70, 90), 5));
  });

  it('shares the memory of the fit', () => {
    const column = part(0, 60);
    expect(new ItemVectors(column).base).toBe(column);
  });
});
