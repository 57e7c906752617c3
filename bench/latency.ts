/**
 * Milliseconds from one text and one image file to a predicted rating, models warm, with full-size DistilBERT and ResNet50 in fp32; in
 * this thread and in threads of their own. And the longest time for which the event loop answers nobody while 128 texts
 * and 32 images are encoded, with and without threads.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MultimodalRecommender, TransformersImageEncoder, TransformersTextEncoder } from '../src/index.js';
import { tinyDataset } from '../src/testing/index.js';
import { fullModels } from './encoders/contenders.js';
import { benchImages, benchTexts } from './encoders/inputs.js';

const REPEATS = 60;
const models = fullModels();
const folder = await mkdtemp(join(tmpdir(), 'latency-'));
const paths = await benchImages(folder, 32);
const files = await Promise.all(paths.map((path) => readFile(path)));
const { texts } = benchTexts(128);

for (const workers of [0, 1]) {
  const textEncoder = new TransformersTextEncoder({
    model: join(models, 'distilbert'),
    pooling: 'cls',
    workers,
  });
  const imageEncoder = new TransformersImageEncoder({
    model: join(models, 'resnet50'),
    dimensions: 2048,
    workers,
  });
  const recommender = new MultimodalRecommender({
    textEncoder,
    imageEncoder,
    cacheDirectory: folder,
    training: { epochs: 2 },
    dataset: { sample: { kind: 'all' } },
  });
  await recommender.fit(tinyDataset({ rows: 60 }).source);
  const where = workers > 0 ? 'models in threads of their own' : 'models in this thread';

  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS + 10; repeat++) {
    const start = performance.now();
    await recommender.predictRating({
      text: texts[repeat % texts.length]!,
      image: paths[repeat % paths.length]!,
    });
    if (repeat >= 10) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const figures = { median: times[REPEATS >> 1]!, min: times[0]!, max: times.at(-1)! };
  print(`one text and one image to a rating, ${where}`, 'ms', figures);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all([textEncoder.encode(texts), imageEncoder.encode(files)]);
  delay.disable();
  print(`longest stall of the event loop, ${where}`, 'ms', { value: delay.max / 1e6 });
  print(`stall of the event loop, 99th percentile, ${where}`, 'ms', { value: delay.percentile(99) / 1e6 });
  await recommender.dispose();
}
await rm(folder, { recursive: true });

function print(label: string, unit: string, figures: Record<string, number>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(3))]);
  console.log(JSON.stringify({ label, unit, ...Object.fromEntries(rounded) }));
}
