import type { FrameSize, ResizeAndCropOptions } from '../../images/preprocess.js';
import { RESAMPLE_KERNELS } from '../../images/resample/filters.js';
import { requireOption } from '../../util/options.js';

/** How pixels become the input of a vision model: resize, crop, rescale, then `(value - mean) / std` per channel. */
export interface ImagePreprocessing extends Omit<ResizeAndCropOptions, 'crop'> {
  readonly crop: FrameSize;
  /** Factor from 0..255 to the scale of `mean` and `std`. */
  readonly rescale: number;
  /** Red, green, blue. */
  readonly mean: readonly number[];
  /** Red, green, blue. */
  readonly std: readonly number[];
  /** Order of the planes that the model gets; `mean` and `std` stay in the order red, green, blue. */
  readonly channelOrder: 'rgb' | 'bgr';
  readonly shrinkOnLoad: boolean;
}

/** Settings that stand in for those of the model one by one. */
export interface ImagePreprocessingSettings {
  /** What the other settings stand in for, instead of the model's own file. */
  readonly preset?: PreprocessingPreset;
  /** Length of the shorter side, or a frame to stretch to; `null` does not resize. */
  readonly size?: number | FrameSize | null;
  /** Frame (or side of a square) cut from the centre. */
  readonly crop?: number | FrameSize;
  /** Interpolation filter, as in Pillow: `linear` is its BILINEAR, `cubic` BICUBIC, `lanczos3` LANCZOS. */
  readonly kernel?: ImagePreprocessing['kernel'];
  /** Factor from 0..255 to the scale of `mean` and `std`. */
  readonly rescale?: number;
  /** Red, green, blue. */
  readonly mean?: readonly number[];
  /** Red, green, blue. */
  readonly std?: readonly number[];
  /** Order of the planes that the model gets. */
  readonly channelOrder?: ImagePreprocessing['channelOrder'];
  /**
   * Lets the decoder reduce pictures of more than six times the size before they are resampled exactly: faster and in
   * less memory, but pixels move by 0.2 of 256 levels on average in photographs, and vectors with them. @default false
   */
  readonly shrinkOnLoad?: boolean;
}

/** Name of preprocessing that is used as a whole, whatever the model's own file says: see {@link PREPROCESSING_PRESETS}. */
export type PreprocessingPreset = 'imagenet' | 'keras-caffe';

/** Settings that stand in for those of the model, or the name of a preset. */
export type ImagePreprocessingOptions = ImagePreprocessingSettings | PreprocessingPreset;

/** What models trained on ImageNet expect (torchvision's ResNet50): for models without `preprocessor_config.json`. */
export const IMAGENET_PREPROCESSING: ImagePreprocessing = Object.freeze({
  size: 256,
  crop: { width: 224, height: 224 },
  kernel: 'linear',
  rescale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  channelOrder: 'rgb',
  shrinkOnLoad: false,
});

/** Preprocessing by name. */
export const PREPROCESSING_PRESETS: Readonly<Record<PreprocessingPreset, ImagePreprocessing>> = Object.freeze(
  {
    imagenet: IMAGENET_PREPROCESSING,
    /**
     * Keras' `load_img(target_size=(224, 224))`, whose interpolation is the nearest pixel, then `preprocess_input` of its
     * ResNet50 and VGG: blue, green, red, minus ImageNet's mean, not scaled.
     */
    'keras-caffe': Object.freeze({
      size: { width: 224, height: 224 },
      crop: { width: 224, height: 224 },
      kernel: 'nearest',
      rescale: 1,
      mean: [123.68, 116.779, 103.939],
      std: [1, 1, 1],
      channelOrder: 'bgr',
      shrinkOnLoad: false,
    }),
  },
);

/** Raises `INVALID_OPTIONS` for settings that can never work. */
export function checkPreprocessingOptions(owner: string, given: ImagePreprocessingOptions): void {
  if (typeof given === 'string') {
    checkPreset(owner, 'preprocessing must be settings or', given);
    return;
  }
  const known = ['preset', ...Object.keys(IMAGENET_PREPROCESSING)];
  const stray = Object.keys(given).filter((key) => !known.includes(key));
  requireOption(
    stray.length === 0,
    owner,
    `preprocessing has ${stray.join(', ')}; known are ${known.join(', ')}.`,
  );
  if (given.preset !== undefined) checkPreset(owner, 'preprocessing.preset must be', given.preset);
  checkNumbers(owner, given);
  const { kernel = 'linear', channelOrder = 'rgb', shrinkOnLoad = false } = given;
  requireOption(
    RESAMPLE_KERNELS.includes(kernel),
    owner,
    `preprocessing.kernel must be one of ${RESAMPLE_KERNELS.join(', ')}; got ${JSON.stringify(kernel)}.`,
  );
  requireOption(
    ['rgb', 'bgr'].includes(channelOrder),
    owner,
    `preprocessing.channelOrder must be "rgb" or "bgr"; got ${JSON.stringify(channelOrder)}.`,
  );
  requireOption(
    typeof shrinkOnLoad === 'boolean',
    owner,
    `preprocessing.shrinkOnLoad must be true or false; got ${JSON.stringify(shrinkOnLoad)}.`,
  );
}

function checkPreset(owner: string, expected: string, name: string): void {
  const names = Object.keys(PREPROCESSING_PRESETS);
  requireOption(names.includes(name), owner, `${expected} one of ${names.join(', ')}; got "${name}".`);
}

function checkNumbers(owner: string, given: ImagePreprocessingSettings): void {
  for (const name of ['mean', 'std'] as const) {
    const values = given[name];
    const isTriple = values === undefined || (values.length === 3 && values.every(Number.isFinite));
    requireOption(
      isTriple,
      owner,
      `preprocessing.${name} must be three numbers (red, green, blue); got ${JSON.stringify(values)}.`,
    );
  }
  requireOption(!given.std?.includes(0), owner, 'preprocessing.std must not contain 0.');
  requireOption(
    Number.isFinite(given.rescale ?? 1),
    owner,
    `preprocessing.rescale must be a number; got ${JSON.stringify(given.rescale)}.`,
  );
  const sides = [given.size, given.crop].flatMap((size) =>
    typeof size === 'object' && size !== null ? [size.width, size.height] : [size ?? 1],
  );
  requireOption(
    sides.every((side) => Number.isInteger(side) && side > 0),
    owner,
    `preprocessing.size and preprocessing.crop must be positive integers or { width, height } of such; got ${JSON.stringify({ size: given.size, crop: given.crop })}.`,
  );
}
