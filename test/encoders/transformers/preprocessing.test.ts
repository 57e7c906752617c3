import { describe, expect, it } from 'vitest';
import {
  readPreprocessorConfig,
  resolvePreprocessing,
} from '../../../src/encoders/transformers/preprocessing.js';
import {
  IMAGENET_PREPROCESSING,
  PREPROCESSING_PRESETS,
} from '../../../src/encoders/transformers/preprocessing-options.js';

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
    [4, 'box'],
    [5, 'hamming'],
    [undefined, 'linear'],
  ])("Pillow's filter %s is %s", (resample, kernel) => {
    expect(read({ size: 8, resample }).kernel).toBe(kernel);
  });

  it.each([
    { size: { longest_edge: 8 } },
    { size: undefined },
    { size: 8, do_pad: true },
    { size: { shortest_edge: 8, longest_edge: 16 } },
    { size: 8, resample: 6 },
    { size: 8, resample: 'bicubic' },
    { size: 8, rescale_factor: '1/255' },
    { size: 8, image_mean: [0.5, 0.5] },
    { size: 8, image_std: 'half' },
    { size: 8, do_resize: false },
    { image_processor_type: 'PerceiverImageProcessor', size: 8 },
    { image_processor_type: 'PoolFormerImageProcessor', size: { height: 8, width: 9 } },
  ])('refuses %j rather than prepare pictures wrongly', (settings) => {
    expect(() => read(settings)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});

describe('the class that a file names', () => {
  it.each(['ViTImageProcessor', 'ViTImageProcessorFast', 'ViTImageProcessorPil', 'ViTFeatureExtractor'])(
    '%s gives its defaults',
    (name) => {
      expect(read({ image_processor_type: name })).toEqual({
        size: square(224),
        crop: square(224),
        kernel: 'linear',
        rescale: 1 / 255,
        mean: [0.5, 0.5, 0.5],
        std: [0.5, 0.5, 0.5],
        channelOrder: 'rgb',
        shrinkOnLoad: false,
      });
      expect(read({ image_processor_type: name, size: 32, image_mean: null, resample: 3 })).toMatchObject({
        size: square(32),
        mean: [0.5, 0.5, 0.5],
        kernel: 'cubic',
      });
    },
  );

  it('turns red and blue round where the model was trained so', () => {
    expect(read({ size: 8, do_flip_channel_order: true }).channelOrder).toBe('bgr');
    expect(read({ size: 8 }).channelOrder).toBe('rgb');
  });
});

describe('resolvePreprocessing', () => {
  it("takes ImageNet's settings where the model has none", () => {
    expect(resolvePreprocessing('E', null, {})).toEqual(IMAGENET_PREPROCESSING);
  });

  it('takes a preset as a whole, whatever the file says', () => {
    const file = { size: { longest_edge: 8 }, image_mean: [1, 2, 3] };
    expect(resolvePreprocessing('E', file, 'imagenet')).toEqual(IMAGENET_PREPROCESSING);
    expect(resolvePreprocessing('E', file, 'keras-caffe')).toEqual({
      size: square(224),
      crop: square(224),
      kernel: 'nearest',
      rescale: 1,
      mean: [123.68, 116.779, 103.939],
      std: [1, 1, 1],
      channelOrder: 'bgr',
      shrinkOnLoad: false,
    });
  });

  it('overlays settings on a preset', () => {
    const plan = resolvePreprocessing('E', { size: 64 }, { preset: 'keras-caffe', kernel: 'linear' });
    expect(plan).toEqual({ ...PREPROCESSING_PRESETS['keras-caffe'], kernel: 'linear' });
  });

  it('needs no readable file where everything is given', () => {
    const { channelOrder: _order, shrinkOnLoad: _shrink, ...settings } = IMAGENET_PREPROCESSING;
    const file = { size: { longest_edge: 8 } };
    expect(resolvePreprocessing('E', file, settings)).toEqual(IMAGENET_PREPROCESSING);
    expect(() => resolvePreprocessing('E', file, { size: 8 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });

  it('overlays what was given', () => {
    const plan = resolvePreprocessing('E', { size: 64 }, { crop: 32, mean: [0, 0, 0] });
    expect(plan).toMatchObject({ size: square(64), crop: square(32), mean: [0, 0, 0], kernel: 'linear' });
  });
});
