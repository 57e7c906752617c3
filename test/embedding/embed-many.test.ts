import { describe, expect, it } from 'vitest';
import { embedImages, embedTexts } from '../../src/embedding/embed-many.js';
import { imageInput, textInput } from '../../src/embedding/inputs.js';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import type { EmbeddingMatrix } from '../../src/types.js';
import { CountingEncoder, matrixOf } from './fakes.js';

describe('embedTexts', () => {
  it('returns one row per text in the order of the texts, duplicates included', async () => {
    const encoder = new CountingEncoder();
    const matrix = await embedTexts(encoder, ['bb', 'a', 'bb']);
    expect(matrix).toEqual({ data: Float32Array.of(2, 98, 1, 97, 2, 98), rows: 3, dimensions: 2 });
    expect(encoder.batches).toEqual([['a', 'bb']]);
  });

  it('passes store, batch size, progress and signal on', async () => {
    const store = new MemoryEmbeddingStore();
    const encoder = new CountingEncoder();
    const seen: number[] = [];
    await embedTexts(encoder, ['bb', 'a'], {
      store,
      batchSize: 1,
      onProgress: ({ done }) => seen.push(done),
    });
    expect(encoder.batches).toEqual([['a'], ['bb']]);
    expect(seen).toEqual([0, 1, 2]);
    expect((await store.getMany('counting-1', [textInput('a').key]))[0]).toEqual(Float32Array.of(1, 97));
    const aborted = embedTexts(encoder, ['a'], { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('gives an empty matrix for no texts', async () => {
    expect(await embedTexts(new CountingEncoder(), [])).toEqual({
      data: new Float32Array(0),
      rows: 0,
      dimensions: 2,
    });
  });
});

describe('embedImages', () => {
  it('recognises equal bytes', async () => {
    const calls: number[] = [];
    const encoder = {
      specVersion: 1 as const,
      name: 'first byte',
      dimensions: 1,
      fingerprint: 'first-byte',
      encode: async (images: readonly Uint8Array[]): Promise<EmbeddingMatrix> => {
        calls.push(images.length);
        return matrixOf(images.map((bytes) => [bytes[0] ?? -1]));
      },
    };
    const matrix = await embedImages(encoder, [Uint8Array.of(7), Uint8Array.of(5, 5), Uint8Array.of(7)]);
    expect([...matrix.data]).toEqual([7, 5, 7]);
    expect(calls).toEqual([2]);
  });
});

describe('inputs', () => {
  it('have keys by content', async () => {
    expect(textInput('a')).toMatchObject({
      key: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      length: 1,
    });
    expect(textInput('a').key).not.toBe(textInput('b').key);
    expect(imageInput(Uint8Array.of(97)).key).toBe(textInput('a').key);
    expect(await imageInput(Uint8Array.of(1, 2)).read()).toEqual(Uint8Array.of(1, 2));
  });
});
