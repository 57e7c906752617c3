/**
 * One epoch over more rows than fit into memory: ROWS (1,000,000) x 2,816 numbers in two matrix files, the default fusion and head, batches of
 * BATCH (512). The files are made first, with random numbers that depend on the rating a little, and take 11 GB of disk. Prints rows per
 * second, with what went before the first batch included, and the highest resident size, beside a tenth of the rows.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ConcatFusion,
  fitRatingModel,
  MlpClassifierHead,
  openMatrixFile,
  writeMatrixFile,
} from '../src/index.js';

const ROWS = Number(process.env.ROWS ?? 1_000_000);
const BATCH = Number(process.env.BATCH ?? 512);
const MODALITIES = { review: 768, image: 2048 };
const CLASSES = 5;
const rssMb = () => process.memoryUsage().rss / 2 ** 20;

function* vectors(rows: number, dimensions: number) {
  // Rows are windows of one long list of numbers: to draw billions of them would take longer than to train on them.
  const noise = new Float32Array(1 << 22).map(() => Math.random() - 0.5);
  const vector = new Float32Array(dimensions);
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(Math.random() * (noise.length - dimensions));
    vector.set(noise.subarray(start, start + dimensions));
    vector[row % 16]! += (row % CLASSES) / CLASSES;
    yield vector;
  }
}

async function train(folder: string, rows: number): Promise<void> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, rssMb());
  }, 50);
  const columns = await Promise.all(
    Object.keys(MODALITIES).map(async (name) => ({
      name,
      matrix: await openMatrixFile(join(folder, `${name}.npy`)),
      rowIndex: Int32Array.from({ length: rows }, (_, row) => row),
    })),
  );
  const numbers = Int32Array.from({ length: rows }, (_, row) => row);
  const held = Math.floor(rows * 0.02);
  const started = performance.now();
  const model = await fitRatingModel({
    data: {
      columns,
      classIndex: numbers.map((row) => row % CLASSES),
      train: numbers.subarray(held),
      validation: numbers.subarray(0, held),
      scale: { min: 1, max: CLASSES, step: 1 },
    },
    fusion: new ConcatFusion(),
    head: new MlpClassifierHead(),
    options: { epochs: 1, batchSize: BATCH, backend: 'onnx' },
    seed: 1,
    label: 'stream',
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const [epoch] = model.history.epochs;
  console.log(
    `${rows} rows in ${seconds.toFixed(0)} s, validation accuracy ${epoch!.validationAccuracy.toFixed(3)}`,
  );
  console.log(
    JSON.stringify({
      label: `one epoch over ${rows.toLocaleString('en')} rows, batches of ${BATCH}`,
      unit: 'rows/s',
      value: Math.round(rows / seconds),
      peakRssMb: Math.round(peak),
    }),
  );
}

const [folder, rows] = process.argv.slice(2);
if (folder !== undefined) {
  await train(folder, Number(rows));
  process.exit(0);
}
const made = await mkdtemp(join(process.env.BENCH_FOLDER ?? tmpdir(), 'train-stream-'));
try {
  for (const [name, dimensions] of Object.entries(MODALITIES))
    await writeMatrixFile(join(made, `${name}.npy`), dimensions, vectors(ROWS, dimensions));
  for (const count of [ROWS / 10, ROWS]) {
    const script = fileURLToPath(import.meta.url);
    const child = spawn(process.execPath, ['--import', 'tsx', script, made, `${count}`], {
      stdio: 'inherit',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the run over ${count} rows ended with code ${code}`);
  }
} finally {
  await rm(made, { recursive: true });
}
