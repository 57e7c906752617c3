import {
  ColorTextureImageEncoder,
  type ImageEncoder,
  type TextEncoder,
  TfidfTextEncoder,
  TransformersImageEncoder,
  TransformersTextEncoder,
} from 'multimodal-recommender';
import type { StartSettings } from './arguments.js';

/** `tfidf`, `distilbert`, `none`, or a Hub id or folder. */
export function chooseTextEncoder({ text }: StartSettings): TextEncoder | null {
  if (text === 'none') return null;
  if (text === 'tfidf') return new TfidfTextEncoder();
  return text === 'distilbert' ? new TransformersTextEncoder() : new TransformersTextEncoder({ model: text });
}

/** `color`, `resnet50`, `none`, or a Hub id or folder. */
export function chooseImageEncoder({ image }: StartSettings): ImageEncoder | null {
  if (image === 'none') return null;
  if (image === 'color') return new ColorTextureImageEncoder();
  return image === 'resnet50'
    ? new TransformersImageEncoder()
    : new TransformersImageEncoder({ model: image });
}
