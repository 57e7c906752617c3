import { AutoTokenizer } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { checkTextInputs, textFeeds, tokenLimit } from '../../../src/encoders/transformers/text-feeds.js';
import { planRuns } from '../../../src/encoders/transformers/text-runs.js';
import { encodeWithin } from '../../../src/encoders/transformers/text-tokenizer.js';
import type { TensorInfo } from '../../../src/onnx/session.js';
import { reference, tinyModel } from './models.js';

const input = (name: string, shape: readonly (number | string)[] = ['batch', 'tokens'], type = 'int64') =>
  ({ name, shape, type }) satisfies TensorInfo;

describe('encodeWithin', () => {
  it.each([
    ['tiny-distilbert', reference.distilbert.rows],
    ['tiny-clip', reference.clip.texts],
  ])('%s: cuts as the Python tokenizer does', async (name, rows) => {
    const tokenizer = await AutoTokenizer.from_pretrained(tinyModel(name), { local_files_only: true });
    for (const { text, ids } of rows) expect(encodeWithin(tokenizer, text, 16), text).toEqual(ids);
    expect(rows.filter(({ ids }) => ids.length === 16).length).toBeGreaterThan(1);
  });

  it('keeps both special tokens however short the limit', () => {
    const tokenizer = {
      encode: (text: string, { add_special_tokens = true } = {}) => {
        const content = [...text].map(Number);
        return add_special_tokens ? [101, ...content, 102] : content;
      },
    };
    expect(encodeWithin(tokenizer, '1234567', 5)).toEqual([101, 1, 2, 3, 102]);
    expect(encodeWithin(tokenizer, '123', 5)).toEqual([101, 1, 2, 3, 102]);
    expect(encodeWithin(tokenizer, '', 5)).toEqual([101, 102]);
    expect(encodeWithin(tokenizer, '1234567', 2)).toEqual([101, 102]);
  });
});

describe('textFeeds', () => {
  const ids = [[5, 6, 7], [8]];

  it('pads on the right and masks the padding', () => {
    const feeds = textFeeds([input('input_ids'), input('attention_mask')], ids, 9);
    expect(feeds.input_ids).toEqual({ data: BigInt64Array.of(5n, 6n, 7n, 8n, 9n, 9n), dims: [2, 3] });
    expect(feeds.attention_mask?.data).toEqual(BigInt64Array.of(1n, 1n, 1n, 1n, 0n, 0n));
  });

  it('gives segments, positions and 32-bit integers where the graph wants them', () => {
    const feeds = textFeeds(
      [input('input_ids', undefined, 'int32'), input('token_type_ids'), input('position_ids')],
      ids,
      0,
    );
    expect(feeds.input_ids?.data).toEqual(Int32Array.of(5, 6, 7, 8, 0, 0));
    expect(feeds.token_type_ids?.data).toEqual(new BigInt64Array(6));
    expect(feeds.position_ids?.data).toEqual(BigInt64Array.of(0n, 1n, 2n, 0n, 1n, 2n));
    expect(feeds).not.toHaveProperty('attention_mask');
  });

  it('fills graphs of fixed length, and limits texts to it', () => {
    const fixed = [input('input_ids', ['batch', 4])];
    expect(textFeeds(fixed, ids, 0).input_ids?.dims).toEqual([2, 4]);
    expect(tokenLimit(fixed, 128)).toBe(4);
    expect(tokenLimit([input('input_ids')], 128)).toBe(128);
  });
});

describe('checkTextInputs', () => {
  it('accepts what a text can give', () => {
    expect(() => checkTextInputs('E', 'f', [input('input_ids')])).not.toThrow();
  });

  it.each([
    ['pixel_values', [input('input_ids'), input('pixel_values')]],
    ['nothing', []],
  ])('refuses a graph that takes %s', (_name, wrong) => {
    expect(() => checkTextInputs('E', 'f', wrong)).toThrow(expect.objectContaining({ code: 'MODEL_OUTPUT' }));
  });
});

describe('planRuns', () => {
  const free = { tokens: 1000, texts: 1000, isMasked: true };

  it('puts short texts together, within the budget of tokens, padding included', () => {
    expect(planRuns([30, 10, 20, 30, 11], { ...free, tokens: 60 })).toEqual([
      [1, 4, 2],
      [0, 3],
    ]);
  });

  it('computes a text that is longer than the budget alone', () => {
    expect(planRuns([90, 10, 80], { ...free, tokens: 50 })).toEqual([[1], [2], [0]]);
  });

  it('joins texts of one length only when padding is not masked', () => {
    expect(planRuns([3, 1, 3, 3, 1], { ...free, isMasked: false })).toEqual([
      [1, 4],
      [0, 2, 3],
    ]);
  });

  it('computes texts one by one where a run is scaled as a whole', () => {
    expect(planRuns([2, 1, 2], { ...free, texts: 1 })).toEqual([[1], [0], [2]]);
  });

  it('of nothing is nothing', () => {
    expect(planRuns([], free)).toEqual([]);
  });

  it('holds every text once, whatever the lengths', () => {
    const lengths = Array.from({ length: 200 }, (_, index) => 1 + ((index * 7919) % 128));
    const runs = planRuns(lengths, { ...free, tokens: 512 });
    expect(runs.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
    for (const run of runs) {
      expect(run.length * Math.max(...run.map((text) => lengths[text]!))).toBeLessThanOrEqual(512);
    }
  });
});
