/**
 * Full-size models against PyTorch, end to end: from the text or the bytes of an image file to the vector. The models have random weights
 * and lie outside the repository; see test/fixtures/models/README.md for the two commands that make them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ClipImageEncoder,
  ClipTextEncoder,
  TransformersImageEncoder,
  TransformersTextEncoder,
} from '../../src/index.js';
import { cosine, row } from './transformers/models.js';

const models = process.env.MULTIMODAL_FULL_MODELS ?? '';
const references = process.env.MULTIMODAL_FULL_REFERENCES ?? '';

interface References {
  readonly vectors: Readonly<Record<string, { file: string; dimensions: number }>>;
  readonly texts: readonly { text: string; kind: string }[];
  readonly images: readonly { file: string; kind: string }[];
  readonly badImages: readonly { file: string; kind: string }[];
}

describe.skipIf(models === '' || references === '')(
  'full-size models (needs MULTIMODAL_FULL_MODELS and MULTIMODAL_FULL_REFERENCES)',
  { timeout: 600_000 },
  () => {
    const read = () => JSON.parse(readFileSync(join(references, 'reference.json'), 'utf8')) as References;

    /** Lowest cosine over all rows; what stands in the way is named. */
    function lowest(
      name: string,
      matrix: { data: Float32Array; rows: number; dimensions: number },
      labels: string[],
    ) {
      const { vectors } = read();
      const { file, dimensions } = vectors[name]!;
      const bytes = readFileSync(join(references, file));
      const expected = new Float32Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      expect(matrix.dimensions).toBe(dimensions);
      expect(matrix.rows * dimensions).toBe(expected.length);
      const cosines = labels.map((label, index) => {
        return [
          cosine(row(matrix, index), expected.subarray(index * dimensions, (index + 1) * dimensions)),
          label,
        ] as const;
      });
      return cosines.sort(([a], [b]) => a - b)[0]!;
    }

    it.each([
      ['distilbert', 'cls', 'distilbert-cls'],
      ['distilbert', 'mean', 'distilbert-mean'],
      ['distilbert', 'last', 'distilbert-last'],
      ['distilbert', 'max', 'distilbert-max'],
      ['distilbert-fill-mask', 'cls', 'distilbert-fill-mask-cls'],
      ['distilbert-fill-mask-external', 'cls', 'distilbert-fill-mask-cls'],
    ] as const)('%s, %s: 200 texts equal %s', async (model, pooling, name) => {
      const { texts } = read();
      const encoder = new TransformersTextEncoder({ model: join(models, model), pooling });
      await encoder.load();
      const matrix = await encoder.encode(texts.map(({ text }) => text));
      expect(texts).toHaveLength(200);
      const [value, text] = lowest(
        name,
        matrix,
        texts.map(({ kind }) => kind),
      );
      expect(value, text).toBeGreaterThan(0.99999);
      await encoder.dispose();
    });

    it.each([
      ['resnet50', { dimensions: 2048 }, 'resnet50-pooled'],
      ['resnet50-classifier', {}, 'resnet50-classifier-pooled'],
      ['resnet50-classifier', { output: 'logits' }, 'resnet50-classifier-logits'],
    ] as const)('%s, %j: 50 images equal %s', async (model, options, name) => {
      const { images } = read();
      const encoder = new TransformersImageEncoder({ model: join(models, model), ...options });
      await encoder.load();
      const matrix = await encoder.encode(images.map(({ file }) => readFileSync(join(references, file))));
      expect(images).toHaveLength(50);
      const [value, image] = lowest(
        name,
        matrix,
        images.map(({ file }) => file),
      );
      expect(value, image).toBeGreaterThan(0.99999);
      await encoder.dispose();
    });

    it('damaged images are refused, each with IMAGE_UNREADABLE', async () => {
      const { badImages } = read();
      const encoder = new TransformersImageEncoder({ model: join(models, 'resnet50'), dimensions: 2048 });
      await encoder.load();
      expect(badImages.length).toBeGreaterThan(5);
      for (const { file, kind } of badImages) {
        const encoding = encoder.encode([readFileSync(join(references, file))]);
        await expect(encoding, kind).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
      }
      await encoder.dispose();
    });

    it('both towers of CLIP', async () => {
      const { texts, images } = read();
      const model = join(models, 'clip');
      const textEncoder = new ClipTextEncoder({ model });
      const imageEncoder = new ClipImageEncoder({ model });
      await Promise.all([textEncoder.load(), imageEncoder.load()]);
      const sentences = await textEncoder.encode(texts.map(({ text }) => text));
      const [text, textKind] = lowest(
        'clip-text',
        sentences,
        texts.map(({ kind }) => kind),
      );
      expect(text, textKind).toBeGreaterThan(0.99999);
      const pictures = await imageEncoder.encode(
        images.map(({ file }) => readFileSync(join(references, file))),
      );
      const [image, imageFile] = lowest(
        'clip-image',
        pictures,
        images.map(({ file }) => file),
      );
      expect(image, imageFile).toBeGreaterThan(0.99999);
      await Promise.all([textEncoder.dispose(), imageEncoder.dispose()]);
    });
  },
);
