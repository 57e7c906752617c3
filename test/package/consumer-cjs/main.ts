/** A CommonJS project that uses the package as its readers do. Ends with an error when anything is not as promised. */
import { strictEqual } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddingMatrix,
  MultimodalRecommender,
  RecommenderError,
  type TextEncoder,
  TransformersTextEncoder,
} from 'multimodal-recommender';
import { runConformance, textEncoderConformance, tinyDataset } from 'multimodal-recommender/testing';

/** One column per word of a fixed list: a custom encoder in ten lines. */
class WordListEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'WordListEncoder';
  readonly dimensions = 8;
  readonly fingerprint = 'word-list:8';
  private readonly words = ['lovely', 'perfect', 'plain', 'awful', 'broken', 'soft', 'fabric', 'broke'];

  async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    const rows = texts.map((text) => this.words.map((word) => (text.toLowerCase().includes(word) ? 1 : 0)));
    return { data: Float32Array.from(rows.flat()), rows: texts.length, dimensions: this.dimensions };
  }
}

async function main(): Promise<void> {
  strictEqual(typeof require, 'function', 'this project runs as CommonJS');
  const heavy = Object.keys(require.cache).filter((file) =>
    /node_modules.(@img|sharp|onnxruntime|lmdb)/.test(file),
  );
  strictEqual(heavy.length, 0, `importing loads nothing heavy, but loaded ${heavy[0]}`);

  const conformance = await runConformance(textEncoderConformance(() => new WordListEncoder()));
  console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);
  strictEqual(conformance.failed, 0, conformance.text);

  // The code of the thread is a file of its own in the package.
  const model = process.argv[2] ?? '';
  const here = new TransformersTextEncoder({ model, offline: true });
  const there = new TransformersTextEncoder({ model, offline: true, workers: 1 });
  await Promise.all([here.load(), there.load()]);
  const vectors = await Promise.all([here, there].map((encoder) => encoder.encode(['good shoes'])));
  strictEqual(String(vectors[1]?.data), String(vectors[0]?.data), 'a thread gives the same vectors');
  await there.dispose();
  await there.load(); // Left open: an idle thread must not keep the process alive.

  const folder = await mkdtemp(join(tmpdir(), 'consumer-cjs-'));
  const recommender = new MultimodalRecommender({
    textEncoder: new WordListEncoder(),
    imageEncoder: null,
    training: { epochs: 3 },
    embeddingStore: null,
    cacheDirectory: folder,
  });
  const unfitted: unknown = await recommender
    .predictRating({ text: 'plain' })
    .catch((thrown: unknown) => thrown);
  strictEqual(unfitted instanceof RecommenderError && unfitted.code, 'NOT_FITTED');
  await recommender.fit(tinyDataset({ rows: 150 }).source);
  const [first, second] = await recommender.predictRatings([{ text: 'awful' }, { text: 'lovely' }]);
  strictEqual(first?.distribution.length, 5);
  await rm(folder, { recursive: true, force: true });
  console.log(`predicted ${first?.stars} and ${second?.stars} stars`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
