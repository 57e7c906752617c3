import { describe, expect, it } from 'vitest';
import { TFIDF_DEFAULTS } from '../../src/encoders/tfidf/options.js';
import { TfidfTextEncoder } from '../../src/encoders/tfidf-text-encoder.js';
import { textEncoderConformance } from '../../src/testing/text-encoder-conformance.js';

const training = [
  'a great film with a great story',
  'a great story and a lovely ending',
  'an awful film with an awful ending',
  'the awful story of an awful man',
];
const small = { dimensions: 3, minDf: 1 };

async function fitted(options = {}, seed = 1): Promise<TfidfTextEncoder> {
  const encoder = new TfidfTextEncoder({ ...small, ...options });
  await encoder.fit(training, { seed });
  return encoder;
}

describe('TfidfTextEncoder keeps the contract', () => {
  const checks = textEncoderConformance(() => new TfidfTextEncoder({ dimensions: 8, minDf: 1 }), {
    makeOther: () => new TfidfTextEncoder({ dimensions: 8, minDf: 1, ngramRange: [1, 1] }),
    honoursAbort: true,
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('TfidfTextEncoder', () => {
  it('puts texts that share words near each other', async () => {
    const encoder = await fitted();
    const { data } = await encoder.encode(['great story', 'a lovely great story', 'awful man']);
    const dot = (a: number, b: number) =>
      [0, 1, 2].reduce((sum, i) => sum + data[a * 3 + i]! * data[b * 3 + i]!, 0);
    expect(dot(0, 1)).toBeGreaterThan(2 * Math.abs(dot(0, 2)));
  });

  it('gives texts without a known term the zero vector', async () => {
    const { data, rows } = await (await fitted()).encode(['', 'nothing known', '😀', 'great']);
    expect(rows).toBe(4);
    expect(data.slice(0, 9)).toEqual(new Float32Array(9));
    expect(data.slice(9).some((value) => value !== 0)).toBe(true);
  });

  it('has fewer dimensions when the texts have', async () => {
    expect((await fitted({ dimensions: 100 })).dimensions).toBe(4);
    const encoder = new TfidfTextEncoder({ minDf: 1 });
    await encoder.fit(['same words', 'same words', ''], { seed: 1 });
    expect(encoder.dimensions).toBe(1);
  });

  it('learns anew with every fit, and keeps what it had when a fit fails', async () => {
    const encoder = await fitted();
    const before = encoder.fingerprint;
    await expect(encoder.fit([], { seed: 1 })).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
    expect(encoder.fingerprint).toBe(before);
    await encoder.fit(training.slice(0, 3), { seed: 1 });
    expect(encoder.fingerprint).not.toBe(before);
    await encoder.fit(training, { seed: 1 });
    expect(encoder.fingerprint).toBe(before);
  });

  it('has a fingerprint of what can change a vector, not of how it was computed', async () => {
    const { fingerprint } = await fitted();
    expect((await fitted({ sublinearTf: false })).fingerprint).not.toBe(fingerprint);
    expect((await fitted({ dimensions: 2 })).fingerprint).not.toBe(fingerprint);
    expect((await fitted({ svdRounds: 9 })).fingerprint).toBe(fingerprint);
  });

  it('is the same after its state was saved and restored', async () => {
    const encoder = await fitted();
    const state = encoder.saveState();
    const json = JSON.parse(JSON.stringify(state.json));
    const copy = new TfidfTextEncoder(JSON.parse(JSON.stringify(encoder.config())));
    copy.restoreState({ json, arrays: { ...state.arrays } });
    expect(copy.fingerprint).toBe(encoder.fingerprint);
    expect(await copy.encode(['a great film'])).toEqual(await encoder.encode(['a great film']));
  });
});

describe('TfidfTextEncoder refuses', () => {
  it('to work before it has learned', async () => {
    const encoder = new TfidfTextEncoder();
    await expect(encoder.encode(['text'])).rejects.toMatchObject({ code: 'NOT_FITTED' });
    expect(() => encoder.dimensions).toThrow(/fit\(\)/);
    expect(() => encoder.fingerprint).toThrow(/fit\(\)/);
    expect(() => encoder.saveState()).toThrow(/fit\(\)/);
  });

  it('training texts without terms', async () => {
    const encoder = new TfidfTextEncoder({ minDf: 2 });
    await expect(encoder.fit(['one text', 'another line'], { seed: 1 })).rejects.toMatchObject({
      code: 'TOO_FEW_ROWS',
      message: expect.stringMatching(/in 2 of them \(minDf\).*among 2 texts.*lower minDf/),
    });
  });

  it('states that do not fit together', async () => {
    const { json, arrays } = (await fitted()).saveState();
    const broken = [
      { json: {}, arrays },
      { json: { ...json, terms: [] }, arrays },
      { json: { ...json, terms: ['great', 5] }, arrays },
      { json },
      { json, arrays: { ...arrays, documentFrequency: new Float32Array(1) } },
      { json, arrays: { ...arrays, components: new Float32Array(7) } },
      { json, arrays: { ...arrays, components: new Float32Array(0) } },
    ];
    for (const state of broken) {
      expect(() => new TfidfTextEncoder(small).restoreState(state as never)).toThrow(
        expect.objectContaining({ code: 'SAVE_CORRUPT' }),
      );
    }
  });

  it('options that make no sense', () => {
    const senseless = [
      { dimensions: 0 },
      { dimensions: 1.5 },
      { svdRounds: 3 },
      { maxFeatures: 0 },
      { ngramRange: [2, 1] },
      { ngramRange: [0, 1] },
      { ngramRange: [1] },
      { minDf: 0 },
      { minDf: 1.5 },
      { maxDf: -1 },
      { maxDf: 1.5 },
      { tokenPattern: '(' },
      { minDF: 1 },
    ];
    for (const options of senseless) {
      expect(() => new TfidfTextEncoder(options as never), JSON.stringify(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it('to go on when its signal has fired', async () => {
    const signal = AbortSignal.abort();
    const run = new TfidfTextEncoder(small).fit(training, { seed: 1, signal });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    await expect((await fitted()).encode(['x'], { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('nothing of its own defaults', () => {
    expect(new TfidfTextEncoder().config()).toEqual(TFIDF_DEFAULTS);
  });
});
