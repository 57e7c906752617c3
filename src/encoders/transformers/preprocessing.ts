import { RecommenderError } from '../../errors.js';
import type { FrameSize } from '../../images/preprocess.js';
import {
  IMAGENET_PREPROCESSING,
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
  PREPROCESSING_PRESETS,
} from './preprocessing-options.js';
import { findFamily, type PreprocessorFamily } from './preprocessor-families.js';

/** Filters by the numbers that Pillow gives them. */
const PILLOW_KERNELS: readonly ImagePreprocessing['kernel'][] = [
  'nearest',
  'lanczos3',
  'linear',
  'cubic',
  'box',
  'hamming',
];

/** Steps that some models need and that this library does not take. */
const UNSUPPORTED = [
  'do_pad',
  'do_thumbnail',
  'do_align_long_axis',
  'do_color_quantize',
  'do_image_splitting',
];

/** What need not be given for settings to be complete. */
const OPTIONAL = ['channelOrder', 'shrinkOnLoad'];

type Settings = Readonly<Record<string, unknown>>;

/** Overlays given settings on those of the model, or of a preset, or on ImageNet's where the model has none. */
export function resolvePreprocessing(
  owner: string,
  settings: Settings | null,
  given: ImagePreprocessingOptions,
): ImagePreprocessing {
  const chosen = typeof given === 'string' ? { preset: given } : given;
  const { preset, crop, ...rest } = chosen;
  const base = preset ? PREPROCESSING_PRESETS[preset] : readBase(owner, settings, chosen);
  return { ...base, ...rest, ...(crop !== undefined && { crop: toFrame(crop) }) };
}

function readBase(owner: string, settings: Settings | null, given: object): ImagePreprocessing {
  const needed = Object.keys(IMAGENET_PREPROCESSING).filter((key) => !OPTIONAL.includes(key));
  const isComplete = needed.every((key) => Object.hasOwn(given, key));
  return settings === null || isComplete ? IMAGENET_PREPROCESSING : readPreprocessorConfig(owner, settings);
}

/** Reads `preprocessor_config.json` as the Python image processors do. Raises `INVALID_OPTIONS` for steps it cannot take. */
export function readPreprocessorConfig(owner: string, given: Settings): ImagePreprocessing {
  const strange = UNSUPPORTED.filter((key) => given[key] === true);
  if (strange.length > 0) throw notUnderstood(owner, strange.map((key) => `"${key}": true`).join(', '));
  const kind = String(given.image_processor_type ?? '');
  // It crops before it resizes.
  if (kind.startsWith('Perceiver')) throw notUnderstood(owner, `"image_processor_type": "${kind}"`);
  const family = findFamily(given);
  const settings: Settings = {
    resample: 2,
    ...IMAGENET_NORMALIZATION,
    ...family?.defaults,
    ...withoutGaps(given),
  };
  const kernel = PILLOW_KERNELS[Number(settings.resample)];
  if (kernel === undefined) throw notUnderstood(owner, `"resample": ${JSON.stringify(settings.resample)}`);
  return {
    ...readFrames(owner, settings, family?.resize),
    kernel,
    ...readScale(owner, settings),
    channelOrder: settings.do_flip_channel_order === true ? 'bgr' : 'rgb',
    shrinkOnLoad: false,
  };
}

const IMAGENET_NORMALIZATION: Settings = {
  image_mean: IMAGENET_PREPROCESSING.mean,
  image_std: IMAGENET_PREPROCESSING.std,
};

function readScale(owner: string, settings: Settings): Pick<ImagePreprocessing, 'rescale' | 'mean' | 'std'> {
  const factor = settings.rescale_factor ?? 1 / 255;
  if (typeof factor !== 'number') throw notUnderstood(owner, `"rescale_factor": ${JSON.stringify(factor)}`);
  const isNormalized = settings.do_normalize !== false;
  const mean = isNormalized ? triple(owner, settings, 'image_mean') : [0, 0, 0];
  const std = isNormalized ? triple(owner, settings, 'image_std') : [1, 1, 1];
  // EfficientNet's: 1 is subtracted after scaling, and classifiers divide by the deviation once more.
  const offset = settings.rescale_offset === true ? 1 : 0;
  const again = settings.include_top === true ? triple(owner, settings, 'image_std') : [1, 1, 1];
  return {
    rescale: settings.do_rescale === false ? 1 : factor,
    mean: mean.map((value) => value + offset),
    std: std.map((value, channel) => value * again[channel]!),
  };
}

function readFrames(
  owner: string,
  settings: Settings,
  resize: PreprocessorFamily['resize'],
): Pick<ImagePreprocessing, 'size' | 'crop'> {
  const crop = settings.do_center_crop === true ? readCrop(settings.crop_size) : null;
  if (settings.do_resize === false) {
    if (crop === null) throw notUnderstood(owner, '"do_resize": false without a crop');
    return { size: null, crop };
  }
  const shorter = shorterSide(settings.size);
  if (resize === 'convnext' && shorter !== null) {
    const frame = toFrame(shorter);
    if (shorter >= 384) return { size: frame, crop: frame };
    return { size: Math.trunc(shorter / Number(settings.crop_pct)), crop: frame };
  }
  if (resize === 'levit' && shorter !== null) {
    return { size: Math.trunc((256 / 224) * shorter), crop: crop ?? toFrame(shorter) };
  }
  if (resize === 'crop-percentage') {
    const side = shorter ?? squareSide(settings.size);
    if (side !== null && crop !== null) return { size: Math.trunc(side / Number(settings.crop_pct)), crop };
  } else if (isFrame(settings.size)) {
    return { size: toFrame(settings.size), crop: crop ?? toFrame(settings.size) };
  } else if (shorter !== null) {
    // Old files give a bare number: the shorter side where a crop follows, a square to stretch to where none does.
    const isSquare = typeof settings.size === 'number' && crop === null;
    return { size: isSquare ? toFrame(shorter) : shorter, crop: crop ?? toFrame(shorter) };
  }
  throw notUnderstood(owner, `"size": ${JSON.stringify(settings.size)}`);
}

function shorterSide(size: unknown): number | null {
  if (typeof size === 'number') return size;
  const { shortest_edge: edge, longest_edge: limit } = (size ?? {}) as Settings;
  return typeof edge === 'number' && (limit === undefined || limit === null) ? edge : null;
}

function squareSide(size: unknown): number | null {
  return isFrame(size) && size.width === size.height ? size.width : null;
}

function readCrop(size: unknown): FrameSize {
  return typeof size === 'number' || isFrame(size) ? toFrame(size) : IMAGENET_PREPROCESSING.crop;
}

function isFrame(size: unknown): size is FrameSize {
  const { width, height } = (size ?? {}) as Partial<FrameSize>;
  return typeof width === 'number' && typeof height === 'number';
}

function toFrame(size: number | FrameSize): FrameSize {
  return typeof size === 'number'
    ? { width: size, height: size }
    : { width: size.width, height: size.height };
}

/** Three numbers, or one for all channels. */
function triple(owner: string, settings: Settings, name: string): readonly number[] {
  const value = settings[name];
  const values = typeof value === 'number' ? [value, value, value] : value;
  const isTriple = Array.isArray(values) && values.length === 3 && values.every(Number.isFinite);
  if (!isTriple) throw notUnderstood(owner, `"${name}": ${JSON.stringify(value)}`);
  return values;
}

/** `null` in a file stands for the default of the class. */
function withoutGaps(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== null && value !== undefined),
  );
}

function notUnderstood(owner: string, what: string): RecommenderError {
  const needed = Object.keys(IMAGENET_PREPROCESSING).join(', ');
  return new RecommenderError(
    'INVALID_OPTIONS',
    `${owner}: the model's preprocessor_config.json asks for ${what}, which is not supported. Give the whole preprocessing option: ${needed}.`,
    { data: { what } },
  );
}
