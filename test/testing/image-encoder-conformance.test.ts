import { describe, expect, it } from 'vitest';
import type { EncodeOptions } from '../../src/contracts/index.js';
import { RecommenderError } from '../../src/errors.js';
import { FakeImageEncoder } from '../../src/testing/fakes/fake-image-encoder.js';
import { imageEncoderConformance } from '../../src/testing/image-encoder-conformance.js';
import { jpegImage, UNREADABLE_IMAGES, unusualImages } from '../../src/testing/sample-images.js';
import { failingChecks } from './failing-checks.js';

describe('a correct encoder passes every check', () => {
  const checks = imageEncoderConformance(() => new FakeImageEncoder(), { honoursAbort: true });
  for (const check of checks) it(check.name, check.run);
});

/** An encoder that looks at its images before it encodes them. */
function withLook(look: (images: readonly Uint8Array[]) => readonly Uint8Array[]): () => FakeImageEncoder {
  return () =>
    new (class extends FakeImageEncoder {
      override async encode(images: readonly Uint8Array[], options?: EncodeOptions) {
        return super.encode(look(images), options);
      }
    })();
}

const same = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;
const unusual = Object.entries(unusualImages()).filter(([kind]) => kind !== 'a JPEG');

const BROKEN: readonly [flaw: string, make: () => FakeImageEncoder, fails: string[]][] = [
  ...unusual.map(([kind, picture]): [string, () => FakeImageEncoder, string[]] => [
    `a row lost for ${kind}`,
    withLook((images) => images.filter((image) => !same(image, picture))),
    [`accepts ${kind}`],
  ]),
  ...Object.entries(UNREADABLE_IMAGES).map(([kind, content]): [string, () => FakeImageEncoder, string[]] => [
    `a picture made up for ${kind}`,
    withLook((images) => images.map((image) => (same(image, content) ? jpegImage() : image))),
    [`rejects ${kind} with IMAGE_UNREADABLE`],
  ]),
  [
    'an unreadable image replaced among readable ones',
    withLook((images) => images.map((image) => (image.length === 3 ? jpegImage() : image))),
    ['an unreadable image fails its batch and harms no later one'],
  ],
  [
    'writing into the bytes it was given',
    () =>
      new (class extends FakeImageEncoder {
        override async encode(images: readonly Uint8Array[], options?: EncodeOptions) {
          const matrix = await super.encode(images, options);
          for (const image of images) image.reverse();
          return matrix;
        }
      })(),
    ['encode leaves its inputs as they were'],
  ],
  [
    'useless after an unreadable image',
    () =>
      new (class extends FakeImageEncoder {
        private stuck = false;
        override async encode(images: readonly Uint8Array[], options?: EncodeOptions) {
          if (this.stuck) throw new RecommenderError('MODEL_OUTPUT', 'The session is gone.');
          try {
            return await super.encode(images, options);
          } catch (error) {
            this.stuck = true;
            throw error;
          }
        }
      })(),
    [
      'an unreadable image fails its batch and harms no later one',
      'an aborted call rejects with ABORTED or finishes right',
    ],
  ],
];

describe('broken encoders fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect((await failingChecks(imageEncoderConformance(make))).sort()).toEqual(fails.sort());
  });

  it('an encoder that cannot read JPEG fails wherever one comes', async () => {
    const make = withLook((images) => {
      if (images.some((image) => image[0] === 0xff)) throw new RecommenderError('IMAGE_UNREADABLE', 'JPEG?');
      return images;
    });
    const failed = await failingChecks(
      imageEncoderConformance(make, { inputs: unusual.map(([, image]) => image) }),
    );
    expect(failed).toEqual(['accepts a JPEG']);
  });

  it("an error of the decoder's own", async () => {
    const make = withLook((images) => {
      if (images.some((image) => image[0] !== 0xff && image[0] !== 0x89))
        throw new Error('unsupported format');
      return images;
    });
    expect(await failingChecks(imageEncoderConformance(make))).toEqual([
      ...Object.keys(UNREADABLE_IMAGES).map((kind) => `rejects ${kind} with IMAGE_UNREADABLE`),
      'an unreadable image fails its batch and harms no later one',
    ]);
  });

  it('every check of images has a broken encoder that fails it', () => {
    const covered = new Set(BROKEN.flatMap(([, , fails]) => fails));
    const names = imageEncoderConformance(() => new FakeImageEncoder())
      .map((check) => check.name)
      .filter((name) => /^(accepts|rejects|an unreadable|encode leaves)/.test(name));
    expect(names.filter((name) => !covered.has(name))).toEqual(['accepts a JPEG']);
  });
});
