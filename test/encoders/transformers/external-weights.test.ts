import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { externalFiles } from '../../../src/onnx/external-files.js';
import { readOnnxModel } from '../../../src/onnx/read-model.js';
import { writeOnnxModel } from '../../../src/onnx/write-model.js';
import { floats, graph, node, storeApart, value } from '../../onnx/graphs.js';
import { copyModel, tinyModel } from './models.js';

/** A model folder whose graph is replaced by one with weights at this location. */
async function withWeightsAt(location: string): Promise<string> {
  const model = await copyModel('tiny-distilbert');
  const file = join(model, 'onnx/model.onnx');
  const path = join(dirname(file), location);
  await mkdir(dirname(path), { recursive: true });
  const made = graph({
    inputs: [value('input_ids', ['n', 't'], 'int64')],
    outputs: [value('last_hidden_state', ['n', 't', 32])],
    initializers: [floats('table', [200, 32])],
    nodes: [node('Gather', ['table', 'input_ids'], 'last_hidden_state')],
  });
  await storeApart(made, file, () => ({ path, location }));
  return model;
}

const load = async (model: string) => {
  const encoder = new TransformersTextEncoder({ model });
  await encoder.load();
  return encoder;
};

describe('weights beside the graph', () => {
  it.each([
    'model.onnx_data',
    'data/weights.bin',
    './weights',
    'my weights (1)',
    'Gewichte für Größe',
    '..weights',
  ])('are found at "%s"', async (location) => {
    const encoder = await load(await withWeightsAt(location));
    expect((await encoder.encode(['good shoes'])).dimensions).toBe(32);
  });

  it.each(['../weights', 'data/../../weights', '..', 'C:\\weights', 'weights?x'])(
    'are not looked for elsewhere: "%s"',
    async (location) => {
      const model = await copyModel('tiny-distilbert');
      const file = join(model, 'onnx/model.onnx');
      const read = await readOnnxModel(tinyModel('tiny-distilbert/onnx/model.onnx'));
      await writeFile(
        file,
        writeOnnxModel(read, () => location),
      );
      expect(externalFiles(await readOnnxModel(file))).toEqual([location]);
      await expect(load(model)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining('not beside it'),
      });
    },
  );

  it('missing: refused before the graph is opened, by name', async () => {
    const model = await withWeightsAt('weights.bin');
    await rm(join(model, 'onnx/weights.bin'));
    await expect(load(model)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('weights.bin'),
    });
  });

  it('are part of the fingerprint', async () => {
    const one = await withWeightsAt('weights.bin');
    const fingerprint = (await load(one)).fingerprint;
    await writeFile(join(one, 'onnx/weights.bin'), Buffer.alloc(200 * 32 * 4, 1));
    expect((await load(one)).fingerprint).not.toBe(fingerprint);
  });
});
