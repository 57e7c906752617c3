/**
 * The notebook's whole training: 2,000 rows x 2,816 numbers, 70/10/20, the default fusion and head, all 50 epochs. And predictions with the
 * trained model: one rating from embeddings that are there already, and 100,000 of them. RATINGS and EPOCHS make it shorter.
 */
import {
  ConcatFusion,
  InMemorySource,
  MlpClassifierHead,
  MultimodalRecommender,
  PrecomputedEncoder,
} from '../src/index.js';
import { fitRatingModel } from '../src/training/fit-rating-model.js';
import { createRandom } from '../src/util/random.js';

const ROWS = 2000;
const RATINGS = Number(process.env.RATINGS ?? 100_000);
const epochs = Number(process.env.EPOCHS ?? 50);
const random = createRandom(1);
/** Numbers that say a little about the rating. */
function matrix(rows: number, dimensions: number) {
  const data = Float32Array.from({ length: rows * dimensions }, () => random() - 0.5);
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < 64; d++) data[row * dimensions + d]! += (row % 5) / 10;
  return { data, rows, dimensions };
}
const reviews = matrix(ROWS, 768);
const images = matrix(ROWS, 2048);
const ids = Array.from({ length: ROWS }, (_, row) => `i${row}`);
const texts = ids.map((id) => `review of ${id}`);
const print = (label: string, unit: string, values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const rounded = (value: number) => Number(value.toPrecision(3));
  const row = { median: rounded(sorted[(sorted.length - 1) >> 1]!), min: rounded(sorted[0]!) };
  const max = rounded(sorted.at(-1)!);
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ label, unit, ...row, max, peakRssMb }));
};

await using recommender = new MultimodalRecommender({
  textEncoder: new PrecomputedEncoder({ embeddings: { ids: texts, matrix: reviews } }),
  imageEncoder: new PrecomputedEncoder({ embeddings: { ids, matrix: images }, key: 'itemId' }),
  training: { epochs, earlyStoppingPatience: epochs },
  embeddingStore: null,
});
const interactions = ids.map((itemId, row) => ({
  userId: `u${row}`,
  itemId,
  rating: 1 + (row % 5),
  text: texts[row]!,
}));
let last = 0;
const started = performance.now();
await recommender.fit(new InMemorySource({ interactions }), {
  onProgress: (event) => {
    if (event.stage === 'train') last = event.epoch;
  },
});
print(`fit: 2,000 rows x 2,816, ${last} epochs, batches of 64`, 's', [(performance.now() - started) / 1000]);

const times: number[] = [];
for (let call = 0; call < 300; call++) {
  const row = call % ROWS;
  const before = performance.now();
  await recommender.predictRating({ text: texts[row]!, itemId: ids[row]! });
  if (call >= 50) times.push(performance.now() - before);
}
print('predictRating from embeddings that are there', 'ms', times);

const columns = [
  { name: 'review', matrix: reviews },
  { name: 'image', matrix: images },
].map((column) => ({ ...column, rowIndex: Int32Array.from({ length: RATINGS }, (_, row) => row % ROWS) }));
const all = Int32Array.from({ length: ROWS }, (_, row) => row);
const model = await fitRatingModel({
  data: {
    columns,
    classIndex: Int32Array.from({ length: RATINGS }, (_, row) => row % 5),
    train: all.subarray(0, 1600),
    validation: all.subarray(1600),
    scale: { min: 1, max: 5, step: 1 },
  },
  fusion: new ConcatFusion(),
  head: new MlpClassifierHead(),
  options: { epochs: 1 },
  seed: 1,
  label: 'predictions',
});
const seconds: number[] = [];
for (let run = 0; run < 3; run++) {
  const before = performance.now();
  await model.predict(
    columns,
    Int32Array.from({ length: RATINGS }, (_, row) => row),
  );
  seconds.push((performance.now() - before) / 1000);
}
print(`${RATINGS.toLocaleString('en')} ratings`, 's', seconds);
process.exit(0);
