import type { EncodeOptions, TextEncoder } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix, JsonObject } from '../../types.js';

/** Options of {@link FakeTextEncoder}. */
export interface FakeTextEncoderOptions {
  /**
   * Columns of the matrices.
   * @default 8
   */
  readonly dimensions?: number;
}

/** A text encoder for tests: every word adds 1 to a column that its hash picks; rows have length 1, empty texts 0. */
export class FakeTextEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'FakeTextEncoder';
  readonly dimensions: number;

  constructor(options: FakeTextEncoderOptions = {}) {
    this.dimensions = options.dimensions ?? 8;
  }

  get fingerprint(): string {
    return `fake-text:${this.dimensions}`;
  }

  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    if (signal?.aborted) throw new RecommenderError('ABORTED', 'The call was aborted by its signal.');
    const data = new Float32Array(texts.length * this.dimensions);
    for (const [row, text] of texts.entries()) {
      const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      const vector = data.subarray(row * this.dimensions, (row + 1) * this.dimensions);
      for (const word of words) {
        const column = hashOf(word) % this.dimensions;
        vector[column] = (vector[column] ?? 0) + 1;
      }
      const length = Math.hypot(...vector);
      if (length > 0) for (const [column, value] of vector.entries()) vector[column] = value / length;
    }
    return { data, rows: texts.length, dimensions: this.dimensions };
  }

  config(): JsonObject {
    return { dimensions: this.dimensions };
  }
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
