import type { Encoder } from '../../src/contracts/index.js';
import type { EmbeddingInput } from '../../src/embedding/types.js';
import type { EmbeddingMatrix } from '../../src/types.js';

/** Encodes a text as [length, code of its first letter]; counts what it is asked. */
export class CountingEncoder implements Encoder<string> {
  readonly specVersion = 1;
  readonly name = 'CountingEncoder';
  readonly dimensions = 2;
  readonly batches: string[][] = [];
  loads = 0;

  constructor(readonly fingerprint = 'counting-1') {}

  async load(): Promise<void> {
    this.loads++;
  }

  async encode(inputs: readonly string[]): Promise<EmbeddingMatrix> {
    this.batches.push([...inputs]);
    return matrixOf(inputs.map((text) => [text.length, text.charCodeAt(0) || 0]));
  }
}

export function matrixOf(rows: readonly (readonly number[])[]): EmbeddingMatrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, dimensions: rows[0]?.length ?? 0 };
}

/** An input whose key is its text, with a hook on reading. */
export function input(text: string, onRead: () => void = () => {}): EmbeddingInput<string> {
  return {
    key: text,
    length: text.length,
    read: () => {
      onRead();
      return text;
    },
  };
}
