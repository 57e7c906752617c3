import { describe, expect, it } from 'vitest';
import { keepFirstToken } from '../../src/onnx/first-token.js';
import type { OnnxModel } from '../../src/onnx/model.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { selectOutput } from '../../src/onnx/select-outputs.js';
import type { TensorInput, TensorOutput } from '../../src/onnx/session.js';
import { difference, tinyModel } from '../encoders/transformers/models.js';
import { compute, floats, graph, integers, node, textBatch, value, wave } from './graphs.js';

/** The first token of each input. */
function firstTokens({ data, dims }: TensorOutput): Float32Array {
  const [rows, tokens, width] = dims as [number, number, number];
  return Float32Array.from({ length: rows * width }, (_, place) => {
    return data[Math.floor(place / width) * tokens * width + (place % width)]!;
  });
}

const x: TensorInput = { data: wave(3 * 5 * 8, 4), dims: [3, 5, 8] };
const tokens = (model: Partial<OnnxModel>) =>
  graph({ inputs: [value('x', ['n', 't', 8])], outputs: [value('y', ['n', 't', 8])], ...model });

/** Narrows, and demands that the first token's vectors are as without. */
async function expectEqual(model: OnnxModel, feeds: Record<string, TensorInput>): Promise<OnnxModel> {
  const narrowed = keepFirstToken(model, true);
  const whole = await compute(model, feeds);
  const cut = await compute(narrowed, feeds);
  expect(difference(firstTokens(cut), firstTokens(whole))).toBeLessThan(1e-5);
  if (narrowed !== model) expect(cut.dims).toEqual([whole.dims[0], 1, whole.dims[2]]);
  return narrowed;
}

/** How many numbers each MatMul gives for these inputs. */
async function productSizes(model: OnnxModel, feeds: Record<string, TensorInput>): Promise<number[]> {
  const sizes: number[] = [];
  for (const { opType, outputs } of model.nodes) {
    if (opType !== 'MatMul') continue;
    const tapped = selectOutput(model, outputs[0]!);
    const used = Object.fromEntries(tapped.inputs.map(({ name }) => [name, feeds[name]!]));
    sizes.push((await compute(tapped, used)).data.length);
  }
  return sizes;
}

describe('real exports', () => {
  const HIDDEN = '/model/distilbert/transformer/layer.1/output_layer_norm/LayerNormalization_output_0';
  const feeds = textBatch(['input_ids', 'attention_mask'], [9, 5, 2, 9]);

  it.each([
    ['tiny-distilbert', 'last_hidden_state'],
    ['tiny-distilbert-fill-mask', HIDDEN],
  ])('%s: same vectors in a padded batch, from fewer rows of the last layer', async (name, tensor) => {
    const model = selectOutput(await readOnnxModel(tinyModel(`${name}/onnx/model.onnx`)), tensor);
    const narrowed = await expectEqual(model, feeds);
    const before = await productSizes(model, feeds);
    const after = await productSizes(narrowed, feeds);
    // Two layers of eight products; of the last one all but keys and values are for one token.
    expect(before).toHaveLength(16);
    expect(after.slice(0, 8)).toEqual(before.slice(0, 8));
    const saved = after.slice(8).map((size, index) => before[index + 8]! / size);
    expect(saved.sort((a, b) => a - b)).toEqual([1, 1, 9, 9, 9, 9, 9, 9]);
  });

  it('a vision tower that reads its class token inside', async () => {
    const model = selectOutput(
      await readOnnxModel(tinyModel('tiny-clip/onnx/vision_model.onnx')),
      'image_embeds',
    );
    const narrowed = keepFirstToken(model, false);
    expect(narrowed).not.toBe(model);
    const pictures = { pixel_values: { data: wave(2 * 3 * 32 * 32, 1), dims: [2, 3, 32, 32] } };
    const whole = await compute(model, pictures);
    expect(difference((await compute(narrowed, pictures)).data, whole.data)).toBeLessThan(1e-5);
  });

  it.each([
    ['tiny-clip/onnx/text_model.onnx', 'text_embeds'],
    ['tiny-resnet/model.onnx', 'output'],
    ['tiny-resnet-classifier/onnx/model.onnx', 'logits'],
  ])('%s: unchanged, since all of it is needed', async (name, output) => {
    const model = selectOutput(await readOnnxModel(tinyModel(name)), output);
    expect(keepFirstToken(model, false)).toBe(model);
  });

  it('a model whose tokens are pooled is unchanged', async () => {
    const model = selectOutput(
      await readOnnxModel(tinyModel('tiny-distilbert/onnx/model.onnx')),
      'last_hidden_state',
    );
    expect(keepFirstToken(model, false)).toBe(model);
  });
});

const w = floats('w', [8, 8]);

describe('operations', () => {
  it.each<[string, Partial<OnnxModel>, isNarrowed: boolean]>([
    [
      'product, bias and activation',
      {
        initializers: [w, floats('b', [8])],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Add', ['b', 'm'], 'a'), node('Tanh', ['a'], 'y')],
      },
      true,
    ],
    [
      'layer norm made of parts',
      {
        initializers: [w, floats('two', [], [2])],
        nodes: [
          node('MatMul', ['x', 'w'], 'm'),
          node('ReduceMean', ['m'], 'mean', { axes: [-1] }),
          node('Sub', ['m', 'mean'], 'centred'),
          node('Pow', ['centred', 'two'], 'squares'),
          node('ReduceMean', ['squares'], 'variance', { axes: [-1] }),
          node('Div', ['centred', 'variance'], 'y'),
        ],
      },
      true,
    ],
    [
      'positions added to every token',
      {
        initializers: [w, floats('positions', [1, 5, 8])],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Add', ['m', 'positions'], 'y')],
      },
      true,
    ],
    [
      'a mean over tokens needs all of them',
      {
        initializers: [w],
        nodes: [
          node('MatMul', ['x', 'w'], 'm'),
          node('ReduceMean', ['m'], 'mean', { axes: [1] }),
          node('Add', ['x', 'mean'], 'y'),
        ],
      },
      false,
    ],
    [
      'softmax over tokens needs all of them',
      {
        initializers: [w],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Softmax', ['m'], 'y', { axis: 1 })],
      },
      false,
    ],
    [
      'softmax over dimensions does not',
      {
        initializers: [w],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Softmax', ['m'], 'y', { axis: 2 })],
      },
      true,
    ],
    [
      'layer norm over tokens and dimensions needs all of them',
      {
        initializers: [w, floats('scale', [5, 8])],
        nodes: [
          node('MatMul', ['x', 'w'], 'm'),
          node('LayerNormalization', ['m', 'scale'], 'y', { axis: 1 }),
        ],
      },
      false,
    ],
    [
      'tokens mixed from the left',
      {
        initializers: [w, floats('mix', [5, 5])],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('MatMul', ['mix', 'm'], 'y')],
      },
      true,
    ],
    [
      'an order of tokens turned round',
      {
        initializers: [
          w,
          integers('from', [-1]),
          integers('to', [-99]),
          integers('axis', [1]),
          integers('back', [-1]),
        ],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Slice', ['m', 'from', 'to', 'axis', 'back'], 'y')],
      },
      false,
    ],
    [
      'something in front of the tokens',
      {
        initializers: [w, floats('front', [3, 1, 8])],
        nodes: [node('MatMul', ['x', 'w'], 'm'), node('Concat', ['front', 'm'], 'y', { axis: 1 })],
      },
      false,
    ],
  ])('%s', async (_case, parts, isNarrowed) => {
    const model = tokens(parts);
    expect((await expectEqual(model, { x })) !== model).toBe(isNarrowed);
  });

  it('an operation that is not known needs everything', () => {
    const model = tokens({
      initializers: [w],
      nodes: [node('MatMul', ['x', 'w'], 'm'), node('Mystery', ['m'], 'y')],
    });
    expect(keepFirstToken(model, true)).toBe(model);
  });
});

/** `[n, t, 8]` -> two heads of attention -> `[n, t, 8]`, with what is added to the scores in between. */
function attention(bias: string, more: Partial<OnnxModel>): OnnxModel {
  const heads = (name: string) => [
    node('MatMul', ['x', `w_${name}`], `${name}_all`),
    node('Reshape', [`${name}_all`, 'split'], `${name}_heads`),
  ];
  return tokens({
    inputs: [value('x', ['n', 't', 8]), ...(more.inputs ?? [])],
    initializers: [
      ...['q', 'k', 'v', 'o'].map((name) => floats(`w_${name}`, [8, 8])),
      integers('split', [0, 0, 2, 4]),
      integers('join', [0, 0, 8]),
      ...(more.initializers ?? []),
    ],
    nodes: [
      ...(more.nodes ?? []),
      ...['q', 'k', 'v'].flatMap(heads),
      node('Transpose', ['q_heads'], 'q', { perm: [0, 2, 1, 3] }),
      node('Transpose', ['k_heads'], 'k', { perm: [0, 2, 3, 1] }),
      node('Transpose', ['v_heads'], 'v', { perm: [0, 2, 1, 3] }),
      node('MatMul', ['q', 'k'], 'products'),
      node('Add', ['products', bias], 'scores'),
      node('Softmax', ['scores'], 'shares', { axis: -1 }),
      node('MatMul', ['shares', 'v'], 'context'),
      node('Transpose', ['context'], 'back', { perm: [0, 2, 1, 3] }),
      node('Reshape', ['back', 'join'], 'joined'),
      node('MatMul', ['joined', 'w_o'], 'out'),
      node('Add', ['out', 'x'], 'y'),
    ],
  });
}

describe('what is added to the scores of attention', () => {
  const input = (dims: number[]): TensorInput => ({
    data: wave(
      dims.reduce((all, size) => all * size, 1),
      11,
    ).map((one) => one * 6),
    dims,
  });

  it.each<[string, (number | string)[], number[]]>([
    ['a mask for every input and token', ['n', 1, 't', 't'], [3, 1, 5, 5]],
    ['a mask for every input', ['n', 1, 1, 't'], [3, 1, 1, 5]],
    ['positions for every head', [1, 2, 't', 't'], [1, 2, 5, 5]],
    ['positions for every head, of rank three', [2, 't', 't'], [2, 5, 5]],
    ['positions for all heads, of rank two', ['t', 't'], [5, 5]],
    ['one number for every key', ['t'], [5]],
    ['one number', [], []],
  ])('%s', async (_case, shape, dims) => {
    const model = attention('bias', { inputs: [value('bias', shape)] });
    const narrowed = await expectEqual(model, { x, bias: input(dims) });
    expect(narrowed).not.toBe(model);
    expect(await productSizes(narrowed, { x, bias: input(dims) })).toEqual(
      // Queries, keys, values, scores, context, result: only keys and values are of five tokens.
      [24, 120, 120, 30, 24, 24],
    );
  });

  it('a bias whose shape does not follow from the graph', async () => {
    const model = attention('bias', {
      inputs: [value('given', [2, 't', 't']), value('places', ['count'], 'int64')],
      nodes: [node('Reshape', ['given', 'places'], 'bias')],
    });
    const places = { data: BigInt64Array.of(2n, 5n, 5n), dims: [3] };
    await expectEqual(model, { x, given: input([2, 5, 5]), places });
  });
});

describe('other uses of a tensor', () => {
  it('a Shape node still sees the whole', async () => {
    const model = tokens({
      initializers: [w, integers('one', [1], [])],
      nodes: [
        node('MatMul', ['x', 'w'], 'm'),
        node('Shape', ['m'], 'shape'),
        node('Gather', ['shape', 'one'], 'length'),
        node('Cast', ['length'], 'count', { to: 1 }),
        node('Div', ['m', 'count'], 'divided'),
        node('MatMul', ['divided', 'w'], 'y'),
      ],
    });
    const narrowed = await expectEqual(model, { x });
    expect(await productSizes(narrowed, { x })).toEqual([120, 24]);
  });

  it('a subgraph that reads it still sees the whole', () => {
    const reading = { ...node('Identity', ['x'], 'other'), captured: ['m'] };
    const model = tokens({
      initializers: [w],
      nodes: [node('MatMul', ['x', 'w'], 'm'), reading, node('MatMul', ['m', 'w'], 'y')],
    });
    const narrowed = keepFirstToken(model, true);
    const first = narrowed.nodes.find(({ outputs }) => outputs[0] === 'm')!;
    const last = narrowed.nodes.find(({ outputs }) => outputs[0] === 'y')!;
    expect(first.inputs).toEqual(['x', 'w']);
    expect(last.inputs[0]).toBe('m/first_token-2');
  });

  it('a tensor that is an output itself stays whole', async () => {
    const model = tokens({
      outputs: [value('pooled', ['n', 8]), value('m', ['n', 't', 8])],
      initializers: [w, integers('zero', [0], [])],
      nodes: [
        node('MatMul', ['x', 'w'], 'm'),
        node('MatMul', ['m', 'w'], 'second'),
        node('Gather', ['second', 'zero'], 'pooled', { axis: 1 }),
      ],
    });
    const narrowed = keepFirstToken(model, false);
    expect(narrowed).not.toBe(model);
    const [pooled, m] = ['pooled', 'm'].map((name) => [
      selectOutput(narrowed, name),
      selectOutput(model, name),
    ]);
    for (const [one, other] of [pooled!, m!]) {
      const expected = await compute(other!, { x });
      expect((await compute(one!, { x })).data).toEqual(expected.data);
    }
  });

  it('the same tensor wanted by one axis and by another is cut twice', async () => {
    const model = graph({
      inputs: [value('x', ['n', 't', 8])],
      outputs: [value('y', ['n', 8])],
      initializers: [w, integers('zero', [0], [])],
      nodes: [
        node('MatMul', ['x', 'w'], 'm'),
        node('Gather', ['m', 'zero'], 'first', { axis: 1 }),
        node('Transpose', ['m'], 'turned', { perm: [0, 2, 1] }),
        node('MatMul', ['turned', 'm'], 'square'),
        node('Gather', ['square', 'zero'], 'row', { axis: 1 }),
        node('Add', ['first', 'row'], 'y'),
      ],
    });
    const whole = await compute(model, { x });
    expect(difference((await compute(keepFirstToken(model, false), { x })).data, whole.data)).toBeLessThan(
      1e-5,
    );
  });

  it('a tensor used twice by one operation', async () => {
    const model = tokens({
      initializers: [w],
      nodes: [node('MatMul', ['x', 'w'], 'm'), node('Mul', ['m', 'm'], 'y')],
    });
    expect(await productSizes(await expectEqual(model, { x }), { x })).toEqual([24]);
  });
});

describe('a Gather that reads no first token', () => {
  const gathering = (shape: (number | string)[], index: number, axis: number): OnnxModel =>
    graph({
      inputs: [value('x', shape)],
      outputs: [value('y', ['n'])],
      initializers: [floats('w', [shape.at(-1) as number, 8]), integers('at', [index], [])],
      nodes: [node('MatMul', ['x', 'w'], 'm'), node('Gather', ['m', 'at'], 'y', { axis })],
    });

  it.each<[string, (number | string)[], number, number]>([
    ['the last token', ['n', 't', 8], -1, 1],
    ['another token', ['n', 't', 8], 1, 1],
    ['the first input', ['n', 't', 8], 0, 0],
    ['the first dimension', ['n', 't', 8], 0, 2],
    ['the first channel of a picture', ['n', 'c', 'h', 8], 0, 1],
    ['the first column of a table', ['n', 8], 0, 1],
  ])('%s', (_case, shape, index, axis) => {
    const model = gathering(shape, index, axis);
    expect(keepFirstToken(model, false)).toBe(model);
  });

  it('several tokens', () => {
    const model = gathering(['n', 't', 8], 0, 1);
    const several = { ...model, initializers: [model.initializers[0]!, integers('at', [0, 1])] };
    expect(keepFirstToken(several, false)).toBe(several);
  });

  it('the first token, counted from either end', async () => {
    for (const axis of [1, -2]) {
      const model = gathering(['n', 't', 8], 0, axis);
      const narrowed = keepFirstToken(model, false);
      expect(narrowed).not.toBe(model);
      expect((await compute(narrowed, { x })).data).toEqual((await compute(model, { x })).data);
    }
  });
});

describe('a Reshape that does not keep tokens apart', () => {
  /** `x` through a product, a shape and a second product of width `width`. */
  const shaped = (sizes: number[], width: number, nodes: Partial<OnnxModel> = {}): OnnxModel =>
    tokens({
      initializers: [w, integers('s', sizes), floats('u', [width, 8]), ...(nodes.initializers ?? [])],
      nodes: nodes.nodes ?? [
        node('MatMul', ['x', 'w'], 'm'),
        node('Reshape', ['m', 's'], 'r'),
        node('MatMul', ['r', 'u'], 'y'),
      ],
    });

  it.each<[string, number[], number]>([
    ['tokens merged in pairs', [0, -1, 16], 16],
    ['tokens split in halves', [0, -1, 4], 4],
    ['inputs merged into tokens', [1, -1, 8], 8],
    ['inputs and tokens changed for each other', [5, 3, 8], 8],
  ])('%s', async (_case, sizes, width) => {
    const even: TensorInput = sizes[2] === 16 ? { data: wave(3 * 4 * 8, 4), dims: [3, 4, 8] } : x;
    const model = shaped(sizes, width);
    const narrowed = await expectEqual(model, { x: even });
    const [first, last] = await productSizes(narrowed, { x: even });
    expect(first).toBe(even.data.length);
    expect(last).toBeLessThan(even.data.length);
  });

  it('a map of places behind a transpose, merged into tokens', async () => {
    // [n, 8, 2, 3] -> [n, 2, 3, 8] -> [n, 6, 8]: two axes become one, and the first place is not a first row.
    const model = graph({
      inputs: [value('x', ['n', 8, 2, 'w'])],
      outputs: [value('y', ['n', 't', 8])],
      initializers: [w, floats('u', [8, 8]), integers('s', [0, -1, 8])],
      nodes: [
        node('Transpose', ['x'], 'last', { perm: [0, 2, 3, 1] }),
        node('MatMul', ['last', 'w'], 'm'),
        node('Transpose', ['m'], 'channels', { perm: [0, 3, 1, 2] }),
        node('Transpose', ['channels'], 'again', { perm: [0, 2, 3, 1] }),
        node('Reshape', ['again', 's'], 'r'),
        node('MatMul', ['r', 'u'], 'y'),
      ],
    });
    await expectEqual(model, { x: { data: wave(2 * 8 * 6, 9), dims: [2, 8, 2, 3] } });
  });

  it('a shape that comes from outside', async () => {
    const model = graph({
      inputs: [value('x', ['n', 't', 8]), value('s', [3], 'int64')],
      outputs: [value('y', ['n', 't', 8])],
      initializers: [w],
      nodes: [
        node('MatMul', ['x', 'w'], 'm'),
        node('Reshape', ['m', 's'], 'r'),
        node('MatMul', ['r', 'w'], 'y'),
      ],
    });
    const s = { data: BigInt64Array.of(5n, 3n, 8n), dims: [3] };
    const narrowed = await expectEqual(model, { x, s });
    expect(await productSizes(narrowed, { x, s })).toEqual([120, 40]);
  });
});
