import { describe, expect, it } from 'vitest';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';

describe('MemoryEmbeddingStore', () => {
  it('keeps copies, apart by fingerprint, until it is closed', async () => {
    const store = new MemoryEmbeddingStore();
    const vector = Float32Array.of(1, 2);
    await store.putMany('one', [['a', vector]]);
    vector[0] = 9;
    const [found] = await store.getMany('one', ['a']);
    expect(found).toEqual(Float32Array.of(1, 2));
    found?.fill(7);
    expect(await store.getMany('one', ['a', 'b'])).toEqual([Float32Array.of(1, 2), undefined]);
    expect(await store.getMany('two', ['a'])).toEqual([undefined]);
    await store.close();
    expect(await store.getMany('one', ['a'])).toEqual([undefined]);
  });
});
