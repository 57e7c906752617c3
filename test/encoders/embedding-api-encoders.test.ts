import type { EmbeddingModelV2, EmbeddingModelV3 } from '@ai-sdk/provider';
import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TextEncoder } from '../../src/contracts/index.js';
import { fromAiSdk } from '../../src/encoders/ai-sdk-text-encoder.js';
import { fromLangChain } from '../../src/encoders/langchain-text-encoder.js';

/** A model with the SDK's own type; notes what it is asked. */
class Model implements EmbeddingModelV3 {
  readonly specificationVersion = 'v3';
  readonly provider = 'fake';
  readonly supportsParallelCalls = true;
  readonly requests: Parameters<EmbeddingModelV3['doEmbed']>[0][] = [];

  constructor(
    readonly modelId = 'three-numbers',
    readonly maxEmbeddingsPerCall: EmbeddingModelV3['maxEmbeddingsPerCall'] = undefined,
    readonly answer: (values: readonly string[]) => unknown = (values) => values.map(vectorOf),
  ) {}

  async doEmbed(options: Parameters<EmbeddingModelV3['doEmbed']>[0]) {
    this.requests.push(options);
    return { embeddings: (await this.answer(options.values)) as number[][], warnings: [] };
  }
}

const vectorOf = (text: string) => [text.length, text.charCodeAt(0), 0.1];
const langChain = (answer: (texts: string[]) => unknown) =>
  ({ embedDocuments: async (texts: string[]) => answer(texts) }) as {
    embedDocuments(t: string[]): Promise<number[][]>;
  };

async function loaded(encoder: TextEncoder): Promise<TextEncoder> {
  await encoder.load?.();
  return encoder;
}

describe.each([
  [
    'fromAiSdk',
    (answer: (texts: readonly string[]) => unknown, options = {}) =>
      fromAiSdk(new Model('m', undefined, answer), options),
  ],
  [
    'fromLangChain',
    (answer: (texts: readonly string[]) => unknown, options = {}) =>
      fromLangChain(langChain(answer), { identity: 'm', ...options }),
  ],
])('%s', (_, make) => {
  const good = (texts: readonly string[]) => texts.map(vectorOf);

  it('gives a matrix, row by row', async () => {
    const encoder = await loaded(make(good));
    expect(encoder.dimensions).toBe(3);
    expect(await encoder.encode(['ab', 'c'])).toEqual({
      data: Float32Array.from([2, 97, 0.1, 1, 99, 0.1]),
      rows: 2,
      dimensions: 3,
    });
    expect(await encoder.encode([])).toEqual({ data: new Float32Array(0), rows: 0, dimensions: 3 });
  });

  it('asks for the width once, or not at all when it is given', async () => {
    const answer = vi.fn(good);
    const encoder = make(answer);
    expect(() => encoder.dimensions).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    expect(() => encoder.fingerprint).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    await encoder.load?.();
    await encoder.load?.();
    expect(answer).toHaveBeenCalledTimes(1);
    const known = make(answer, { dimensions: 3 });
    await known.load?.();
    expect(answer).toHaveBeenCalledTimes(1);
    expect(known.fingerprint).toBe(encoder.fingerprint);
  });

  it('sends neither empty texts nor half characters', async () => {
    const answer = vi.fn(good);
    const encoder = make(answer, { dimensions: 3 });
    await encoder.encode(['', ' \n', 'a\ud83d', '😀']);
    expect(answer).toHaveBeenLastCalledWith(['.', '.', 'a\uFFFD', '😀']);
    const other = make(answer, { dimensions: 3, emptyText: 'nothing' });
    await other.encode(['']);
    expect(answer).toHaveBeenLastCalledWith(['nothing']);
    expect(other.fingerprint).not.toBe(encoder.fingerprint);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no list', undefined, /each of 2 texts.*undefined/],
    ['too few vectors', [[1, 2, 3]], /each of 2 texts.*it gave 1/],
    [
      'another width',
      [
        [1, 2, 3],
        [1, 2],
      ],
      /vectors of 3 numbers.*vector 1 is 2 numbers/,
    ],
    ['no vector', [[1, 2, 3], null], /vectors of 3 numbers.*vector 1 is a object/],
    [
      'NaN',
      [
        [1, 2, 3],
        [1, Number.NaN, 3],
      ],
      /finite numbers.*vector 1 has NaN in column 1/,
    ],
    [
      'a number beyond single precision',
      [
        [1e39, 2, 3],
        [1, 2, 3],
      ],
      /vector 0 has 1e\+39 in column 0/,
    ],
    [
      'text',
      [
        [1, 2, '3'],
        [1, 2, 3],
      ],
      /vector 0 has 3 in column 2/,
    ],
  ];
  it.each(wrong)('raises MODEL_OUTPUT for %s', async (_, answer, message) => {
    const call = make(() => answer, { dimensions: 3 }).encode(['a', 'b']);
    await expect(call).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringMatching(message),
    });
  });

  it('raises MODEL_OUTPUT when the width cannot be learned', async () => {
    for (const answer of [[[]], [], [7]]) {
      await expect(make(() => answer).load?.()).rejects.toMatchObject({ code: 'MODEL_OUTPUT' });
    }
  });

  it('returns as soon as it is aborted, even from a library that does not listen', async () => {
    const never = make(() => new Promise(() => {}), { dimensions: 3 });
    const controller = new AbortController();
    const call = never.encode(['a'], { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(never.load?.({ signal: controller.signal })).resolves.toBeUndefined();
    const answer = vi.fn(good);
    await expect(make(answer).load?.({ signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(answer).not.toHaveBeenCalled();
  });

  it('passes on what the library raises', async () => {
    const failure = new Error('401 wrong key');
    const call = make(() => Promise.reject(failure), { dimensions: 3 }).encode(['a']);
    await expect(call).rejects.toBe(failure);
  });

  it('refuses options that make no sense', () => {
    const bad = [
      { dimensions: 0 },
      { batchSize: 0 },
      { emptyText: ' ' },
      { emptyText: null },
      { model: 'x' },
    ];
    for (const options of bad) {
      expect(() => make(good, options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
  });
});

describe('fromAiSdk', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('takes models of specification v2, as their type says', async () => {
    const model: EmbeddingModelV2<string> = {
      specificationVersion: 'v2',
      provider: 'fake',
      modelId: 'old',
      maxEmbeddingsPerCall: Promise.resolve(2),
      supportsParallelCalls: false,
      doEmbed: async ({ values }) => ({ embeddings: values.map(vectorOf) }),
    };
    expect((await (await loaded(fromAiSdk(model))).encode(['a', 'b', 'c'])).rows).toBe(3);
  });

  it('sends no more texts at once than the model takes', async () => {
    const model = new Model('m', Promise.resolve(2));
    await fromAiSdk(model, { dimensions: 3 }).encode(['a', 'b', 'c', 'd', 'e']);
    expect(model.requests.map(({ values }) => values)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('hands over signal and provider options, which change the fingerprint as the model does', async () => {
    const model = new Model();
    const providerOptions = { fake: { dimensions: 3 } };
    const encoder = fromAiSdk(model, { dimensions: 3, providerOptions });
    const { signal } = new AbortController();
    await encoder.encode(['a'], { signal });
    expect(model.requests[0]).toEqual({ values: ['a'], abortSignal: signal, providerOptions });
    const same = (options: object, id?: string) =>
      fromAiSdk(new Model(id), { dimensions: 3, ...options }).fingerprint;
    const prints = [same({}), same({}, 'other'), same({ providerOptions }), same({ identity: 'v2' })];
    expect(new Set(prints).size).toBe(4);
    expect(same({ providerOptions })).toBe(encoder.fingerprint);
    expect(same({ batchSize: 7, maxRetries: 0 })).toBe(same({}));
  });

  const busy = (isRetryable: boolean, responseHeaders: Record<string, string> = {}) =>
    new APICallError({
      message: 'busy',
      url: 'u',
      requestBodyValues: {},
      statusCode: 429,
      isRetryable,
      responseHeaders,
    });

  it.each([
    ['after one second and two', {}, 3000],
    ['after the seconds that the server asks for', { 'retry-after': '7' }, 14_000],
  ])('repeats a call that may be repeated, %s', async (_, headers, wait) => {
    let calls = 0;
    const model = new Model('m', undefined, (values) => {
      if (++calls < 3) throw busy(true, headers);
      return values.map(vectorOf);
    });
    const started = Date.now();
    const call = fromAiSdk(model, { dimensions: 3 }).encode(['a']);
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(calls).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect((await call).rows).toBe(1);
    expect(Date.now() - started).toBe(wait);
  });

  it('gives up after maxRetries, and at once where repeating is useless', async () => {
    const model = new Model('m', undefined, () => Promise.reject(busy(true)));
    const call = fromAiSdk(model, { dimensions: 3, maxRetries: 1 }).encode(['a']);
    const outcome = expect(call).rejects.toMatchObject({ statusCode: 429 });
    await vi.advanceTimersByTimeAsync(10_000);
    await outcome;
    expect(model.requests).toHaveLength(2);
    const refusing = new Model('m', undefined, () => Promise.reject(busy(false)));
    await expect(fromAiSdk(refusing, { dimensions: 3 }).encode(['a'])).rejects.toMatchObject({
      message: 'busy',
    });
    expect(refusing.requests).toHaveLength(1);
  });

  it('can be aborted while it waits', async () => {
    const controller = new AbortController();
    const model = new Model('m', undefined, () =>
      Promise.reject(busy(true, { 'retry-after': 'Thu, 01 Jan 2099' })),
    );
    const call = fromAiSdk(model, { dimensions: 3 }).encode(['a'], { signal: controller.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    await vi.advanceTimersByTimeAsync(50);
    controller.abort();
    await outcome;
    expect(model.requests).toHaveLength(1);
  });

  it('refuses what is no model', () => {
    for (const model of ['openai/text-embedding-3-small', null, { embed: () => {} }]) {
      expect(() => fromAiSdk(model as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
    expect(() => fromAiSdk(new Model(), { maxRetries: -1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});

describe('fromLangChain', () => {
  it('needs an identity, which is in the fingerprint', () => {
    const embeddings = langChain(() => []);
    for (const options of [undefined, {}, { identity: '' }]) {
      expect(() => fromLangChain(embeddings, options as never)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('identity') }),
      );
    }
    expect(() => fromLangChain({} as never, { identity: 'x' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: expect.stringContaining('embedDocuments'),
      }),
    );
    const print = (identity: string) => fromLangChain(embeddings, { identity, dimensions: 3 }).fingerprint;
    expect(print('a')).not.toBe(print('b'));
  });
});
