import { describe, expect, it } from 'vitest';
import type { EncoderFitOptions } from '../../src/contracts/index.js';
import { embedColumn } from '../../src/embedding/embed-column.js';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import { fitAndEmbed } from '../../src/embedding/modality.js';
import { CountingEncoder, input } from './fakes.js';

describe('fitAndEmbed', () => {
  it('tells an encoder that learns the ratings of exactly the inputs that it learns from', async () => {
    const fits: [readonly string[], EncoderFitOptions][] = [];
    const encoder = Object.assign(new CountingEncoder(), {
      fit: async (inputs: readonly string[], options: EncoderFitOptions) => void fits.push([inputs, options]),
    });
    const inputs = [input('test'), input('a'), undefined, input('b'), input('a')];
    const job = { name: 'review', encoder, inputs, train: Int32Array.of(4, 3, 2, 1), seed: 5, store: null };
    await fitAndEmbed({ ...job, ratings: Float32Array.of(9, 1, 2, 3, 4) });
    await fitAndEmbed(job);
    expect(fits).toEqual([
      [['a', 'b', 'a'], { seed: 5, targets: Float32Array.of(4, 3, 1) }],
      [['a', 'b', 'a'], { seed: 5 }],
    ]);
  });
});

describe('embedColumn', () => {
  it('keeps no vectors of an encoder that only looks them up', async () => {
    for (const storable of [true, false]) {
      const store = new MemoryEmbeddingStore();
      const encoder = Object.assign(new CountingEncoder(), { storable });
      const job = { name: 'review', encoder, inputs: [input('a'), input('b')], store };
      await embedColumn(job);
      const { summary } = await embedColumn(job);
      expect(summary).toMatchObject(storable ? { encoded: 0, reused: 2 } : { encoded: 2, reused: 0 });
    }
  });
});
