/** Which fusion and which head? Cross-validated on the training rows, with intervals, and the best one measured on the test rows. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ColorTextureImageEncoder,
  ConcatFusion,
  GatedFusion,
  MlpClassifierHead,
  MlpOrdinalHead,
  MultimodalRecommender,
  renderComparisonHtml,
  renderComparisonText,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';

const folder = await mkdtemp(join(tmpdir(), 'compare-'));
const recommender = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: new ColorTextureImageEncoder(),
  training: { epochs: 15 },
  cacheDirectory: join(folder, 'cache'),
});
const layers = { hidden: [32], dropout: [0.2] };
const { source } = tinyDataset({ rows: 400, items: 40 });
const comparison = await recommender.compare(source, {
  fusions: { concat: () => new ConcatFusion(), gated: () => new GatedFusion({ dimensions: 32 }) },
  heads: {
    classes: () => new MlpClassifierHead(layers),
    ordinal: () => new MlpOrdinalHead(layers),
  },
  folds: 3,
  // Killed and started again, it goes on where it stopped.
  journal: join(folder, 'comparison.jsonl'),
  onProgress: (event) => {
    if (event.stage === 'compare') console.log(`${event.done} of ${event.total} fits: ${event.cell}`);
  },
});
console.log(renderComparisonText(comparison));
await writeFile(join(folder, 'comparison.html'), renderComparisonHtml(comparison));
console.log(`${comparison.best} is the best; see ${join(folder, 'comparison.html')}`);
await recommender.dispose();
