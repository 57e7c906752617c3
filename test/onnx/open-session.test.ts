import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEditedModel } from '../../src/onnx/open-session.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { writeOnnxModel } from '../../src/onnx/write-model.js';
import { scratchFolder } from '../encoders/transformers/models.js';
import { compute, floats, graph, node, storeApart, value, wave } from './graphs.js';

/** Three weights, so that they can be kept in three places. */
const model = graph({
  inputs: [value('x', ['n', 40])],
  outputs: [value('y', ['n', 5])],
  initializers: [floats('first', [40, 40]), floats('second', [40, 40]), floats('third', [40, 5])],
  nodes: [
    node('MatMul', ['x', 'first'], 'a'),
    node('MatMul', ['a', 'second'], 'b'),
    node('MatMul', ['b', 'third'], 'y'),
  ],
});
const feeds = { x: { data: wave(80, 2), dims: [2, 40] } };

/** Saves the model with each weight at a location of its own. */
async function save(path: string, locations: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  for (const location of Object.values(locations)) {
    await mkdir(dirname(join(dirname(path), location)), { recursive: true });
  }
  await storeApart(model, path, ({ name }) => {
    const location = locations[name];
    return location === undefined ? null : { path: join(dirname(path), location), location };
  });
}

async function expectSame(path: string): Promise<void> {
  const expected = (await compute(model, feeds)).data;
  expect((await compute(await readOnnxModel(path), feeds)).data).toEqual(expected);
}

describe('weights are found', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['in one file', { first: 'w', second: 'w', third: 'w' }],
    ['in several', { first: 'w_0', second: 'w_1', third: 'w_2' }],
    ['partly in the graph itself', { first: 'w_0', third: 'w_2' }],
    ['in a folder', { first: 'data/w', second: 'data/w', third: 'data/w' }],
    ['in several folders', { first: 'data/a/w', second: 'data/b/w', third: 'w' }],
    ['in folders of one beginning', { first: 'data/w', second: 'data_1/w' }],
    [
      'in files with spaces and other letters',
      { first: 'my weights', second: 'Gewichte für Größe', third: '重み' },
    ],
    ['in a file whose name begins with dots', { first: '..w', second: '...' }],
  ])('%s', async (_where, locations) => {
    const path = join(await scratchFolder(), 'model.onnx');
    await save(path, locations);
    await expectSame(path);
  });

  it('below a path with spaces and other letters', async () => {
    const path = join(await scratchFolder(), 'mein Ordner', 'Größe 重み 👟', 'the model.onnx');
    await save(path, { first: 'data' });
    await expectSame(path);
  });

  it('behind links that lead to different folders', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'model', 'model.onnx');
    await save(path, { first: 'w_0', second: 'w_1' });
    const apart = join(folder, 'snapshot');
    await mkdir(apart);
    await mkdir(join(folder, 'elsewhere'));
    await symlink(path, join(apart, 'model.onnx'));
    await symlink(join(folder, 'model', 'w_0'), join(apart, 'w_0'));
    const far = join(folder, 'elsewhere', 'blob');
    await writeFile(far, await readFile(join(folder, 'model', 'w_1')));
    await symlink(far, join(apart, 'w_1'));
    await expectSame(join(apart, 'model.onnx'));
  });
});

it('a file of weights that is missing is an error that names it', async () => {
  const path = join(await scratchFolder(), 'model.onnx');
  await save(path, { first: 'w_0' });
  const read = await readOnnxModel(path);
  const lost = {
    ...read,
    initializers: read.initializers.map((one) =>
      one.stored?.file === 'w_0' ? { ...one, stored: { ...one.stored, file: 'w_9' } } : one,
    ),
  };
  await expect(openEditedModel(lost, 1)).rejects.toThrow(/w_9/);
});

it('only the structure is handed over', async () => {
  const path = join(await scratchFolder(), 'model.onnx');
  await writeFile(path, writeOnnxModel(model, String));
  const read = await readOnnxModel(path);
  const written = writeOnnxModel(read, (file) => file);
  expect(read.initializers.filter(({ stored }) => stored).map(({ name }) => name)).toEqual([
    'first',
    'second',
  ]);
  expect(read.initializers[0]!.stored!.file).toBe(basename(path));
  expect(written.length).toBeLessThan(2000);
});

it('a released session refuses to compute', async () => {
  const path = join(await scratchFolder(), 'model.onnx');
  await save(path, {});
  const session = await openEditedModel(await readOnnxModel(path), 1);
  expect(session.inputs.map(({ name }) => name)).toEqual(['x']);
  expect((await session.run(feeds)).dims).toEqual([2, 5]);
  await session.release();
  await expect(session.run(feeds)).rejects.toThrow();
});
