/**
 * Fusions, heads and encoders on real film reviews, none of which needs downloaded weights: a cross-validated table over the training and
 * validation rows, and then a random search over the training settings, chosen on the validation rows alone and measured once on
 * the test rows. MULTIMODAL_SHARED names the folder with the data. DIMENSIONS, TABLE_DIMENSIONS, FOLDS, TRIALS and SKIP_TABLE=1 make it shorter.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDataset } from '../src/dataset/build-dataset.js';
import { splitDataset } from '../src/dataset/split.js';
import {
  AmazonReviewsSource,
  AttentionFusion,
  BilinearFusion,
  ColorTextureImageEncoder,
  type Comparison,
  ConcatFusion,
  evaluateContenders,
  fitRatingModel,
  GatedFusion,
  MlpClassifierHead,
  MlpOrdinalHead,
  MlpRegressionHead,
  MultimodalRecommender,
  type ProgressEvent,
  renderComparisonText,
  searchTraining,
  TabularEncoder,
  TfidfTextEncoder,
  WeightedSumFusion,
} from '../src/index.js';
import { resolveRecommenderOptions } from '../src/options.js';
import { embedReviewRows } from '../src/tasks/embed-review-rows.js';

const shared = process.env.MULTIMODAL_SHARED;
if (shared === undefined) throw new Error('MULTIMODAL_SHARED names no folder with the data');
const folder = join(shared, 'data/imdb-multimodal');
const cache = process.env.CACHE ?? '.cache/compare-real';
const dimensions = Number(process.env.DIMENSIONS ?? 512);
// Every fold fits its encoders anew: half as long vectors take a third of the time.
const tableDimensions = Number(process.env.TABLE_DIMENSIONS ?? 256);
const folds = Number(process.env.FOLDS ?? 3);
const trials = Number(process.env.TRIALS ?? 24);
await mkdir(cache, { recursive: true });

const source = new AmazonReviewsSource({
  reviews: join(folder, 'reviews.jsonl.gz'),
  metadata: join(folder, 'meta.jsonl'),
});
const textEncoder = new TfidfTextEncoder({ dimensions, maxFeatures: null });
const recordEncoder = new TabularEncoder({
  columns: [
    { kind: 'mean-rating', of: 'itemId' },
    { kind: 'mean-rating', of: 'userId' },
  ],
});
const options = {
  textEncoder,
  imageEncoder: new ColorTextureImageEncoder(),
  recordEncoder,
  dataset: { sample: { kind: 'all' } },
  split: { kind: 'given' },
  images: { limit: Number.POSITIVE_INFINITY },
  cacheDirectory: cache,
  training: { classWeights: 'none' },
} as const;
const layers = { hidden: [256], dropout: [0.5] };
const HEADS = {
  classes: () => new MlpClassifierHead(layers),
  smoothed: () => new MlpClassifierHead({ ...layers, labelSmoothing: 0.1 }),
  ordinal: () => new MlpOrdinalHead(layers),
  regression: () => new MlpRegressionHead(layers),
};
const FUSIONS = {
  concat: () => new ConcatFusion(),
  'weighted sum': () => new WeightedSumFusion({ dimensions: 128 }),
  gated: () => new GatedFusion({ dimensions: 128 }),
  bilinear: () => new BilinearFusion({ dimensions: 128 }),
  attention: () => new AttentionFusion({ dimensions: 128 }),
};
const { concat } = FUSIONS;
const { classes } = HEADS;
const onProgress = (event: ProgressEvent) => {
  if (event.stage === 'compare') console.log(`${event.done} of ${event.total}: ${event.cell}`);
};

async function table(name: string, choices: object): Promise<Comparison> {
  const texts = new TfidfTextEncoder({ dimensions: tableDimensions, maxFeatures: null });
  const recommender = new MultimodalRecommender({ ...options, textEncoder: texts });
  const journal = join(cache, 'fits.jsonl');
  const started = performance.now();
  const comparison = await recommender.compare(source, {
    folds,
    journal,
    test: false,
    onProgress,
    ...choices,
  });
  console.log(renderComparisonText(comparison, name));
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s, best: ${comparison.best}`);
  await recommender.dispose();
  for (const { name: cell, metrics } of comparison.cells)
    for (const metric of ['accuracy', 'quadraticKappa', 'mae'] as const) {
      const { value, low, high } = metrics[metric];
      const label = `${name}: ${cell}, ${metric}`;
      console.log(JSON.stringify({ label, unit: metric, median: value, min: low, max: high }));
    }
  return comparison;
}

if (process.env.SKIP_TABLE !== '1') {
  await table('encoders', {
    encoders: {
      text: { imageEncoder: null, recordEncoder: null },
      'text, image': { recordEncoder: null },
      'text, ratings': { imageEncoder: null },
      'text, image, ratings': {},
    },
    fusions: { concat },
    heads: { classes },
  });
  await table('fusions and heads', { fusions: FUSIONS, heads: HEADS });
}

// The given split: settings by the validation rows, the test rows once.
const resolved = resolveRecommenderOptions({ ...options, imageEncoder: null });
const { scale, seed } = resolved;
const dataset = await buildDataset(source, { ...options.dataset, scale, seed }, {});
const { indices } = splitDataset(dataset.rows, { ...options.split, seed });
const columns = await embedReviewRows(
  { ...resolved, dataset, images: undefined, train: indices.train, store: null },
  {},
);
const classIndex = Int32Array.from(dataset.rows, (row) => row.classIndex);
const data = { columns, classIndex, scale, train: indices.train, validation: indices.validation };
const counts = [0, 0, 0, 0, 0];
for (const row of indices.train) counts[classIndex[row]!]!++;
const balanced = (power: number) =>
  counts.map((count) => Number(((indices.train.length / (5 * count)) ** power).toFixed(3)));

interface Choice {
  readonly name: string;
  readonly validation: Record<'accuracy' | 'quadraticKappa' | 'mae', number>;
  readonly fit: () => ReturnType<typeof fitRatingModel>;
}
const choices: Choice[] = [];
for (const [name, make] of Object.entries({
  classes: (given: object) => new MlpClassifierHead({ ...layers, ...given }),
  ordinal: (given: object) => new MlpOrdinalHead({ ...layers, ...given }),
})) {
  const search = await searchTraining(
    {
      data,
      fusion: concat,
      head: make,
      trials,
      training: { classWeights: 'none' },
      space: {
        hidden: [[], [128], [256], [512, 128]],
        classWeights: ['none', balanced(0.25), balanced(0.5)],
        dropout: { from: 0.2, to: 0.7 },
      },
      journal: join(cache, 'search.jsonl'),
    },
    { onProgress },
  );
  console.log(renderComparisonText(search, `settings of ${name}`));
  for (const { training, layers: drawn, metrics, trial } of search.trials) {
    const fit = () =>
      fitRatingModel({ data, fusion: concat(), head: make(drawn), options: training, seed, label: name });
    choices.push({ name: `${name}, trial ${trial}`, validation: metrics, fit });
  }
}
// Best in the mean of the three ranks that the goal names.
const rank = (key: 'accuracy' | 'quadraticKappa' | 'mae', sign: number) => {
  const ordered = choices.toSorted((a, b) => sign * (a.validation[key] - b.validation[key]));
  return (choice: Choice) => ordered.indexOf(choice);
};
const ranks = [rank('accuracy', -1), rank('quadraticKappa', -1), rank('mae', 1)];
const worth = (choice: Choice) => ranks.reduce((sum, of) => sum + of(choice), 0);
const [chosen] = choices.toSorted((a, b) => worth(a) - worth(b));
console.log(`chosen on the validation rows: ${chosen!.name} ${JSON.stringify(chosen!.validation)}`);
const model = await chosen!.fit();
const pick = (rows: Int32Array) => rows.map((row) => classIndex[row]!);
const { contenders } = evaluateContenders({
  classIndex: pick(indices.test),
  trainClassIndex: pick(indices.train),
  scale,
  model: await model.predict(columns, indices.test),
  ablations: [],
  protocol: '',
  seed,
});
const { intervals } = contenders[0]!;
for (const metric of ['accuracy', 'quadraticKappa', 'mae', 'macroF1', 'rmse', 'withinOne'] as const) {
  const { value, low, high } = intervals[metric];
  console.log(JSON.stringify({ label: `test: ${metric}`, unit: metric, median: value, min: low, max: high }));
}
process.exit(0);
