import { describe, expect, it } from 'vitest';
import { PrecomputedEncoder } from '../../src/encoders/precomputed-encoder.js';
import { encodePictures, encodeTexts } from '../../src/tasks/encode-inputs.js';
import { collectItemImages, pictureInput } from '../../src/tasks/item-images.js';
import { FakeImageEncoder, FakeTextEncoder, tinyShop } from '../../src/testing/index.js';

const items = tinyShop({ items: 4, users: 4, perUser: 2 }).items;

describe('collectItemImages', () => {
  it('has nothing to do without an encoder', async () => {
    expect(await collectItemImages(items, null, {}, {})).toBeUndefined();
  });

  it('finds pictures by item, and lists those that cannot be had', async () => {
    const broken = { itemId: 'broken', image: Buffer.from('no picture') };
    const collected = await collectItemImages(
      [...items, broken, { itemId: 'bare' }],
      new FakeImageEncoder(),
      {},
      {},
    );
    expect([...collected!.byItem.keys()]).toEqual(items.map(({ itemId }) => itemId));
    expect(collected!.summary.failures).toHaveLength(1);
    const input = pictureInput(collected!.byItem.get('item-2'))!;
    expect(await input.read()).toEqual(new Uint8Array(items[2]!.image as Uint8Array));
    expect(pictureInput(undefined)).toBeUndefined();
  });

  it('looks items up where the encoder knows them', async () => {
    const encoder = new PrecomputedEncoder({
      embeddings: {
        ids: ['item-1'],
        matrix: { data: Float32Array.of(1, 2), rows: 1, dimensions: 2 },
      },
      key: 'itemId',
    });
    const collected = await collectItemImages(items, encoder, {}, {});
    expect([...collected!.byItem.keys()]).toEqual(['item-1']);
    expect(collected!.summary.failuresByReason).toEqual({ NO_EMBEDDING: 3 });
  });
});

describe('encodeTexts', () => {
  it('cleans texts, and has none for those that are empty then', async () => {
    const encoder = new FakeTextEncoder();
    const { matrix, rowIndex, name } = await encodeTexts(
      'content',
      encoder,
      ['red<br>boot', undefined, '', ' <p> ', 'red boot'],
      {},
    );
    expect(name).toBe('content');
    expect([...rowIndex].map((row) => row >= 0)).toEqual([true, false, false, false, true]);
    expect(rowIndex[4]).toBe(rowIndex[0]);
    expect(matrix.data).toEqual((await encoder.encode(['red boot'])).data);
  });
});

describe('encodePictures', () => {
  it('encodes those that are there', async () => {
    const encoder = new FakeImageEncoder();
    const { matrix, rowIndex } = await encodePictures(
      encoder,
      [{ image: items[1]!.image! }, {}, { itemId: 'item-1' }],
      {},
      {},
    );
    expect([...rowIndex]).toEqual([0, -1, -1]);
    expect(matrix.data).toEqual((await encoder.encode([items[1]!.image as Uint8Array])).data);
  });

  it('refuses what is no picture', async () => {
    const encoding = encodePictures(new FakeImageEncoder(), [{ image: Buffer.from('text') }], {}, {});
    await expect(encoding).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});
