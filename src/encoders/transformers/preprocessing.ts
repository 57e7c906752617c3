import { RecommenderError } from '../../errors.js';
import type { FrameSize } from '../../images/preprocess.js';
import {
  IMAGENET_PREPROCESSING,
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
} from './preprocessing-options.js';

/** Numbers that Pillow gives to its filters. */
const PILLOW_KERNELS: readonly (ImagePreprocessing['kernel'] | undefined)[] = [
  'nearest',
  'lanczos3',
  'linear',
  'cubic',
];

/** Steps that some models need and that this library does not take. */
const UNSUPPORTED = [
  'do_pad',
  'do_thumbnail',
  'do_flip_channel_order',
  'do_align_long_axis',
  'rescale_offset',
];

type Settings = Readonly<Record<string, unknown>>;

/** Overlays given settings on those of the model, or on ImageNet's where the model has none. */
export function resolvePreprocessing(
  owner: string,
  settings: Settings | null,
  given: ImagePreprocessingOptions,
): ImagePreprocessing {
  const isComplete = Object.keys(IMAGENET_PREPROCESSING).every((key) => Object.hasOwn(given, key));
  const base =
    settings === null || isComplete ? IMAGENET_PREPROCESSING : readPreprocessorConfig(owner, settings);
  const { crop, ...rest } = given;
  return { ...base, ...rest, ...(crop !== undefined && { crop: toFrame(crop) }) };
}

/** Reads `preprocessor_config.json` as the Python image processors do. Raises `INVALID_OPTIONS` for steps it cannot take. */
export function readPreprocessorConfig(owner: string, settings: Settings): ImagePreprocessing {
  const strange = UNSUPPORTED.filter((key) => settings[key] === true);
  if (strange.length > 0) throw notUnderstood(owner, strange.map((key) => `"${key}": true`).join(', '));
  const doNormalize = settings.do_normalize !== false;
  return {
    ...readFrames(owner, settings),
    kernel: PILLOW_KERNELS[Number(settings.resample ?? 2)] ?? 'linear',
    rescale: settings.do_rescale === false ? 1 : ((settings.rescale_factor as number | undefined) ?? 1 / 255),
    mean: doNormalize ? triple(settings.image_mean, IMAGENET_PREPROCESSING.mean) : [0, 0, 0],
    std: doNormalize ? triple(settings.image_std, IMAGENET_PREPROCESSING.std) : [1, 1, 1],
  };
}

function readFrames(owner: string, settings: Settings): Pick<ImagePreprocessing, 'size' | 'crop'> {
  const isCropping = settings.do_center_crop === true;
  const shorter = shorterSide(settings.size);
  if (isConvNext(settings) && shorter !== null) {
    // ResNet and ConvNeXT: the size is that of the crop; up to 384 the picture is resized to size / crop_pct first.
    const crop = { width: shorter, height: shorter };
    const percentage = (settings.crop_pct as number | undefined) ?? 224 / 256;
    return shorter < 384 ? { size: Math.floor(shorter / percentage), crop } : { size: crop, crop };
  }
  const crop = isCropping ? readCrop(settings.crop_size) : null;
  if (settings.do_resize === false && crop !== null) return { size: null, crop };
  if (isFrame(settings.size)) return { size: toFrame(settings.size), crop: crop ?? toFrame(settings.size) };
  if (shorter !== null) {
    // Old files give a bare number: the shorter side where a crop follows, a square to stretch to where none does.
    if (typeof settings.size === 'number' && crop === null)
      return { size: toFrame(shorter), crop: toFrame(shorter) };
    return { size: shorter, crop: crop ?? toFrame(shorter) };
  }
  throw notUnderstood(owner, `"size": ${JSON.stringify(settings.size)}`);
}

function isConvNext(settings: Settings): boolean {
  const kind = String(settings.image_processor_type ?? settings.feature_extractor_type ?? '');
  return kind.startsWith('ConvNext') || settings.crop_pct !== undefined;
}

function shorterSide(size: unknown): number | null {
  if (typeof size === 'number') return size;
  const edge = (size as { shortest_edge?: unknown } | null | undefined)?.shortest_edge;
  return typeof edge === 'number' ? edge : null;
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

function triple(value: unknown, otherwise: readonly number[]): readonly number[] {
  return Array.isArray(value) && value.length === 3 ? value : otherwise;
}

function notUnderstood(owner: string, what: string): RecommenderError {
  return new RecommenderError(
    'INVALID_OPTIONS',
    `${owner}: the model's preprocessor_config.json asks for ${what}, which is not supported. Give the whole preprocessing option: ${Object.keys(IMAGENET_PREPROCESSING).join(', ')}.`,
    { data: { what } },
  );
}
