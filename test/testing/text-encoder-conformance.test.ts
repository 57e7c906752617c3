import { describe, expect, it } from 'vitest';
import type { EncodeOptions, EncoderFitOptions } from '../../src/contracts/index.js';
import { RecommenderError } from '../../src/errors.js';
import { FakeTextEncoder } from '../../src/testing/fakes/fake-text-encoder.js';
import { textEncoderConformance } from '../../src/testing/text-encoder-conformance.js';
import type { EmbeddingMatrix, JsonObject, PluginState } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';
import { FittedTextEncoder } from './fitted-text-encoder.js';

describe('correct encoders pass every check', () => {
  const fake = textEncoderConformance(() => new FakeTextEncoder(), {
    honoursAbort: true,
    makeOther: () => new FakeTextEncoder({ dimensions: 16 }),
  });
  for (const check of fake) it(`FakeTextEncoder: ${check.name}`, check.run);
  const fitted = textEncoderConformance(() => new FittedTextEncoder());
  for (const check of fitted) it(`FittedTextEncoder: ${check.name}`, check.run);
});

/** A correct encoder whose results can be spoilt. */
class Spoilt extends FakeTextEncoder {
  override async encode(texts: readonly string[], options?: EncodeOptions): Promise<EmbeddingMatrix> {
    return this.spoil(await super.encode(texts, options), texts);
  }

  protected spoil(matrix: EmbeddingMatrix, _texts: readonly string[]): EmbeddingMatrix {
    return matrix;
  }
}

let made = 0;

/** One flaw each, and the checks that it must fail: those and no other. */
const BROKEN: readonly [flaw: string, make: () => FakeTextEncoder | FittedTextEncoder, fails: string[]][] = [
  [
    'another specVersion',
    () => Object.assign(new FakeTextEncoder(), { specVersion: 2 }) as unknown as FakeTextEncoder,
    ['has specVersion 1 and a name'],
  ],
  [
    'a blank name',
    () => Object.assign(new FakeTextEncoder(), { name: ' ' }) as unknown as FakeTextEncoder,
    ['has specVersion 1 and a name'],
  ],
  [
    'NaN in its config',
    () =>
      new (class extends FakeTextEncoder {
        override config(): JsonObject {
          return { dimensions: Number.NaN };
        }
      })(),
    ['config() survives JSON'],
  ],
  [
    'a Date in its config',
    () =>
      new (class extends FakeTextEncoder {
        override config(): JsonObject {
          return { nested: { made: new Date(0) as unknown as string } };
        }
      })(),
    ['config() survives JSON'],
  ],
  [
    'a config that counts calls',
    () =>
      new (class extends FakeTextEncoder {
        private calls = 0;
        override config(): JsonObject {
          return { calls: ++this.calls };
        }
      })(),
    ['config() survives JSON'],
  ],
  [
    'dimensions that change after the first encode',
    () => {
      const encoder = new FakeTextEncoder();
      let calls = 0;
      return Object.defineProperties(encoder, {
        dimensions: { get: () => (calls > 0 ? 9 : 8) },
        encode: {
          value: async (texts: readonly string[]) => {
            calls++;
            return new FakeTextEncoder({ dimensions: 9 }).encode(texts);
          },
        },
        fingerprint: { value: 'fake-text:8' },
        config: { value: () => ({}) },
      });
    },
    ['dimensions is a positive integer that stays'],
  ],
  [
    'a fingerprint from a counter of instances',
    () => {
      const id = ++made;
      return Object.defineProperty(new FakeTextEncoder(), 'fingerprint', { get: () => `fake:${id}` });
    },
    ['fingerprint is equal for equal configuration and stays'],
  ],
  [
    'a fingerprint that leaves an option out',
    () => Object.defineProperty(new FakeTextEncoder(), 'fingerprint', { get: () => 'fake-text:16' }),
    ['fingerprint differs for another configuration'],
  ],
  [
    'a row too many for no inputs',
    () =>
      new (class extends Spoilt {
        protected override spoil(matrix: EmbeddingMatrix, texts: readonly string[]) {
          return texts.length > 0 ? matrix : { data: new Float32Array(8), rows: 1, dimensions: 8 };
        }
      })(),
    ['encode of no inputs gives no rows'],
  ],
  [
    'NaN for short texts (the mean of no tokens)',
    () =>
      new (class extends Spoilt {
        protected override spoil(matrix: EmbeddingMatrix, texts: readonly string[]) {
          if (texts.includes('')) matrix.data[texts.indexOf('') * 8] = Number.NaN;
          return matrix;
        }
      })(),
    ['accepts the empty string'],
  ],
  [
    'the same vector for everything',
    () =>
      new (class extends Spoilt {
        protected override spoil(matrix: EmbeddingMatrix) {
          return { ...matrix, data: matrix.data.fill(0.5) };
        }
      })(),
    ['different inputs get different vectors'],
  ],
  [
    'an average over padding, which depends on the batch mates',
    () =>
      new (class extends Spoilt {
        protected override spoil(matrix: EmbeddingMatrix, texts: readonly string[]) {
          const longest = Math.max(1, ...texts.map((text) => text.length));
          return { ...matrix, data: matrix.data.map((value) => value / longest) };
        }
      })(),
    ['a vector depends neither on batch mates nor on order'],
  ],
  [
    'rows in the order of length',
    () =>
      new (class extends FakeTextEncoder {
        override encode(texts: readonly string[], options?: EncodeOptions) {
          return super.encode(
            texts.toSorted((a, b) => a.length - b.length),
            options,
          );
        }
      })(),
    ['a vector depends neither on batch mates nor on order'],
  ],
  [
    'sorting the list it was given',
    () =>
      new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          const matrix = await super.encode(texts, options);
          (texts as string[]).sort();
          return matrix;
        }
      })(),
    ['encode leaves its inputs as they were'],
  ],
  [
    'a cache that hands out its own arrays',
    () => {
      const cache = new Map<string, EmbeddingMatrix>();
      return new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          const key = JSON.stringify(texts);
          const matrix = cache.get(key) ?? (await super.encode(texts, options));
          cache.set(key, matrix);
          return matrix;
        }
      })();
    },
    ['an earlier result stays as it was'],
  ],
  [
    'the batch of the last call kept on the object',
    () =>
      new (class extends FakeTextEncoder {
        private batch: readonly string[] = [];
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          this.batch = texts;
          await new Promise((resolve) => setTimeout(resolve, 1));
          return super.encode(this.batch, options);
        }
      })(),
    ['calls at the same time do not mix'],
  ],
  [
    'an error of its own before load',
    () =>
      new (class extends FakeTextEncoder {
        private session: object | undefined;
        async load() {
          this.session = {};
        }
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          if (this.session === undefined) throw new TypeError('session is undefined');
          return super.encode(texts, options);
        }
      })(),
    ['before load and fit, calls work or raise NOT_FITTED'],
  ],
  [
    'zeros before fit',
    () =>
      new (class extends FittedTextEncoder {
        override async encode(texts: readonly string[]) {
          if (this.words === undefined) return new FakeTextEncoder().encode(texts);
          return super.encode(texts);
        }
      })(),
    ['before load and fit, calls work or raise NOT_FITTED'],
  ],
  [
    'a fingerprint before fit',
    () =>
      new (class extends FittedTextEncoder {
        override get fingerprint() {
          return this.words === undefined ? 'unfitted' : super.fingerprint;
        }
      })(),
    ['before load and fit, calls work or raise NOT_FITTED'],
  ],
  [
    'a fingerprint without the fitted state',
    () =>
      new (class extends FittedTextEncoder {
        override get fingerprint() {
          return `fitted:${this.learned().length > 0}`;
        }
      })(),
    ['fit replaces what was learned, and the fingerprint follows'],
  ],
  [
    'a fit that remembers the earlier one',
    () =>
      new (class extends FittedTextEncoder {
        private fits = 0;
        override async fit(texts: readonly string[], options: EncoderFitOptions) {
          await super.fit([...texts, `fit number ${'x'.repeat(++this.fits)}`], options);
        }
      })(),
    ['fit replaces what was learned, and the fingerprint follows'],
  ],
  [
    'a state that forgets a word',
    () =>
      new (class extends FittedTextEncoder {
        override saveState(): PluginState {
          return { json: { words: this.learned().slice(1) } };
        }
      })(),
    ['saveState and restoreState give an equal encoder'],
  ],
  [
    'a state that is no JSON',
    () =>
      new (class extends FittedTextEncoder {
        override saveState(): PluginState {
          return { json: { words: new Set(this.learned()) as unknown as string[] } };
        }
      })(),
    ['saveState and restoreState give an equal encoder'],
  ],
  [
    'no restoreState',
    () => Object.assign(new FittedTextEncoder(), { restoreState: undefined }) as unknown as FittedTextEncoder,
    ['saveState and restoreState give an equal encoder'],
  ],
  [
    'a dispose that forgets what was learned',
    () =>
      new (class extends FittedTextEncoder {
        override async dispose() {
          await super.dispose();
          this.words = ['dress', 'boots'];
        }
      })(),
    ['load may be called again, also after dispose'],
  ],
  [
    'an empty matrix for an aborted call',
    () =>
      new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          return super.encode(options?.signal?.aborted ? [] : texts);
        }
      })(),
    ['an aborted call rejects with ABORTED or finishes right'],
  ],
  [
    'another error for an aborted call',
    () =>
      new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          if (options?.signal?.aborted) throw new Error('stopped');
          return super.encode(texts);
        }
      })(),
    ['an aborted call rejects with ABORTED or finishes right'],
  ],
  [
    'a promise that never settles once aborted',
    () =>
      new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          if (options?.signal?.aborted) return new Promise<never>(() => {});
          return super.encode(texts);
        }
      })(),
    ['an aborted call rejects with ABORTED or finishes right'],
  ],
  ...(
    [
      ['white space only', (text: string) => text.trim() === '' && text !== ''],
      ['emoji', (text: string) => /\p{Extended_Pictographic}/u.test(text)],
      ['a very long text', (text: string) => text.length > 50_000],
      ['one very long word', (text: string) => /^\w{1000,}$/.test(text)],
      ['right-to-left text', (text: string) => /[\u0590-\u06ff]/.test(text)],
      ['a lone surrogate and control characters', (text: string) => text.includes('\u0007')],
    ] as const
  ).map(([kind, chokesOn]): (typeof BROKEN)[number] => [
    `a row lost for ${kind}`,
    () =>
      new (class extends FakeTextEncoder {
        override encode(texts: readonly string[], options?: EncodeOptions) {
          return super.encode(
            texts.filter((text) => !chokesOn(text)),
            options,
          );
        }
      })(),
    [`accepts ${kind}`],
  ]),
];

describe('broken encoders fail', () => {
  const suite = (make: () => FakeTextEncoder | FittedTextEncoder) =>
    textEncoderConformance(make, {
      makeOther: () => new FakeTextEncoder({ dimensions: 16 }),
      timeoutMs: 50,
    });

  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect(await failingChecks(suite(make))).toEqual(fails);
  });

  it('random vectors fail every check that encodes the same input twice', async () => {
    let calls = 0;
    const failed = await failingChecks(
      suite(
        () =>
          new (class extends Spoilt {
            protected override spoil(matrix: EmbeddingMatrix) {
              calls++;
              return {
                ...matrix,
                data: matrix.data.map((value, index) => value + Math.sin(calls * 7 + index)),
              };
            }
          })(),
      ),
    );
    expect(failed).toContain('encode gives the same vectors again');
  });

  it('NaN and a missing row fail the check of shape and values', async () => {
    const spoilers: ((matrix: EmbeddingMatrix) => EmbeddingMatrix)[] = [
      (matrix) => ({ ...matrix, data: matrix.data.fill(Number.NaN) }),
      (matrix) => ({ ...matrix, rows: matrix.rows - 1 }),
      (matrix) => ({ ...matrix, data: Float64Array.from(matrix.data) as unknown as Float32Array }),
    ];
    for (const spoiler of spoilers) {
      const make = () =>
        new (class extends Spoilt {
          protected override spoil(matrix: EmbeddingMatrix) {
            return spoiler(matrix);
          }
        })();
      expect(await failingChecks(suite(make))).toContain('encode gives one finite row per input');
    }
  });

  it("the signal's own reason is as good as ABORTED", async () => {
    const make = () =>
      new (class extends FakeTextEncoder {
        override async encode(texts: readonly string[], options?: EncodeOptions) {
          options?.signal?.throwIfAborted();
          return super.encode(texts);
        }
      })();
    expect(await failingChecks(textEncoderConformance(make, { honoursAbort: true }))).toEqual([]);
  });

  it('ignoring the signal fails where honouring it is asked for', async () => {
    const make = () =>
      new (class extends FakeTextEncoder {
        override encode(texts: readonly string[]) {
          return super.encode(texts);
        }
      })();
    expect(await failingChecks(textEncoderConformance(make))).toEqual([]);
    expect(await failingChecks(textEncoderConformance(make, { honoursAbort: true }))).toEqual([
      'an aborted call rejects with ABORTED or finishes right',
    ]);
  });

  it('every check has a broken encoder that fails it', () => {
    const covered = new Set([
      ...BROKEN.flatMap(([, , fails]) => fails),
      'encode gives the same vectors again',
      'encode gives one finite row per input',
    ]);
    expect(
      suite(() => new FakeTextEncoder())
        .map((check) => check.name)
        .filter((name) => !covered.has(name)),
    ).toEqual([]);
  });
});

it('an error that the encoder raises in the middle of a check is the cause of the finding', async () => {
  const make = () =>
    new (class extends FittedTextEncoder {
      override restoreState() {}
    })();
  const checks = textEncoderConformance(make).filter(({ name }) => name.startsWith('saveState'));
  await expect(checks[0]?.run()).rejects.toMatchObject({
    name: 'ConformanceError',
    message: expect.stringContaining('Call fit first.'),
    cause: expect.any(RecommenderError),
  });
});
