import type { FrameSize, ResizeAndCropOptions } from '../../images/preprocess.js';
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
}

/** Settings that stand in for those of the model. */
export interface ImagePreprocessingOptions {
  /** Length of the shorter side, or a frame to stretch to; `null` does not resize. */
  readonly size?: number | FrameSize | null;
  /** Frame (or side of a square) cut from the centre. */
  readonly crop?: number | FrameSize;
  readonly kernel?: ImagePreprocessing['kernel'];
  /** Factor from 0..255 to the scale of `mean` and `std`. */
  readonly rescale?: number;
  /** Red, green, blue. */
  readonly mean?: readonly number[];
  /** Red, green, blue. */
  readonly std?: readonly number[];
}

/** What models trained on ImageNet expect (torchvision's ResNet50): for models without `preprocessor_config.json`. */
export const IMAGENET_PREPROCESSING: ImagePreprocessing = Object.freeze({
  size: 256,
  crop: { width: 224, height: 224 },
  kernel: 'linear',
  rescale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
});

/** Raises `INVALID_OPTIONS` for settings that can never work. */
export function checkPreprocessingOptions(owner: string, given: ImagePreprocessingOptions): void {
  const known = Object.keys(IMAGENET_PREPROCESSING);
  const stray = Object.keys(given).filter((key) => !known.includes(key));
  requireOption(
    stray.length === 0,
    owner,
    `preprocessing has ${stray.join(', ')}; known are ${known.join(', ')}.`,
  );
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
  const sides = [given.size, given.crop].flatMap((size) =>
    typeof size === 'object' && size !== null ? [size.width, size.height] : [size ?? 1],
  );
  requireOption(
    sides.every((side) => Number.isInteger(side) && side > 0),
    owner,
    `preprocessing.size and preprocessing.crop must be positive integers or { width, height } of such; got ${JSON.stringify({ size: given.size, crop: given.crop })}.`,
  );
}
