/**
 * One of our ways to train in a process of its own, told what to do line by line on stdin: `load`, `encode` (as many steps as it is given
 * inputs), `quit`, as the Python peers are. Arguments: which one, rows per batch.
 */
import { createInterface } from 'node:readline';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { prepareBackend, startCpu } from '../../src/training/backend.js';
import type { TrainingEngine } from '../../src/training/engine.js';
import { buildGraph } from '../../src/training/graph.js';
import { openEngine } from '../../src/training/open-engine.js';
import { resolveTrainingOptions } from '../../src/training/options.js';
import { restoreStockMatMul } from '../../src/training/wasm-matmul.js';
import { createRandom } from '../../src/util/random.js';
import { STARS } from '../../src/util/rating-scale.js';

const [which = '', batchSize = ''] = process.argv.slice(2);
const rows = Number(batchSize);
const modalities = [
  { name: 'review', dimensions: 768 },
  { name: 'image', dimensions: 2048 },
];
const random = createRandom(1);
const inputs = modalities.flatMap(({ dimensions }) => [
  Float32Array.from({ length: rows * dimensions }, random),
  new Float32Array(rows).fill(1),
]);
const classIndex = Int32Array.from({ length: rows }, (_, row) => row % 5);
const batch = { rows, inputs, classIndex, weights: new Float32Array(rows).fill(1) };
let engine: TrainingEngine | undefined;

async function load(): Promise<void> {
  if (which === 'tfjs-cpu') await startCpu();
  else await prepareBackend();
  if (which === 'tfjs-wasm-stock') restoreStockMatMul();
  const head = new MlpClassifierHead();
  const graph = buildGraph({ modalities, fusion: new ConcatFusion(), head, scale: STARS, seed: 1 });
  const options = resolveTrainingOptions({ backend: which === 'onnx' ? 'onnx' : 'tfjs', batchSize: rows });
  engine = await openEngine({ graph, head, scale: STARS, options }, which);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { cmd, inputs: steps } = JSON.parse(line) as { cmd: string; inputs?: unknown[] };
  const start = performance.now();
  if (cmd === 'load') await load();
  else if (cmd === 'encode') for (const _ of steps!) await engine!.step(batch, 1e-3);
  const seconds = (performance.now() - start) / 1000;
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ seconds, count: steps?.length ?? 0, peakRssMb }));
  if (cmd === 'quit') break;
}
process.exit(0);
