import {
  ColorTextureImageEncoder,
  IMAGE_PRESETS,
  type ImageEncoder,
  type ImagePreset,
  TEXT_PRESETS,
  type TextEncoder,
  type TextPreset,
  TfidfTextEncoder,
  TransformersImageEncoder,
  TransformersTextEncoder,
} from 'multimodal-recommender';
import type { StartSettings } from './arguments.js';

/** `tfidf`, `none`, the name of a preset (`distilbert`, `minilm`, `clip`, ...), or a Hub id or folder. */
export function chooseTextEncoder({ text }: StartSettings): TextEncoder | null {
  if (text === 'none') return null;
  if (text === 'tfidf') return new TfidfTextEncoder();
  const preset = Object.keys(TEXT_PRESETS).find((name): name is TextPreset => name === text);
  return new TransformersTextEncoder(preset ? { preset } : { model: text });
}

/** `color`, `none`, the name of a preset (`resnet50`, `dinov2`, `clip`, ...), or a Hub id or folder. */
export function chooseImageEncoder({ image }: StartSettings): ImageEncoder | null {
  if (image === 'none') return null;
  if (image === 'color') return new ColorTextureImageEncoder();
  const preset = Object.keys(IMAGE_PRESETS).find((name): name is ImagePreset => name === image);
  return new TransformersImageEncoder(preset ? { preset } : { model: image });
}
