import { describe, expect, it } from 'vitest';
import {
  readPreprocessorConfig,
  resolvePreprocessing,
} from '../../../src/encoders/transformers/preprocessing.js';
import { IMAGENET_PREPROCESSING } from '../../../src/encoders/transformers/preprocessing-options.js';

const square = (side: number) => ({ width: side, height: side });
const read = (settings: Record<string, unknown>) => readPreprocessorConfig('E', settings);

describe('readPreprocessorConfig', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    [
      'ResNet',
      { image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 224 }, crop_pct: 0.875 },
      { size: 256, crop: square(224) },
    ],
    [
      'old ResNet',
      { feature_extractor_type: 'ConvNextFeatureExtractor', size: 224, crop_pct: 0.875 },
      { size: 256, crop: square(224) },
    ],
    [
      'large ConvNeXT',
      { image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 384 } },
      { size: square(384), crop: square(384) },
    ],
    [
      'CLIP',
      { size: { shortest_edge: 224 }, do_center_crop: true, crop_size: { height: 224, width: 224 } },
      { size: 224, crop: square(224) },
    ],
    ['old CLIP', { size: 224, do_center_crop: true, crop_size: 224 }, { size: 224, crop: square(224) }],
    [
      'ViT',
      { size: { height: 224, width: 200 } },
      { size: { width: 200, height: 224 }, crop: { width: 200, height: 224 } },
    ],
    ['old ViT', { size: 224 }, { size: square(224), crop: square(224) }],
    [
      'MobileNet',
      { size: { shortest_edge: 256 }, do_center_crop: true, crop_size: square(224) },
      { size: 256, crop: square(224) },
    ],
    [
      'crop only',
      { do_resize: false, do_center_crop: true, crop_size: 32 },
      { size: null, crop: square(32) },
    ],
  ])('%s: frames', (_name, settings, frames) => {
    expect(read(settings)).toMatchObject(frames as object);
  });

  it('reads scale, mean and deviation, and leaves out steps that are switched off', () => {
    const given = { size: 8, rescale_factor: 0.5, image_mean: [1, 2, 3], image_std: [4, 5, 6] };
    expect(read(given)).toMatchObject({ rescale: 0.5, mean: [1, 2, 3], std: [4, 5, 6] });
    expect(read({ ...given, do_rescale: false, do_normalize: false })).toMatchObject({
      rescale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    expect(read({ size: 8 })).toMatchObject({ rescale: 1 / 255, mean: IMAGENET_PREPROCESSING.mean });
  });

  it.each([
    [0, 'nearest'],
    [1, 'lanczos3'],
    [2, 'linear'],
    [3, 'cubic'],
    [undefined, 'linear'],
  ])("Pillow's filter %s is %s", (resample, kernel) => {
    expect(read({ size: 8, resample }).kernel).toBe(kernel);
  });

  it.each([
    { size: { longest_edge: 8 } },
    { size: undefined },
    { size: 8, do_pad: true },
    { size: 8, rescale_offset: true },
  ])('refuses %j rather than prepare pictures wrongly', (settings) => {
    expect(() => read(settings)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});

describe('resolvePreprocessing', () => {
  it("takes ImageNet's settings where the model has none", () => {
    expect(resolvePreprocessing('E', null, {})).toEqual(IMAGENET_PREPROCESSING);
  });

  it('overlays what was given', () => {
    const plan = resolvePreprocessing('E', { size: 64 }, { crop: 32, mean: [0, 0, 0] });
    expect(plan).toMatchObject({ size: square(64), crop: square(32), mean: [0, 0, 0], kernel: 'linear' });
  });
});
