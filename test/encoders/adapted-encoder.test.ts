import { describe, expect, it } from 'vitest';
import type { Encoder, ImageEncoder } from '../../src/contracts/index.js';
import { textInput } from '../../src/embedding/inputs.js';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import { fitAndEmbed } from '../../src/embedding/modality.js';
import type { AdaptedEncoderOptions } from '../../src/encoders/adapted/options.js';
import { AdaptedEncoder } from '../../src/encoders/adapted-encoder.js';
import { TfidfTextEncoder } from '../../src/encoders/tfidf-text-encoder.js';
import { TRAINING_TEXTS } from '../../src/testing/sample-texts.js';
import type { EmbeddingMatrix } from '../../src/types.js';

/** A text as counts of its letters; notes what it is asked. */
class LetterEncoder implements Encoder<string> {
  readonly specVersion = 1;
  readonly name = 'LetterEncoder';
  readonly dimensions = 26;
  readonly fingerprint = 'letters';
  readonly batchSize = 3;
  readonly calls: string[][] = [];
  disposed = 0;

  async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    this.calls.push([...texts]);
    const data = new Float32Array(texts.length * 26);
    for (const [row, text] of texts.entries()) {
      for (const letter of text.toLowerCase().match(/[a-z]/g) ?? [])
        data[row * 26 + letter.charCodeAt(0) - 97]!++;
    }
    return { data, rows: texts.length, dimensions: 26 };
  }

  async dispose(): Promise<void> {
    this.disposed++;
  }
}

const targets = Float32Array.from(TRAINING_TEXTS, (_, index) => 1 + (index % 3));
const adapted = (options: AdaptedEncoderOptions = {}) =>
  new AdaptedEncoder(new LetterEncoder(), { dimensions: 4, ...options });

async function fitted(options: AdaptedEncoderOptions = {}, seed = 1) {
  const encoder = adapted(options);
  await encoder.fit(TRAINING_TEXTS, { seed, targets });
  return encoder;
}

describe('AdaptedEncoder', () => {
  it('has its own width, and centred vectors on its training inputs', async () => {
    const encoder = await fitted();
    const { data, rows, dimensions } = await encoder.encode(TRAINING_TEXTS);
    expect([rows, dimensions, encoder.dimensions]).toEqual([TRAINING_TEXTS.length, 4, 4]);
    for (let column = 0; column < 4; column++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data[row * 4 + column]!;
      expect(sum).toBeCloseTo(0, 3);
    }
  });

  it('separates the ratings it was given, and needs them', async () => {
    const encoder = await fitted({ kind: 'supervised' });
    expect(encoder.dimensions).toBe(2);
    await expect(adapted({ kind: 'supervised' }).fit(TRAINING_TEXTS, { seed: 1 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringMatching(/16 training inputs, but got none/),
    });
    for (const wrong of [targets.slice(1), targets.map(() => Number.NaN)]) {
      const call = adapted({ kind: 'supervised' }).fit(TRAINING_TEXTS, { seed: 1, targets: wrong });
      await expect(call).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
    const other = adapted({ kind: 'supervised' });
    await other.fit(TRAINING_TEXTS, { seed: 1, targets: targets.toReversed() });
    expect(other.fingerprint).not.toBe(encoder.fingerprint);
  });

  it('depends on options, training inputs and the inner fingerprint, with maxRows also on the seed', async () => {
    const { fingerprint } = await fitted();
    expect((await fitted()).fingerprint).toBe(fingerprint);
    expect((await fitted({}, 2)).fingerprint).toBe(fingerprint);
    expect((await fitted({ whiten: true })).fingerprint).not.toBe(fingerprint);
    expect((await fitted({ dimensions: 3 })).fingerprint).not.toBe(fingerprint);
    const few = [await fitted({ maxRows: 8 }), await fitted({ maxRows: 8 }, 2), await fitted({ maxRows: 8 })];
    expect(few[0]!.fingerprint).not.toBe(few[1]!.fingerprint);
    expect(few[0]!.fingerprint).toBe(few[2]!.fingerprint);
    const renamed = new AdaptedEncoder(Object.assign(new LetterEncoder(), { fingerprint: 'other' }), {
      dimensions: 4,
    });
    await renamed.fit(TRAINING_TEXTS, { seed: 1 });
    expect(renamed.fingerprint).not.toBe(fingerprint);
  });

  it('encodes equal training inputs once, in batches of alike length, and counts them as often as they come', async () => {
    const inner = new LetterEncoder();
    const encoder = new AdaptedEncoder(inner, { dimensions: 2 });
    await encoder.fit(['dd', 'a', 'dd', 'bbbb', 'ccc', 'dd'], { seed: 1 });
    expect(inner.calls).toEqual([['a', 'dd', 'ccc'], ['bbbb']]);
    const mean = encoder.saveState().arrays!.mean!;
    expect(mean[3]).toBeCloseTo(1, 6);
  });

  it('fits an inner encoder that learns, and saves and restores both', async () => {
    const make = () =>
      new AdaptedEncoder(new TfidfTextEncoder({ dimensions: 8, minDf: 1 }), { dimensions: 3 });
    const encoder = make();
    await encoder.fit(TRAINING_TEXTS, { seed: 1 });
    const twin = make();
    twin.restoreState(encoder.saveState());
    expect(twin.fingerprint).toBe(encoder.fingerprint);
    expect(await twin.encode(['soft fabric'])).toEqual(await encoder.encode(['soft fabric']));
    const stranger = new AdaptedEncoder(new LetterEncoder());
    expect(() => stranger.restoreState(encoder.saveState())).toThrow(
      expect.objectContaining({ code: 'PLUGIN_MISMATCH' }),
    );
    const forgetful = Object.assign(new LetterEncoder(), { fit: async () => {} });
    const lost = new AdaptedEncoder(forgetful);
    await lost.fit(TRAINING_TEXTS, { seed: 1 });
    expect(() => lost.saveState()).toThrow(expect.objectContaining({ code: 'PLUGIN_MISMATCH' }));
  });

  it('raises SAVE_CORRUPT for a state that does not fit together, and keeps what it had', async () => {
    const encoder = await fitted();
    const before = encoder.fingerprint;
    const { json, arrays } = encoder.saveState();
    const bad = [
      { json },
      { json, arrays: { mean: arrays!.mean! } },
      { json, arrays: { ...arrays, components: arrays!.components!.slice(1) } },
      { json, arrays: { ...arrays, mean: new Float32Array(0) } },
    ];
    for (const state of bad) {
      expect(() => encoder.restoreState(state)).toThrow(expect.objectContaining({ code: 'SAVE_CORRUPT' }));
    }
    expect(encoder.fingerprint).toBe(before);
  });

  it('raises NOT_FITTED before a fit, and DIMENSION_MISMATCH for vectors of another width', async () => {
    const encoder = adapted();
    await expect(encoder.encode(['a'])).rejects.toMatchObject({ code: 'NOT_FITTED' });
    for (const call of [() => encoder.dimensions, () => encoder.fingerprint, () => encoder.saveState()]) {
      expect(call).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    }
    const narrow = { data: new Float32Array(3), rows: 1, dimensions: 3 };
    await expect((await fitted()).mapVectors(narrow)).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    const liar = Object.assign(new LetterEncoder(), { dimensions: 25 });
    await expect(new AdaptedEncoder(liar).fit(['a', 'b'], { seed: 1 })).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
    });
  });

  it('refuses options that make no sense', () => {
    const bad: object[] = [
      { kind: 'lda' },
      { dimensions: 0 },
      { dimensions: 1.5 },
      { whiten: 1 },
      { kind: 'supervised', whiten: true },
      { shrinkage: 2 },
      { shrinkage: 'none' },
      { maxRows: 1 },
      { components: 3 },
    ];
    for (const options of bad) {
      expect(() => adapted(options as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
    expect(() => new AdaptedEncoder({} as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(adapted().fit(TRAINING_TEXTS, { seed: 1, signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await expect((await fitted()).encode(['a'], { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    const late = new AbortController();
    const inner = new LetterEncoder();
    const encode = inner.encode.bind(inner);
    inner.encode = (texts) => {
      late.abort();
      return encode(texts);
    };
    const call = new AdaptedEncoder(inner).fit(TRAINING_TEXTS, { seed: 1, signal: late.signal });
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    expect(inner.calls).toHaveLength(1);
  });

  it('passes on what the other encoder offers, and nothing that it does not', async () => {
    const inner = new LetterEncoder();
    const plain = new AdaptedEncoder(inner);
    expect([plain.prefetch, plain.knowsItem, plain.config]).toEqual([undefined, undefined, undefined]);
    await plain.dispose();
    expect(inner.disposed).toBe(1);
    const rich = Object.assign(new LetterEncoder(), {
      config: () => ({ a: 1 }),
      knowsItem: (id: string) => id === 'x',
      prefetch: async () => ({ model: 'm', revision: 'main', commit: null, files: [] }),
    });
    const encoder = new AdaptedEncoder(rich, { dimensions: 3 });
    expect(encoder.config?.()).toMatchObject({
      dimensions: 3,
      inner: { name: 'LetterEncoder', config: { a: 1 } },
    });
    expect((encoder as unknown as ImageEncoder).knowsItem?.('x')).toBe(true);
    expect(await encoder.prefetch?.()).toMatchObject({ model: 'm' });
  });
});

describe('fitAndEmbed with an AdaptedEncoder', () => {
  const inputs = [
    ...TRAINING_TEXTS.map(textInput),
    undefined,
    textInput('new'),
    textInput(TRAINING_TEXTS[0]!),
  ];
  const ratings = Float32Array.from(inputs, (_, index) => 1 + (index % 3));
  const train = Int32Array.from([...TRAINING_TEXTS.keys(), TRAINING_TEXTS.length]);

  it('encodes every input once, stores the inner vectors, and maps as encode does', async () => {
    const store = new MemoryEmbeddingStore();
    const run = async (seed: number) => {
      const inner = new LetterEncoder();
      const encoder = new AdaptedEncoder(inner, { dimensions: 3, kind: 'supervised' });
      const column = await fitAndEmbed({ name: 'review', encoder, inputs, train, ratings, seed, store });
      return { inner, encoder, column };
    };
    const first = await run(1);
    expect(first.inner.calls.flat().sort()).toEqual([...TRAINING_TEXTS, 'new'].sort());
    expect(first.column.rowIndex[TRAINING_TEXTS.length]).toBe(-1);
    const direct = await first.encoder.encode(['new']);
    const row = first.column.rowIndex[TRAINING_TEXTS.length + 1]!;
    expect(first.column.matrix.data.subarray(row * 2, row * 2 + 2)).toEqual(direct.data);

    const alone = new AdaptedEncoder(new LetterEncoder(), { dimensions: 3, kind: 'supervised' });
    await alone.fit(TRAINING_TEXTS, { seed: 1, targets });
    expect(alone.fingerprint).toBe(first.encoder.fingerprint);

    const second = await run(1);
    expect(second.inner.calls).toEqual([]);
    expect(second.column.matrix).toEqual(first.column.matrix);
  });
});
