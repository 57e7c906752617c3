import { describe, expect, it } from 'vitest';
import { inputOfProjection, lastTensorOf } from '../../src/onnx/find-embedding.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { selectOutput } from '../../src/onnx/select-outputs.js';
import { tinyModel } from '../encoders/transformers/models.js';
import {
  compute,
  floats,
  graph,
  integers,
  node,
  open,
  textBatch,
  value,
  wave,
  withoutNames,
} from './graphs.js';

const model = graph({
  inputs: [value('x', ['n', 4]), value('mask', ['n', 4])],
  outputs: [value('y', ['n', 2]), value('z', ['n', 4])],
  initializers: [floats('w', [4, 3]), floats('head', [3, 2])],
  nodes: [
    node('MatMul', ['x', 'w'], 'hidden'),
    node('MatMul', ['hidden', 'head'], 'y'),
    node('Mul', ['x', 'mask'], 'z'),
  ],
});
const feeds = { x: { data: wave(8, 1), dims: [2, 4] }, mask: { data: wave(8, 2), dims: [2, 4] } };
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('selectOutput', () => {
  it('leaves out what the output does not need', () => {
    const y = selectOutput(model, 'y');
    expect(names(y.inputs)).toEqual(['x']);
    expect(names(y.initializers)).toEqual(['w', 'head']);
    expect(y.nodes.map(({ opType }) => opType)).toEqual(['MatMul', 'MatMul']);
    const z = selectOutput(model, 'z');
    expect(names(z.inputs)).toEqual(['x', 'mask']);
    expect(z.initializers).toEqual([]);
  });

  it('gives an inner tensor, of which the head is no longer computed', async () => {
    const tapped = selectOutput(model, 'hidden');
    expect(names(tapped.initializers)).toEqual(['w']);
    const { data, dims } = await compute(tapped, { x: feeds.x });
    expect(dims).toEqual([2, 3]);
    const whole = await open({ ...model, outputs: [...model.outputs, value('hidden', ['n', 3])] });
    expect(whole.outputs.map(({ name }) => name)).toContain('hidden');
    const weights = wave(12, 'w'.length);
    const by = (row: number, column: number) =>
      [0, 1, 2, 3].reduce((sum, k) => sum + feeds.x.data[row * 4 + k]! * weights[k * 3 + column]!, 0);
    for (let place = 0; place < 6; place++)
      expect(data[place]).toBeCloseTo(by(Math.floor(place / 3), place % 3), 5);
  });

  it('gives inner tensors of other types as float32', async () => {
    const counting = graph({
      inputs: [value('ids', ['n', 3], 'int64')],
      outputs: [value('y', ['n', 3], 'int64')],
      initializers: [integers('two', [2])],
      nodes: [node('Mul', ['ids', 'two'], 'twice'), node('Add', ['twice', 'two'], 'y')],
    });
    const ids = { data: BigInt64Array.of(1n, 2n, 3n), dims: [1, 3] };
    const { data, type } = await compute(selectOutput(counting, 'twice'), { ids });
    expect([type, ...data]).toEqual(['float32', 2, 4, 6]);
  });

  it('keeps what branches read from outside', () => {
    const [first] = model.nodes;
    const branching = {
      ...model,
      nodes: [first!, { ...node('If', ['x'], 'chosen'), captured: ['hidden'] }],
    };
    expect(selectOutput(branching, 'chosen').nodes.map(({ opType }) => opType)).toEqual([
      'MatMul',
      'If',
      'Cast',
    ]);
  });

  it.each([
    '/model/distilbert/embeddings/LayerNorm/LayerNormalization_output_0',
    '/model/distilbert/transformer/layer.0/attention/q_lin/Add_output_0',
    '/model/distilbert/transformer/layer.1/attention/Softmax_output_0',
    '/model/vocab_transform/Add_output_0',
  ])('gives any inner tensor of a real export: %s', async (name) => {
    const read = await readOnnxModel(tinyModel('tiny-distilbert-fill-mask/onnx/model.onnx'));
    const tapped = selectOutput(read, name);
    const { data, dims } = await compute(
      tapped,
      textBatch(
        tapped.inputs.map((input) => input.name),
        [6, 4],
      ),
    );
    expect(dims[0]).toBe(2);
    expect(dims).toContain(6);
    expect(data.every(Number.isFinite)).toBe(true);
    expect(new Set(data).size).toBeGreaterThan(10);
  });
});

describe('finding the embedding', () => {
  const HIDDEN = '/model/distilbert/transformer/layer.1/output_layer_norm/LayerNormalization_output_0';
  const read = () => readOnnxModel(tinyModel('tiny-distilbert-fill-mask/onnx/model.onnx'));
  const scope = /(^|\/)distilbert\/transformer\//;

  it('by the names of modules: the last tensor that the head reads', async () => {
    expect(lastTensorOf(await read(), scope)).toBe(HIDDEN);
  });

  it('by the names of tensors, where only those are left', async () => {
    const whole = await read();
    expect(lastTensorOf({ ...whole, nodes: whole.nodes.map((one) => ({ ...one, name: '' })) }, scope)).toBe(
      HIDDEN,
    );
  });

  it('by the structure, where no names are left', async () => {
    const whole = await read();
    const bare = withoutNames(whole);
    expect(lastTensorOf(bare, scope)).toBeNull();
    const found = inputOfProjection(bare, 'logits', 2)!;
    expect(found).toMatch(/^t\d+$/);
    const feeds = textBatch(['input_ids', 'attention_mask'], [6, 4]);
    const expected = await compute(selectOutput(whole, HIDDEN), feeds);
    expect((await compute(selectOutput(bare, found), feeds)).data).toEqual(expected.data);
  });

  it('counts multiplications with weights only, behind quantisation and casts', () => {
    const quantised = graph({
      inputs: [value('x', ['n', 4])],
      outputs: [value('logits', ['n', 2])],
      initializers: [floats('w', [4, 4]), floats('head', [4, 2])],
      nodes: [
        node('MatMul', ['x', 'w'], 'hidden'),
        node('MatMul', ['hidden', 'hidden'], 'attention'),
        node('Cast', ['attention'], 'narrow', { to: 1 }),
        node('Identity', ['head'], 'turned'),
        node('MatMul', ['narrow', 'turned'], 'logits'),
      ],
    });
    expect(inputOfProjection(quantised, 'logits', 1)).toBe('attention');
    expect(inputOfProjection(quantised, 'logits', 2)).toBe('x');
    expect(inputOfProjection(quantised, 'logits', 3)).toBeNull();
    expect(inputOfProjection(quantised, 'no such output', 1)).toBeNull();
  });

  it('does not take the shortcut round a layer', () => {
    const residual = graph({
      inputs: [value('x', ['n', 4])],
      outputs: [value('logits', ['n', 4])],
      initializers: [floats('w1', [4, 4]), floats('w2', [4, 4])],
      nodes: [
        node('MatMul', ['x', 'w1'], 'before'),
        node('Relu', ['before'], 'hidden'),
        node('MatMul', ['hidden', 'w2'], 'update'),
        node('Add', ['before', 'update'], 'logits'),
      ],
    });
    expect(inputOfProjection(residual, 'logits', 1)).toBe('hidden');
  });
});
