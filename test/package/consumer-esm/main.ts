/** An ES module project that uses the package as its readers do. Ends with an error when anything is not as promised. */
import { strictEqual } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddingMatrix,
  isRecommenderError,
  MultimodalRecommender,
  type RatingPrediction,
  type TextEncoder,
  TransformersTextEncoder,
} from 'multimodal-recommender';
import {
  FakeImageEncoder,
  runConformance,
  textEncoderConformance,
  tinyDataset,
} from 'multimodal-recommender/testing';

/** Counts of letters and of words: a custom encoder in ten lines. */
class LetterEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'LetterEncoder';
  readonly dimensions = 27;
  readonly fingerprint = 'letters:27';

  async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    const data = new Float32Array(texts.length * this.dimensions);
    for (const [row, text] of texts.entries()) {
      for (const letter of text.toLowerCase().match(/[a-z ]/g) ?? []) {
        const column = letter === ' ' ? 26 : letter.charCodeAt(0) - 97;
        data[row * this.dimensions + column] = (data[row * this.dimensions + column] ?? 0) + 1;
      }
    }
    return { data, rows: texts.length, dimensions: this.dimensions };
  }
}

Object.assign(process.report, { excludeNetwork: true }); // or the report looks up the names of all open connections
const loaded = (process.report.getReport() as { sharedObjects: string[] }).sharedObjects;
strictEqual(
  loaded.filter((file) => /onnxruntime|sharp|lmdb/.test(file)).length,
  0,
  'importing loads nothing heavy',
);

const conformance = await runConformance(textEncoderConformance(() => new LetterEncoder()));
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

const folder = await mkdtemp(join(tmpdir(), 'consumer-esm-'));
const plugIns = { textEncoder: new LetterEncoder(), imageEncoder: new FakeImageEncoder() };
const recommender = new MultimodalRecommender({
  ...plugIns,
  training: { epochs: 3 },
  embeddingStore: null,
  cacheDirectory: folder,
  seed: 1,
});
const { source, items } = tinyDataset({ rows: 150, seed: 4 });
await recommender.fit(source, { onProgress: (event) => strictEqual(typeof event.done, 'number') });

const image = items[0]?.image;
const input = { text: 'A lovely dress', ...(image === undefined ? {} : { image }) };
const prediction: RatingPrediction = await recommender.predictRating(input);
strictEqual(prediction.distribution.length, 5);
strictEqual(prediction.modalities.join(), 'review,image');

await recommender.save(join(folder, 'model'));
const again = await MultimodalRecommender.load(join(folder, 'model'), plugIns);
strictEqual((await again.predictRating(input)).stars, prediction.stars);

const error: unknown = await recommender.predictRating({}).catch((thrown: unknown) => thrown);
strictEqual(isRecommenderError(error, 'NO_INPUT'), true, String(error));
await rm(folder, { recursive: true, force: true });
console.log(`predicted ${prediction.stars} stars from ${prediction.modalities.join(' and ')}`);
