import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkImageInputs,
  imageFeeds,
  preparePicture,
} from '../../../src/encoders/transformers/image-feeds.js';
import {
  IMAGENET_PREPROCESSING,
  PREPROCESSING_PRESETS,
} from '../../../src/encoders/transformers/preprocessing-options.js';
import { plain } from '../../images/pictures.js';

const { kerasCaffe } = JSON.parse(
  readFileSync(new URL('../../fixtures/images/resize.json', import.meta.url), 'utf8'),
) as {
  kerasCaffe: { png: string; places: [number, number, number][]; values: number[]; means: number[] };
};

const inputs = (...shape: (number | string)[]) => [{ name: 'x', type: 'float32', shape }];
const tiny = { ...IMAGENET_PREPROCESSING, size: 2, crop: { width: 2, height: 1 } };

describe('the preset keras-caffe', () => {
  it('gives what load_img and preprocess_input of Keras give', async () => {
    const bytes = new Uint8Array(Buffer.from(kerasCaffe.png, 'base64'));
    const planes = await preparePicture(bytes, PREPROCESSING_PRESETS['keras-caffe']);
    expect(planes).toHaveLength(3 * 224 * 224);
    kerasCaffe.places.forEach(([plane, y, x], index) => {
      expect(planes[(plane * 224 + y) * 224 + x]).toBeCloseTo(kerasCaffe.values[index]!, 4);
    });
    kerasCaffe.means.forEach((mean, plane) => {
      const values = planes.subarray(plane * 224 ** 2, (plane + 1) * 224 ** 2);
      expect(values.reduce((sum, value) => sum + value, 0) / 224 ** 2).toBeCloseTo(mean, 4);
    });
  });

  it('puts blue first', async () => {
    const bytes = new Uint8Array(await plain({ r: 200, g: 0, b: 0 }).png().toBuffer());
    const planes = await preparePicture(bytes, PREPROCESSING_PRESETS['keras-caffe']);
    const firsts = [0, 1, 2].map((plane) => planes[plane * 224 ** 2]!);
    [-103.939, -116.779, 200 - 123.68].forEach((value, plane) => {
      expect(firsts[plane]).toBeCloseTo(value, 4);
    });
  });
});

describe('imageFeeds', () => {
  const pictures = [new Float32Array([1, 2, 3, 4, 5, 6]), new Float32Array([7, 8, 9, 10, 11, 12])];

  it('puts planes one behind the other', () => {
    expect(imageFeeds(inputs('n', 3, 1, 2), pictures, tiny)).toEqual({
      x: { data: Float32Array.from({ length: 12 }, (_, index) => index + 1), dims: [2, 3, 1, 2] },
    });
  });

  it('interleaves the channels for a graph that comes from Keras', () => {
    expect(imageFeeds(inputs('n', 1, 2, 3), pictures, tiny)).toEqual({
      x: { data: new Float32Array([1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12]), dims: [2, 1, 2, 3] },
    });
  });
});

describe('checkImageInputs', () => {
  it.each([
    [['n', 3, 1, 2]],
    [['n', 'c', 'h', 'w']],
    [[-1, 3, -1, -1]],
    [['n', 1, 2, 3]],
    [['n', 'h', 'w', 3]],
  ])('takes %j', (shape) => {
    expect(() => checkImageInputs('E', 'f', inputs(...shape), tiny)).not.toThrow();
  });

  it.each([[['n', 3, 2, 2]], [['n', 1, 1, 2]], [['n', 4, 4, 3]], [['n', 2]]])('refuses %j', (shape) => {
    expect(() => checkImageInputs('E', 'f', inputs(...shape), tiny)).toThrow(
      expect.objectContaining({ code: 'MODEL_OUTPUT' }),
    );
  });
});
