/**
 * Milliseconds per training step of the default head on the default encoders' dimensions (768 + 2,048), batches of 64 and 512 rows: both
 * backends of this library beside stock tfjs, PyTorch and Keras. Every contender is a process of its own; they take turns, 2 threads each,
 * turns of about two seconds, with a pause and some steps that are not counted in front of each.
 * ROUNDS makes it shorter.
 */
import { setTimeout } from 'node:timers/promises';
import { Contender, type ContenderPlan, PYTHON } from './encoders/contenders.js';

/** Longer than OpenMP's threads of the one before wait in a loop for more work, which takes a core from the next one. */
const SETTLE_MS = 250;
const rounds = Number(process.env.ROUNDS ?? 5);
/** Multiplications and additions of a step: three products with 3.5 million weights each. */
const weights = 2816 * 1024 + 1024 * 512 + 512 * 128 + 128 * 5;
const gigaflops = (batch: number) => (3 * 2 * batch * weights) / 1e9;

/** Steps per turn at batch 64 and at 512, so that a turn takes about as long for everybody. */
type Steps = readonly [small: number, large: number];
const plans: readonly (Omit<ContenderPlan, 'model'> & { readonly steps: Steps })[] = [
  { label: 'ours, onnxruntime', name: 'onnx', runtime: 'node', steps: [100, 30] },
  {
    label: 'ours, tfjs wasm with the transposing product',
    name: 'tfjs-wasm',
    runtime: 'node',
    steps: [15, 3],
  },
  { label: 'tfjs wasm, stock', name: 'tfjs-wasm-stock', runtime: 'node', steps: [3, 1] },
  { label: 'tfjs cpu, stock', name: 'tfjs-cpu', runtime: 'node', steps: [1, 1] },
  { label: 'PyTorch, eager', name: 'torch-train', runtime: 'python', steps: [100, 30] },
  { label: 'PyTorch, compiled', name: 'torch-train-compiled', runtime: 'python', steps: [100, 30] },
  { label: 'Keras on TensorFlow', name: 'keras-train', runtime: 'keras', steps: [100, 30] },
];

for (const batch of [64, 512]) await measure(batch);
await measureProduct();

async function measure(batch: number): Promise<void> {
  const started: { readonly contender: Contender; readonly steps: number; readonly times: number[] }[] = [];
  for (const { steps: perTurn, ...plan } of plans) {
    const steps = perTurn[batch === 64 ? 0 : 1];
    const interpreter = plan.runtime === 'node' ? process.execPath : PYTHON[plan.runtime];
    if (interpreter === undefined) {
      console.log(`left out, no Python for it: ${plan.label} (BENCH_PYTHON, BENCH_KERAS_PYTHON)`);
      continue;
    }
    const contender = new Contender(
      { ...plan, script: 'training', model: String(batch), options: { batch } },
      interpreter,
      '',
    );
    await contender.load();
    started.push({ contender, steps, times: [] });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { contender, steps, times } of started) {
      await setTimeout(SETTLE_MS);
      // A virtual machine that was idle takes a while to give both of its cores to two threads.
      const warmup = Math.floor(steps / 4);
      if (warmup > 0) await contender.ask({ cmd: 'encode', inputs: Array(warmup).fill(0) });
      const { seconds, count } = await contender.ask({ cmd: 'encode', inputs: Array(steps).fill(0) });
      // The first round warms up.
      if (round > 0) times.push((1000 * seconds!) / count!);
    }
    console.log(`batch ${batch}, round ${round} of ${rounds}`);
  }
  for (const { contender, times } of started) {
    times.sort((a, b) => a - b);
    const rounded = (value: number | undefined) => Number(value?.toPrecision(3));
    const median = times[(times.length - 1) >> 1]!;
    const row = { median: rounded(median), min: rounded(times[0]), max: rounded(times.at(-1)) };
    const label = `${contender.label}, batch ${batch}`;
    console.log(JSON.stringify({ label, unit: 'ms/step', ...row, peakRssMb: await contender.quit() }));
    if (contender.label === 'ours, onnxruntime') {
      const value = Math.round((1000 * gigaflops(batch)) / median);
      console.log(JSON.stringify({ label: `${label}: arithmetic`, unit: 'GFLOP/s', value }));
    }
  }
}

async function measureProduct(): Promise<void> {
  if (PYTHON.python === undefined) return;
  const plan = { label: 'matrix product', name: '', runtime: 'python', model: '' } as const;
  const machine = new Contender(plan, PYTHON.python, '');
  const { gflops } = await machine.ask({ cmd: 'matrix-product', size: 2048, seconds: 3, threads: 2 });
  await machine.quit();
  const row = { label: "the machine's matrix product (fp32)", unit: 'GFLOP/s', value: Math.round(gflops!) };
  console.log(JSON.stringify(row));
}
