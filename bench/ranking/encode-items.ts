/** Embeddings of the films, from their texts and posters. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImageEncoder, TextEncoder } from '../../src/contracts/index.js';
import { embedColumn } from '../../src/embedding/embed-column.js';
import { imageInput, textInput } from '../../src/embedding/inputs.js';
import { LmdbEmbeddingStore } from '../../src/embedding/lmdb-embedding-store.js';
import { ColorTextureImageEncoder } from '../../src/encoders/color-texture-image-encoder.js';
import { TfidfTextEncoder } from '../../src/encoders/tfidf-text-encoder.js';
import { TransformersImageEncoder } from '../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../src/encoders/transformers-text-encoder.js';
import type { Item, ModalityColumn } from '../../src/types.js';

const SHARED = process.env.MULTIMODAL_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/bench-ranking', import.meta.url));

/** Encoders without weights, and small ones with real weights from the folder of models. */
export type EncoderSet = 'weight-free' | 'weights';

/** The text that a film is known by before anybody has rated it. */
export function itemText({ title, categories = [], description = '' }: Item): string {
  return [title, categories.join(' '), description].join(' ');
}

/**
 * A column of texts and one of posters, one row per item. What learns from texts learns from those of `known` items only: the
 * others are on the market a minute later.
 */
export async function encodeItems(
  items: readonly Item[],
  known: readonly number[],
  set: EncoderSet,
): Promise<readonly ModalityColumn[]> {
  const store = new LmdbEmbeddingStore({ directory: CACHE });
  const texts = items.map(itemText);
  const text: TextEncoder = set === 'weights' ? sharedTextEncoder() : new TfidfTextEncoder();
  await text.fit?.(
    known.map((item) => texts[item]!),
    { seed: 1 },
  );
  const image: ImageEncoder = set === 'weights' ? sharedImageEncoder() : new ColorTextureImageEncoder();
  const pictures = items.map(({ image: path }) =>
    typeof path === 'string' && existsSync(path) ? imageInput(readFileSync(path)) : undefined,
  );
  try {
    const textColumn = await embedColumn({
      name: 'text',
      encoder: text,
      inputs: texts.map(textInput),
      store,
    });
    const imageColumn = await embedColumn({ name: 'image', encoder: image, inputs: pictures, store });
    return [textColumn, imageColumn].map(({ name, matrix, rowIndex }) => ({ name, matrix, rowIndex }));
  } finally {
    await Promise.all([store.close(), text.dispose?.(), image.dispose?.()]);
  }
}

/** Static word vectors behind the signature of DistilBERT. */
function sharedTextEncoder(): TextEncoder {
  const localModelPath = `${SHARED}/models/minishlab/m2v-bge-base-en-vq128-768d`;
  return new TransformersTextEncoder({ localModelPath, pooling: 'mean', offline: true });
}

function sharedImageEncoder(): ImageEncoder {
  return new TransformersImageEncoder({ model: `${SHARED}/models/google-coral/mobilenet_v2_1.0_224_quant` });
}
