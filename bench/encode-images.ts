/**
 * Images per second with ResNet50 (full size, random weights), average pooled, from JPEG files of 500 to 1,500 pixels, 2 threads: this
 * library beside what people use in Python, on the same files in turns. COUNT and ROUNDS make it shorter.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullModels, startContenders, takeTurns } from './encoders/contenders.js';
import { benchImages } from './encoders/inputs.js';

const count = Number(process.env.COUNT ?? 64);
const rounds = Number(process.env.ROUNDS ?? 3);
const models = fullModels();
const onnx = join(models, 'resnet50');
const torch = join(models, 'resnet50-checkpoint');
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const inputs = join(folder, 'images.json');
await writeFile(inputs, JSON.stringify(await benchImages(join(folder, 'images'), count)));

const contenders = await startContenders(
  [
    { label: 'ours, fp32', name: 'image-fp32', runtime: 'node', model: onnx },
    { label: 'ours, fp32, workers: 2', name: 'image-fp32-workers', runtime: 'node', model: onnx },
    { label: 'ours, q8 (dynamic)', name: 'image-q8', runtime: 'node', model: onnx },
    { label: 'ours, q8 (static, QDQ)', name: 'image-qdq', runtime: 'node', model: onnx },
    {
      label: 'PyTorch, one at a time (the notebook)',
      name: 'notebook-image',
      runtime: 'python',
      model: torch,
    },
    { label: 'PyTorch, batches of 32', name: 'torch-image', runtime: 'python', model: torch },
    { label: 'onnxruntime in Python, Pillow', name: 'onnxruntime-image', runtime: 'python', model: onnx },
    { label: 'FastEmbed', name: 'fastembed-image', runtime: 'fastembed', model: onnx },
  ],
  inputs,
);
await takeTurns(contenders, rounds, 'images/s');
await rm(folder, { recursive: true });
