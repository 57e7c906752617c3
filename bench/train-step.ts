/**
 * Milliseconds per training step of the default head on the default encoders' dimensions (768 + 2048), batch 64:
 * the wasm backend with its stock matrix product and with the library's. Both run in one process in alternating
 * rounds, so that a busy machine slows both alike. Prints one JSON row per line.
 */
import { dispose } from '@tensorflow/tfjs-core';
import { ConcatFusion } from '../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../src/heads/mlp-classifier-head.js';
import { prepareBackend } from '../src/training/backend.js';
import { BatchGatherer, gatherTargets } from '../src/training/batches.js';
import { buildGraph } from '../src/training/graph.js';
import { createTrainStep } from '../src/training/train-step.js';
import { installTransposingMatMul, restoreStockMatMul } from '../src/training/wasm-matmul.js';
import { createRandom } from '../src/util/random.js';
import { STARS } from '../src/util/rating-scale.js';

const ROUNDS = 4;
const STEPS_PER_ROUND = 5;
const BATCH = 64;
const modalities = [
  { name: 'review', dimensions: 768 },
  { name: 'image', dimensions: 2048 },
];

await prepareBackend();
const random = createRandom(1);
const rows = Int32Array.from({ length: BATCH }, (_, row) => row);
const columns = modalities.map(({ name, dimensions }) => ({
  name,
  matrix: { data: Float32Array.from({ length: BATCH * dimensions }, random), rows: BATCH, dimensions },
  rowIndex: rows,
}));
const head = new MlpClassifierHead();
const graph = buildGraph({ modalities, fusion: new ConcatFusion(), head, scale: STARS, seed: 1 });
const step = createTrainStep(graph.model, head, STARS);
const gatherer = new BatchGatherer(columns, BATCH);
const classIndex = rows.map((row) => row % 5);

function oneStep(): number {
  const start = performance.now();
  const inputs = gatherer.gather(rows);
  const targets = gatherTargets(rows, classIndex, [1, 1, 1, 1, 1]);
  step({ inputs, targets }, 1e-3);
  dispose([...inputs, targets.classIndex, targets.weights]);
  return performance.now() - start;
}

const variants = [
  { label: 'train step, wasm, stock matrix product', prepare: restoreStockMatMul, times: [] as number[] },
  {
    label: 'train step, wasm, transposing matrix product',
    prepare: installTransposingMatMul,
    times: [] as number[],
  },
];
for (let round = 0; round < ROUNDS; round++) {
  for (const { prepare, times } of variants) {
    prepare();
    oneStep();
    for (let repeat = 0; repeat < STEPS_PER_ROUND; repeat++) times.push(oneStep());
  }
}
for (const { label, times } of variants) {
  times.sort((a, b) => a - b);
  const rounded = (value: number | undefined) => Number(value?.toFixed(1));
  const row = {
    median: rounded(times[times.length >> 1]),
    min: rounded(times[0]),
    max: rounded(times.at(-1)),
  };
  console.log(JSON.stringify({ label, unit: 'ms/step', ...row }));
}
