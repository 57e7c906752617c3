import { describe, expect, it } from 'vitest';
import { collectItemImages } from '../../../src/tasks/item-images.js';
import { embedCatalogue } from '../../../src/tasks/preference/embed-catalogue.js';
import { FakeImageEncoder, FakeTextEncoder, tinyShop } from '../../../src/testing/index.js';
import type { ModalityColumn } from '../../../src/types.js';

const { items: all } = tinyShop({ users: 5, items: 4 });
const items = all.slice(0, 3);
const { image: _image, ...bare } = all[3]!;
const NaNs = Number.NaN;

function vectorAt({ matrix, rowIndex }: ModalityColumn, row: number): number[] | undefined {
  const index = rowIndex[row]!;
  if (index < 0) return undefined;
  return [...matrix.data.subarray(index * matrix.dimensions, (index + 1) * matrix.dimensions)];
}

/** Remembers what it learned from. */
class LearningTextEncoder extends FakeTextEncoder {
  readonly learned: string[] = [];
  async fit(texts: readonly string[]): Promise<void> {
    this.learned.push(...texts);
  }
}

async function input(changes: object = {}) {
  const images = await collectItemImages([...items, bare], new FakeImageEncoder(), {}, {});
  return {
    items: [...items, bare],
    texts: ['red dress', 'brown boot', '', 'steel watch'],
    images,
    // The third review is of the test part; the fourth interaction has none.
    reviews: ['nice red', 'too small', undefined, undefined],
    ratings: Float32Array.of(5, 2, 4, 3),
    // Nobody has reviewed the last item in the training part.
    itemRatings: Float32Array.of(5, 2, 3, NaNs),
    store: null,
    ...changes,
  };
}

describe('embedCatalogue', () => {
  it('gives every item and every visible review the vector that the encoder gives it', async () => {
    const textEncoder = new FakeTextEncoder();
    const { content, reviews, image } = await embedCatalogue(
      await input(),
      { textEncoder, imageEncoder: new FakeImageEncoder(), seed: 1 },
      {},
    );
    const expected = async (text: string) => [...(await textEncoder.encode([text])).data];
    expect(vectorAt(content!, 0)).toEqual(await expected('red dress'));
    expect(vectorAt(content!, 2)).toBeUndefined();
    expect(vectorAt(content!, 3)).toEqual(await expected('steel watch'));
    expect(content!.rowIndex).toHaveLength(4);
    expect(vectorAt(reviews!, 1)).toEqual(await expected('too small'));
    expect(vectorAt(reviews!, 2)).toBeUndefined();
    expect(vectorAt(reviews!, 3)).toBeUndefined();
    // Memory of the reviews does not stay with the items.
    expect(content!.matrix.rows).toBe(3);
    const picture = await new FakeImageEncoder().encode([items[1]!.image as Uint8Array]);
    expect(vectorAt(image!, 1)).toEqual([...picture.data]);
    expect(vectorAt(image!, 3)).toBeUndefined();
    expect([content!.name, reviews!.name, image!.name]).toEqual(['content', 'reviews', 'image']);
  });

  it('lets an encoder learn from items and reviews of the training part alone', async () => {
    const textEncoder = new LearningTextEncoder();
    await embedCatalogue(await input(), { textEncoder, imageEncoder: null, seed: 1 }, {});
    expect([...new Set(textEncoder.learned)].sort()).toEqual(
      ['brown boot', 'nice red', 'red dress', 'too small'].sort(),
    );
  });

  it('does without either encoder', async () => {
    const none = { textEncoder: null, imageEncoder: null, seed: 1 };
    expect(await embedCatalogue(await input(), none, {})).toEqual({
      content: undefined,
      reviews: undefined,
      image: undefined,
    });
  });
});
