import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseOutput } from '../../../src/encoders/transformers/choose-output.js';
import type { OutputDemand } from '../../../src/encoders/transformers/output-demand.js';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import type { OnnxModel } from '../../../src/onnx/model.js';
import { readOnnxModel } from '../../../src/onnx/read-model.js';
import { writeOnnxModel } from '../../../src/onnx/write-model.js';
import { floats, graph, node, storeApart, value, withoutNames } from '../../onnx/graphs.js';
import { copyModel, difference, pictures, reference, row, tinyModel } from './models.js';

const texts = reference.distilbert.rows.map(({ text }) => text);
const { maxTokens } = reference.distilbert;

/** A model with outputs of these names, all made of one input. */
const offering = (...names: string[]): OnnxModel =>
  graph({
    inputs: [value('input_ids', ['n', 't'])],
    outputs: names.map((name) => value(name, ['n', 't', 4])),
    initializers: [floats('w', [4, 4])],
    nodes: names.map((name) => node('MatMul', ['input_ids', 'w'], name)),
  });

const choose = (model: OnnxModel, demand: Partial<OutputDemand> = {}) =>
  chooseOutput(model, {
    owner: 'E',
    kind: 'text',
    file: '/m.onnx',
    config: {},
    output: null,
    pooling: null,
    dimensions: null,
    ...demand,
  });

describe('the output that is taken', () => {
  it.each<[string, string[], Partial<OutputDemand>, object]>([
    [
      'text vectors before hidden states',
      ['last_hidden_state', 'text_embeds'],
      {},
      { tensor: 'text_embeds', pooling: 'none' },
    ],
    [
      'a sentence embedding',
      ['token_embeddings', 'sentence_embedding'],
      {},
      { tensor: 'sentence_embedding', pooling: 'none' },
    ],
    [
      'hidden states when a pooling is given',
      ['text_embeds', 'last_hidden_state'],
      { pooling: 'mean' },
      { tensor: 'last_hidden_state', pooling: 'mean' },
    ],
    [
      'hidden states by the first token',
      ['logits', 'last_hidden_state'],
      {},
      { tensor: 'last_hidden_state', pooling: 'cls' },
    ],
    [
      "a text's pooler only when asked for",
      ['last_hidden_state', 'pooler_output'],
      { pooling: 'none' },
      { tensor: 'pooler_output', pooling: 'none' },
    ],
    [
      'image vectors',
      ['pooler_output', 'image_embeds'],
      { kind: 'image' },
      { tensor: 'image_embeds', pooling: 'none' },
    ],
    [
      'hidden states of a ViT by the class token',
      ['last_hidden_state'],
      { kind: 'image', config: { model_type: 'vit' } },
      { tensor: 'last_hidden_state', pooling: 'cls' },
    ],
    [
      'hidden states of a ResNet by the mean',
      ['last_hidden_state'],
      { kind: 'image', config: { model_type: 'resnet' } },
      { tensor: 'last_hidden_state', pooling: 'mean' },
    ],
    [
      'an only output of declared width',
      ['output'],
      { kind: 'image', dimensions: 4 },
      { tensor: 'output', pooling: null },
    ],
    ['what is named', ['a', 'b'], { output: 'b' }, { tensor: 'b', pooling: null, isTapped: false }],
    [
      'logits, but only when named',
      ['logits'],
      { output: 'logits', pooling: 'mean' },
      { tensor: 'logits', pooling: 'mean' },
    ],
  ])('%s', (_case, names, demand, expected) => {
    expect(choose(offering(...names), demand)).toMatchObject({ isTapped: false, ...expected });
  });

  it.each<[string, string[], Partial<OutputDemand>]>([
    ['logits of a kind that is not known', ['logits'], {}],
    ['logits of declared width', ['logits'], { dimensions: 4 }],
    [
      'logits of an image model that is not known',
      ['logits'],
      { kind: 'image', config: { model_type: 'new' } },
    ],
    ['a type that is not text', ['logits'], { config: { model_type: 7 } }],
    ['an only output of unknown width', ['output'], {}],
    ['hidden states of an image model that is not known', ['last_hidden_state'], { kind: 'image' }],
    ['several outputs that say nothing', ['a', 'b'], { dimensions: 4 }],
    ['a vector of a model that fills masks', ['logits'], { config: { model_type: 'bert' }, pooling: 'none' }],
  ])('is not: %s', (_case, names, demand) => {
    expect(() => choose(offering(...names), demand)).toThrow(
      expect.objectContaining({
        code: 'MODEL_OUTPUT',
        message: expect.stringContaining(`offers ${names[0]} [n, t, 4]`),
      }),
    );
  });

  it('names the inner tensors to choose from', async () => {
    const model = await readOnnxModel(tinyModel('tiny-resnet-classifier/onnx/model.onnx'));
    expect(() => choose(model, { kind: 'image', config: { model_type: 'unheard-of' } })).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({
          inner: expect.arrayContaining(['/model/classifier/classifier.0/Flatten_output_0']),
        }),
        message: expect.stringContaining('inspectOnnxModel() lists all'),
      }),
    );
  });
});

describe('hidden states of an export that fills masks', () => {
  const expectVectors = async (model: string, pooling: 'cls' | 'mean') => {
    const encoder = new TransformersTextEncoder({ model, pooling, maxTokens });
    await encoder.load();
    const matrix = await encoder.encode(texts);
    for (const [index, expected] of reference.distilbert.rows.entries()) {
      expect(difference(row(matrix, index), expected[pooling])).toBeLessThan(1e-5);
    }
    await encoder.dispose();
    return encoder;
  };

  it.each(['cls', 'mean'] as const)('are those of PyTorch (%s)', async (pooling) => {
    await expectVectors(tinyModel('tiny-distilbert-fill-mask'), pooling);
  });

  it('are found by the structure where all names are stripped off', async () => {
    const model = await copyModel('tiny-distilbert-fill-mask');
    const file = join(model, 'onnx/model.onnx');
    const bare = withoutNames(await readOnnxModel(file));
    const source = tinyModel('tiny-distilbert-fill-mask/onnx/model.onnx');
    await writeFile(join(model, 'onnx/weights'), await readFile(source));
    await writeFile(
      file,
      writeOnnxModel(bare, () => 'weights'),
    );
    await expectVectors(model, 'cls');
  });

  it('without names and without "ForMaskedLM" nothing is guessed', async () => {
    const model = await copyModel('tiny-distilbert-fill-mask');
    const file = join(model, 'onnx/model.onnx');
    const bare = withoutNames(await readOnnxModel(file));
    await rm(file);
    await mkdir(dirname(file), { recursive: true });
    await storeApart(bare, file, () => null);
    await writeFile(join(model, 'config.json'), '{"model_type": "distilbert"}');
    const encoder = new TransformersTextEncoder({ model });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_OUTPUT' });
  });
});

describe('pooled features of a classifier', () => {
  it('are those of PyTorch, and the head is not part of what is opened', async () => {
    const encoder = new TransformersImageEncoder({ model: tinyModel('tiny-resnet-classifier') });
    await encoder.load();
    expect(encoder.describe()).toMatchObject({ isTapped: true, pooling: 'none', dimensions: 32 });
    const matrix = await encoder.encode(pictures);
    let compared = 0;
    for (const [index, { identity, pooled }] of reference.resnet.rows.entries()) {
      if (!identity) continue;
      compared++;
      expect(difference(row(matrix, index), pooled)).toBeLessThan(1e-4);
    }
    expect(compared).toBeGreaterThan(0);
  });
});
