import type { EncoderFitOptions, TextEncoder } from '../../src/contracts/index.js';
import { RecommenderError } from '../../src/errors.js';
import type { EmbeddingMatrix, PluginState } from '../../src/types.js';

/** A correct encoder with every optional member: counts the words that it learned, after a load. */
export class FittedTextEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name: string = 'FittedTextEncoder';
  protected words: readonly string[] | undefined;
  protected loaded = false;

  get dimensions(): number {
    return this.learned().length;
  }

  get fingerprint(): string {
    return `fitted:${this.learned().join(',')}`;
  }

  async load(): Promise<void> {
    this.loaded = true;
  }

  async fit(texts: readonly string[], _options: EncoderFitOptions): Promise<void> {
    this.words = [...new Set(texts.flatMap(wordsOf))].sort();
  }

  async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    const words = this.learned();
    if (!this.loaded) throw new RecommenderError('NOT_FITTED', 'Call load first.');
    const data = new Float32Array(texts.length * words.length);
    for (const [row, text] of texts.entries()) {
      for (const word of wordsOf(text)) {
        const column = words.indexOf(word);
        if (column >= 0) data[row * words.length + column]! += 1;
      }
    }
    return { data, rows: texts.length, dimensions: words.length };
  }

  saveState(): PluginState {
    return { json: { words: this.learned() } };
  }

  restoreState(state: PluginState): void {
    this.words = state.json.words as string[];
  }

  async dispose(): Promise<void> {
    this.loaded = false;
  }

  protected learned(): readonly string[] {
    if (this.words === undefined) throw new RecommenderError('NOT_FITTED', 'Call fit first.');
    return this.words;
  }
}

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}
