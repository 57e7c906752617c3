import type { JsonObject } from '../../types.js';

/** How a family of Python image processors differs from reading its file word for word. */
export interface PreprocessorFamily {
  /** What the class takes where the file says nothing. */
  readonly defaults: JsonObject;
  /**
   * `convnext`: below 384 the picture is resized to size / crop_pct and the size is that of the crop, from 384 on it is
   * stretched. `crop-percentage`: resized to size / crop_pct. `levit`: resized to size * 256 / 224.
   */
  readonly resize?: 'convnext' | 'crop-percentage' | 'levit';
}

const CENTRED = { image_mean: 0.5, image_std: 0.5 };
const IMAGENET = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const CLIP = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const CUBIC = { resample: 3 };
const square = (side: number) => ({ height: side, width: side });
const stretched = (side: number) => ({ size: square(side) });
const cropped = (shorter: number, side: number) => ({
  size: { shortest_edge: shorter },
  do_center_crop: true,
  crop_size: square(side),
});

/** Defaults of the classes in transformers, by their names without "ImageProcessor" and what follows it. */
const FAMILIES: Readonly<Record<string, PreprocessorFamily>> = {
  ViT: { defaults: { ...CENTRED, ...stretched(224), resample: 2 } },
  DeiT: {
    defaults: { ...CENTRED, ...stretched(256), do_center_crop: true, crop_size: square(224), ...CUBIC },
  },
  Beit: { defaults: { ...CENTRED, ...CUBIC } },
  CLIP: { defaults: { ...CLIP, ...cropped(224, 224), ...CUBIC } },
  ChineseCLIP: { defaults: { ...CLIP, ...cropped(224, 224), ...CUBIC } },
  Siglip: { defaults: { ...CENTRED, ...stretched(224), ...CUBIC } },
  Blip: { defaults: { ...CLIP, ...stretched(384), ...CUBIC } },
  Bit: { defaults: { ...CLIP, ...cropped(224, 224), ...CUBIC } },
  DINOv3ViT: { defaults: { ...IMAGENET, ...stretched(224), resample: 2 } },
  ConvNext: {
    defaults: { ...CENTRED, size: { shortest_edge: 384 }, crop_pct: 224 / 256, ...CUBIC },
    resize: 'convnext',
  },
  PoolFormer: {
    defaults: { ...IMAGENET, ...cropped(224, 224), crop_pct: 0.9, ...CUBIC },
    resize: 'crop-percentage',
  },
  Levit: { defaults: { ...IMAGENET, ...cropped(224, 224), ...CUBIC }, resize: 'levit' },
  MobileNetV1: { defaults: { ...CENTRED, ...cropped(256, 224), resample: 2 } },
  MobileNetV2: { defaults: { ...CENTRED, ...cropped(256, 224), resample: 2 } },
  MobileViT: {
    defaults: { ...cropped(224, 256), do_flip_channel_order: true, do_normalize: false, ...CUBIC },
  },
  EfficientNet: { defaults: { ...CENTRED, ...stretched(346), include_top: true, ...CUBIC } },
  Pvt: { defaults: { ...IMAGENET, ...stretched(224), ...CUBIC } },
};

/** Family of the class that a file names, `null` for one that is not listed. `...Fast` and `...Pil` are the same to us. */
export function findFamily(settings: Readonly<Record<string, unknown>>): PreprocessorFamily | null {
  const name = String(settings.image_processor_type ?? settings.feature_extractor_type ?? '');
  const kind = name.replace(/(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/, '');
  if (Object.hasOwn(FAMILIES, kind)) return FAMILIES[kind]!;
  // Files that name no class, but what only ConvNeXT and PoolFormer know; the latter crops besides.
  if (settings.crop_pct === undefined) return null;
  return FAMILIES[settings.do_center_crop === true ? 'PoolFormer' : 'ConvNext']!;
}
