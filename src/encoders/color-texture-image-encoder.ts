import type { EncodeOptions, ImageEncoder } from '../contracts/index.js';
import { decodeRgb } from '../images/decode.js';
import type { EmbeddingMatrix, JsonObject } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { sha256 } from '../util/hash.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { BLOCK_NAMES, BLOCKS, type BlockName } from './color-texture/blocks.js';
import { createRaster, SIDE } from './color-texture/raster.js';

/** Options of {@link ColorTextureImageEncoder} with the defaults filled in. */
export interface ResolvedColorTextureOptions {
  /**
   * Groups of statistics to compute; their order in the vector is always that of the default.
   * @default ['colorHistogram', 'cellColors', 'gradientOrientations', 'edgeDensity', 'localBinaryPatterns', 'overall', 'foreground']
   */
  readonly blocks: readonly BlockName[];
}

/** Options of {@link ColorTextureImageEncoder}. */
export type ColorTextureImageEncoderOptions = {
  readonly [Key in keyof ResolvedColorTextureOptions]?: ResolvedColorTextureOptions[Key] | undefined;
};

/** Defaults of {@link ColorTextureImageEncoder}. */
export const COLOR_TEXTURE_DEFAULTS: Readonly<ResolvedColorTextureOptions> = Object.freeze({
  blocks: BLOCK_NAMES,
});

// Raise it with every change of a formula: stored embeddings of other versions are then not used.
const VERSION = 1;

/**
 * Images -> statistics of colour, texture and shape, without pretrained weights: `[images, 258]`. The picture is
 * stretched to 66 x 66 pixels; the vector holds, in this order,
 *
 * | block | numbers | what |
 * |---|---|---|
 * | `colorHistogram` | 44 | hue by brightness (12 x 3) and grey (8), soft bins |
 * | `cellColors` | 54 | mean and spread of L, a, b in 3 x 3 cells |
 * | `gradientOrientations` | 72 | 8 edge directions in 3 x 3 cells |
 * | `edgeDensity` | 10 | share of edge pixels in 3 x 3 cells, mean gradient |
 * | `localBinaryPatterns` | 59 | uniform local binary patterns |
 * | `overall` | 6 | colourfulness, lightness, contrast, two symmetries, aspect ratio |
 * | `foreground` | 13 | border colour, and size, place and shape of what differs from it |
 *
 * Deterministic; on real pictures every block has a length between 0.5 and 2, so that none drowns the others. Nothing is learned.
 * Raises `IMAGE_UNREADABLE` when the bytes are no decodable picture, `INVALID_OPTIONS`, `ABORTED`.
 */
export class ColorTextureImageEncoder implements ImageEncoder {
  readonly specVersion = 1;
  readonly name = 'ColorTextureImageEncoder';
  readonly batchSize = 16;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #blocks: readonly BlockName[];

  constructor(options: ColorTextureImageEncoderOptions = {}) {
    const { blocks } = resolveOptions(this.name, COLOR_TEXTURE_DEFAULTS, options);
    requireOption(
      Array.isArray(blocks) && blocks.length > 0 && blocks.every((block) => BLOCK_NAMES.includes(block)),
      this.name,
      `blocks must name at least one of ${BLOCK_NAMES.join(', ')}, but is ${JSON.stringify(blocks)}.`,
    );
    this.#blocks = BLOCK_NAMES.filter((block) => blocks.includes(block));
    this.dimensions = this.#blocks.reduce((sum, block) => sum + BLOCKS[block].size, 0);
    this.fingerprint = sha256(JSON.stringify([this.name, VERSION, this.#blocks]));
  }

  async encode(images: readonly Uint8Array[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const data = new Float32Array(images.length * this.dimensions);
    await Promise.all(
      images.map(async (bytes, row) => {
        throwIfAborted(signal);
        const raster = createRaster(
          await decodeRgb(bytes, { width: SIDE, height: SIDE, fit: 'fill' }),
          await aspectRatio(bytes),
        );
        throwIfAborted(signal);
        let position = row * this.dimensions;
        for (const block of this.#blocks) {
          data.set(BLOCKS[block].compute(raster), position);
          position += BLOCKS[block].size;
        }
      }),
    );
    return { data, rows: images.length, dimensions: this.dimensions };
  }

  config(): JsonObject {
    return { blocks: this.#blocks };
  }
}

/** Width over height as the picture is seen, that is after its EXIF orientation. */
async function aspectRatio(bytes: Uint8Array): Promise<number> {
  const { default: sharp } = await import('sharp');
  const { autoOrient } = await sharp(bytes).metadata();
  return autoOrient.width / autoOrient.height;
}
