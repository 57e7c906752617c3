import {
  appendFile,
  mkdir,
  open as openFile,
  readFile,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { externalFiles } from '../../src/onnx/external-files.js';
import { message, TENSOR, writeBytes, writeInteger, writeString } from '../../src/onnx/fields.js';
import { inspectOnnxModel, readModelFile } from '../../src/onnx/inspect.js';
import type { OnnxModel } from '../../src/onnx/model.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { writeOnnxModel } from '../../src/onnx/write-model.js';
import { scratchFolder, tinyModel } from '../encoders/transformers/models.js';
import { compute, floats, graph, node, openUnedited, storeApart, textBatch, value, wave } from './graphs.js';

const FILES = [
  'tiny-distilbert/onnx/model.onnx',
  'tiny-distilbert-fill-mask/onnx/model.onnx',
  'tiny-clip/onnx/text_model.onnx',
  'tiny-clip/onnx/vision_model.onnx',
  'tiny-resnet/model.onnx',
  'tiny-resnet-classifier/onnx/model.onnx',
];

/** Everything but the place. */
const structure = ({ file: _, ...rest }: OnnxModel) => rest;

/** One layer whose weights are too many to be kept in the structure. */
function largeModel(rows = 64): OnnxModel {
  return graph({
    inputs: [value('x', ['n', rows])],
    outputs: [value('y', ['n', 48])],
    initializers: [floats('weights', [rows, 48]), floats('bias', [48])],
    nodes: [node('MatMul', ['x', 'weights'], 'product'), node('Add', ['product', 'bias'], 'y')],
  });
}

async function saved(model: OnnxModel, path: string): Promise<string> {
  await writeFile(path, writeOnnxModel(model, String));
  return path;
}

const largeFeeds = { x: { data: wave(3 * 64, 5), dims: [3, 64] } };

describe('reading and writing', () => {
  it.each(FILES)('%s: the structure stays as it was', async (name) => {
    const path = tinyModel(name);
    const model = await readOnnxModel(path);
    const copy = join(await scratchFolder(), basename(path));
    await writeFile(
      copy,
      writeOnnxModel(model, () => path),
    );
    const again = await readOnnxModel(copy);
    const located = again.initializers.map(({ stored, ...rest }) => ({
      ...rest,
      stored: stored && { ...stored, file: basename(stored.file) },
    }));
    expect(located).toEqual(model.initializers.map((one) => ({ ...one, stored: one.stored ?? undefined })));
    expect({ ...structure(again), initializers: [] }).toEqual({ ...structure(model), initializers: [] });
  });

  it.each(FILES)('%s: gives bit for bit what onnxruntime gives for the file', async (name) => {
    const path = tinyModel(name);
    const model = await readOnnxModel(path);
    const names = model.inputs.map((input) => input.name);
    const side = name.includes('clip') ? 32 : 24;
    const feeds = names.includes('input_ids')
      ? textBatch(names, [7, 3])
      : { [names[0]!]: { data: wave(2 * 3 * side * side, 1), dims: [2, 3, side, side] } };
    const expected = await (await openUnedited(path)).run(feeds);
    const { data } = await compute(model, feeds);
    expect(data).toEqual(expected[model.outputs[0]!.name]);
  });

  it('weights inside the file stay there; small constants come along', async () => {
    const path = await saved(largeModel(), join(await scratchFolder(), 'inside.onnx'));
    const model = await readOnnxModel(path);
    const [weights, bias] = model.initializers;
    expect(weights).toMatchObject({
      dims: [64, 48],
      dataType: 1,
      stored: { file: 'inside.onnx', length: 64 * 48 * 4 },
    });
    expect(bias!.stored).toBeUndefined();
    const bytes = await readFile(path);
    const { offset, length } = weights!.stored!;
    expect(new Uint8Array(bytes.subarray(offset, offset + length))).toEqual(
      new Uint8Array(wave(64 * 48, 'weights'.length).buffer),
    );
    expect(externalFiles(model)).toEqual([]);
    expect((await compute(model, largeFeeds)).data).toEqual((await compute(largeModel(), largeFeeds)).data);
  });

  it('weights in another file, also small ones', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'model.onnx');
    await storeApart(largeModel(), path, () => ({
      path: join(folder, 'model.onnx_data'),
      location: 'model.onnx_data',
    }));
    const model = await readOnnxModel(path);
    expect(model.initializers.map(({ stored }) => stored)).toEqual([
      { file: 'model.onnx_data', offset: 0, length: 64 * 48 * 4 },
      { file: 'model.onnx_data', offset: 64 * 48 * 4, length: 48 * 4 },
    ]);
    expect(externalFiles(model)).toEqual(['model.onnx_data']);
    const expected = await (await openUnedited(path)).run(largeFeeds);
    expect((await compute(model, largeFeeds)).data).toEqual(expected.y);
  });

  it('external data without a length reaches to where its sizes say', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'model.onnx');
    const apart = await storeApart(largeModel(), path, ({ name }) =>
      name === 'weights' ? { path: join(folder, 'w.bin'), location: 'w.bin' } : null,
    );
    const initializers = apart.initializers.map((one) =>
      one.stored ? { ...one, stored: { ...one.stored, length: Number.NaN } } : one,
    );
    await writeFile(path, writeOnnxModel({ ...apart, initializers }, String));
    const model = await readOnnxModel(path);
    expect(model.initializers[0]!.stored!.length).toBeNaN();
    expect((await compute(model, largeFeeds)).data).toEqual((await compute(largeModel(), largeFeeds)).data);
  });

  it('sizes packed into one field, as protobuf 3 writes them, and one by one', async () => {
    const data = new Uint8Array(wave(6, 0).buffer);
    const packed = message((writer) => {
      writeBytes(writer, TENSOR.dims, Uint8Array.of(2, 3));
      writeInteger(writer, TENSOR.dataType, 1);
      writeString(writer, TENSOR.name, 'w');
      writeBytes(writer, TENSOR.rawData, data);
    });
    const path = join(await scratchFolder(), 'm.onnx');
    for (const initializer of [{ name: 'w', dims: [], dataType: 1, bytes: packed }, floats('w', [2, 3])]) {
      await saved(
        graph({
          inputs: [value('x', ['n', 2])],
          outputs: [value('y', ['n', 3])],
          initializers: [initializer],
          nodes: [node('MatMul', ['x', 'w'], 'y')],
        }),
        path,
      );
      expect((await readOnnxModel(path)).initializers[0]!.dims).toEqual([2, 3]);
    }
  });
});

describe('links, as caches of the Hub keep files', () => {
  it('graph and weights are found behind them', async () => {
    const folder = await scratchFolder();
    const blobs = join(folder, 'blobs');
    const snapshot = join(folder, 'snapshots', 'c0ffee', 'onnx');
    await mkdir(blobs, { recursive: true });
    await mkdir(snapshot, { recursive: true });
    await storeApart(largeModel(), join(blobs, 'aaaa'), () => ({
      path: join(blobs, 'bbbb'),
      location: 'model.onnx_data',
    }));
    await symlink('../../../blobs/aaaa', join(snapshot, 'model.onnx'));
    await symlink('../../../blobs/bbbb', join(snapshot, 'model.onnx_data'));
    const model = await readOnnxModel(join(snapshot, 'model.onnx'));
    expect((await compute(model, largeFeeds)).data).toEqual((await compute(largeModel(), largeFeeds)).data);
  });

  it('weights inside of a linked graph are found', async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, 'blobs'));
    await mkdir(join(folder, 'onnx'));
    await saved(largeModel(), join(folder, 'blobs', 'aaaa'));
    await symlink('../blobs/aaaa', join(folder, 'onnx', 'model.onnx'));
    const model = await readOnnxModel(join(folder, 'onnx', 'model.onnx'));
    expect((await compute(model, largeFeeds)).data).toEqual((await compute(largeModel(), largeFeeds)).data);
  });
});

describe('what is read of a file', () => {
  it.each(['inside', 'apart'])('is the structure and not the weights (%s)', async (place) => {
    const folder = await scratchFolder();
    const path = join(folder, 'model.onnx');
    const model = largeModel(60_000);
    if (place === 'inside') await saved(model, path);
    else await storeApart(model, path, () => ({ path: join(folder, 'w'), location: 'w' }));
    const total = place === 'inside' ? (await stat(path)).size : (await stat(join(folder, 'w'))).size;
    expect(total).toBeGreaterThan(11_000_000);
    const handle = await openFile(path);
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    let bytes = 0;
    const original = prototype.read;
    const spy = vi.spyOn(prototype, 'read').mockImplementation(async function (
      this: typeof handle,
      ...given: never[]
    ) {
      const result = await (
        original as (...all: never[]) => Promise<{ bytesRead: number; buffer: never }>
      ).apply(this, given);
      bytes += result.bytesRead;
      return result;
    } as never);
    try {
      const read = await readOnnxModel(path);
      expect(read.initializers[0]!.dims).toEqual([60_000, 48]);
    } finally {
      spy.mockRestore();
    }
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(200_000);
  });

  it('is small in memory', async () => {
    const path = await saved(largeModel(60_000), join(await scratchFolder(), 'model.onnx'));
    const { initializers } = await readOnnxModel(path);
    expect(initializers.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1000);
  });
});

describe('a file that is no model', () => {
  const refuse = (path: string) =>
    expect(readModelFile('E', path)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      data: { files: [path] },
    });

  it('cut anywhere: refused, never read wrongly', async () => {
    const folder = await scratchFolder();
    const whole = await readFile(tinyModel('tiny-resnet-classifier/onnx/model.onnx'));
    const path = join(folder, 'cut.onnx');
    for (let part = 1; part < 40; part++) {
      await writeFile(path, whole.subarray(0, Math.floor((whole.length * part) / 40)));
      await refuse(path);
    }
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('<!doctype html><html><body>Not found</body></html>')],
    ['zeros', Buffer.alloc(5000)],
    ['noise', Buffer.from(wave(5000, 3).buffer)],
    ['JSON', Buffer.from('{"error": "Repository not found"}')],
    ['a length beyond the end', Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a model without a graph', Buffer.from([0x08, 0x08])],
  ])('%s', async (_kind, bytes) => {
    const path = join(await scratchFolder(), 'model.onnx');
    await writeFile(path, bytes);
    await refuse(path);
  });

  it('a folder, and nothing at all', async () => {
    const folder = await scratchFolder();
    await refuse(folder);
    await refuse(join(folder, 'missing.onnx'));
    await expect(inspectOnnxModel(join(folder, 'missing.onnx'))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('missing.onnx'),
    });
  });

  it('weights file cut short: refused when it is opened', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'model.onnx');
    await storeApart(largeModel(), path, () => ({ path: join(folder, 'w'), location: 'w' }));
    await truncate(join(folder, 'w'), 1000);
    await expect(compute(await readOnnxModel(path), largeFeeds)).rejects.toThrow();
  });

  it('bytes behind the model are no harm where they are fields, as protobuf has it', async () => {
    const path = await saved(largeModel(), join(await scratchFolder(), 'model.onnx'));
    await appendFile(
      path,
      message((writer) => writeString(writer, 6, 'a doc string')),
    );
    expect((await readOnnxModel(path)).header).toHaveLength(3);
  });
});

it('inspectOnnxModel lists inputs without weights, outputs and inner tensors in order', async () => {
  const folder = await scratchFolder();
  const path = join(folder, 'model.onnx');
  const model = largeModel();
  // Old exporters list weights among the inputs.
  await saved({ ...model, inputs: [...model.inputs, value('weights', [64, 48])] }, path);
  expect(await inspectOnnxModel(path)).toEqual({
    inputs: [{ name: 'x', shape: ['n', 64] }],
    outputs: [{ name: 'y', shape: ['n', 48] }],
    tensors: [
      { name: 'product', shape: null, operation: 'MatMul' },
      { name: 'y', shape: ['n', 48], operation: 'Add' },
    ],
  });
});
