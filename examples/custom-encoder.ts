/** A text encoder of your own, checked by the published conformance suite before it is used. */
import { type EmbeddingMatrix, MultimodalRecommender, type TextEncoder } from 'multimodal-recommender';
import { runConformance, textEncoderConformance, tinyDataset } from 'multimodal-recommender/testing';

const WORDS = ['love', 'great', 'good', 'fine', 'bad', 'poor', 'awful', 'return', '!', 'not'];

/** Counts a few telling words. A plug-in does one call; batching, caching and order are the library's. */
class WordCountEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'WordCountEncoder';
  readonly dimensions = WORDS.length + 1;
  // Changes whenever the vectors would: it keys the embedding store.
  readonly fingerprint = `word-count-1:${WORDS.join(',')}`;

  async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    const data = new Float32Array(texts.length * this.dimensions);
    texts.forEach((text, row) => {
      const lower = text.toLowerCase();
      const features = [...WORDS.map((word) => lower.split(word).length - 1), Math.log1p(text.length)];
      data.set(features, row * this.dimensions);
    });
    return { data, rows: texts.length, dimensions: this.dimensions };
  }
}

const checks = textEncoderConformance(() => new WordCountEncoder());
const conformance = await runConformance(checks);
console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);

const recommender = new MultimodalRecommender({
  textEncoder: new WordCountEncoder(),
  imageEncoder: null,
  training: { epochs: 10 },
});
await recommender.fit(tinyDataset({ rows: 300 }).source);
console.log(await recommender.predictRating({ text: 'I love it, great!' }));
await recommender.dispose();
