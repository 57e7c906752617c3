import { describe, expect, it } from 'vitest';
import type { OnnxModel } from '../../src/onnx/model.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { selectOutput } from '../../src/onnx/select-outputs.js';
import { inferShapes } from '../../src/onnx/shapes.js';
import { isUnknown, quotient } from '../../src/onnx/sizes.js';
import { tinyModel } from '../encoders/transformers/models.js';
import { compute, floats, graph, integers, node, textBatch, value } from './graphs.js';

/** Sizes of a tensor; `?` for those that nothing is known of. */
function sizes(model: Partial<OnnxModel>, name: string) {
  const dims = inferShapes(graph(model)).dims(name);
  return dims?.map((size) => (isUnknown(size) ? '?' : size)) ?? null;
}

const x = value('x', ['n', 't', 6]);

describe('sizes of results', () => {
  it.each<[string, Partial<OnnxModel>, (number | string)[] | null]>([
    ['of an input', { nodes: [node('Relu', ['x'], 'y')] }, ['n', 't', 6]],
    [
      'of a product with weights',
      { initializers: [floats('w', [6, 4])], nodes: [node('MatMul', ['x', 'w'], 'y')] },
      ['n', 't', 4],
    ],
    [
      'of a product of two',
      { nodes: [node('Transpose', ['x'], 'r', { perm: [0, 2, 1] }), node('MatMul', ['x', 'r'], 'y')] },
      ['n', 't', 't'],
    ],
    [
      'of a sum with a list',
      { initializers: [floats('b', [6])], nodes: [node('Add', ['b', 'x'], 'y')] },
      ['n', 't', 6],
    ],
    [
      'of a sum with something of one place',
      { initializers: [floats('b', [1, 1, 6])], nodes: [node('Add', ['x', 'b'], 'y')] },
      ['n', 't', 6],
    ],
    [
      'of a look-up by ids',
      {
        inputs: [value('ids', ['n', 't'], 'int64')],
        initializers: [floats('table', [9, 5])],
        nodes: [node('Gather', ['table', 'ids'], 'y')],
      },
      ['n', 't', 5],
    ],
    [
      'of the first token',
      { initializers: [integers('zero', [0], [])], nodes: [node('Gather', ['x', 'zero'], 'y', { axis: 1 })] },
      ['n', 6],
    ],
    [
      'of a mean that keeps its axis',
      { nodes: [node('ReduceMean', ['x'], 'y', { axes: [-1] })] },
      ['n', 't', 1],
    ],
    [
      'of a mean that drops it',
      { nodes: [node('ReduceMean', ['x'], 'y', { axes: [1], keepdims: 0 })] },
      ['n', 6],
    ],
    [
      'of a part',
      {
        initializers: [integers('from', [1]), integers('to', [4]), integers('axis', [2])],
        nodes: [node('Slice', ['x', 'from', 'to', 'axis'], 'y')],
      },
      ['n', 't', 3],
    ],
    [
      'of a part of unknown length',
      {
        initializers: [integers('from', [1]), integers('to', [-1]), integers('axis', [1])],
        nodes: [node('Slice', ['x', 'from', 'to', 'axis'], 'y')],
      },
      ['n', '?', 6],
    ],
    [
      'joined along an axis',
      { initializers: [floats('more', [1, 2, 6])], nodes: [node('Concat', ['x', 'more'], 'y', { axis: 1 })] },
      [1, '?', 6],
    ],
    [
      'of a shape with zeros, which copy',
      { initializers: [integers('s', [0, 0, 2, 3])], nodes: [node('Reshape', ['x', 's'], 'y')] },
      ['n', 't', 2, 3],
    ],
    [
      'of a shape with one size left open',
      { initializers: [integers('s', [0, -1, 2, 3])], nodes: [node('Reshape', ['x', 's'], 'y')] },
      ['n', 't', 2, 3],
    ],
    [
      'merged axes are a size of their own',
      { initializers: [integers('s', [-1, 6])], nodes: [node('Reshape', ['x', 's'], 'y')] },
      ['?', 6],
    ],
    [
      'what only looks like the axis is not taken for it',
      { initializers: [integers('s', [0, -1, 3])], nodes: [node('Reshape', ['x', 's'], 'y')] },
      ['n', '?', 3],
    ],
    ['of an operation that is not known', { nodes: [node('Mystery', ['x'], 'y')] }, null],
    [
      'after an operation that is not known',
      { nodes: [node('Mystery', ['x'], 'm'), node('Relu', ['m'], 'y')] },
      null,
    ],
  ])('%s', (_case, parts, expected) => {
    expect(sizes({ inputs: [x], ...parts }, 'y')).toEqual(expected);
  });

  it('follows sizes that the graph computes', () => {
    const model: Partial<OnnxModel> = {
      inputs: [x],
      initializers: [
        integers('zero', [0], []),
        integers('one', [1], []),
        integers('first', [0]),
        integers('heads', [2]),
        integers('open', [-1]),
      ],
      nodes: [
        node('Shape', ['x'], 'shape'),
        node('Gather', ['shape', 'zero'], 'n0'),
        node('Gather', ['shape', 'one'], 't0'),
        node('Unsqueeze', ['n0', 'first'], 'n1'),
        node('Unsqueeze', ['t0', 'first'], 't1'),
        node('Concat', ['n1', 't1', 'heads', 'open'], 'split', { axis: 0 }),
        node('Reshape', ['x', 'split'], 'h'),
        node('Transpose', ['h'], 'y', { perm: [0, 2, 1, 3] }),
      ],
    };
    expect(sizes(model, 'h')).toEqual(['n', 't', 2, 3]);
    expect(sizes(model, 'y')).toEqual(['n', 2, 't', 3]);
  });

  it('does not believe that sizes are equal because an exporter calls them alike', () => {
    const square = [value('x', ['dynamic', 'dynamic', 6])];
    expect(sizes({ inputs: square, nodes: [node('Relu', ['x'], 'y')] }, 'y')).toEqual(['dynamic', '?', 6]);
  });

  it('does not know which of two sizes is broadcast', () => {
    const inputs = [x, value('z', ['n', 's', 6])];
    expect(sizes({ inputs, nodes: [node('Add', ['x', 'z'], 'y')] }, 'y')).toEqual(['n', '?', 6]);
  });

  it('a table with one row, broadcast, is not taken for as many rows as were asked for', () => {
    const model: Partial<OnnxModel> = {
      inputs: [x],
      initializers: [
        floats('table', [1, 1, 6]),
        integers('one', [1], []),
        integers('from', [0]),
        integers('axis', [1]),
      ],
      nodes: [
        node('Shape', ['x'], 'shape'),
        node('Gather', ['shape', 'axis'], 'length'),
        node('Slice', ['table', 'from', 'length', 'axis'], 'y'),
      ],
    };
    expect(sizes(model, 'y')).not.toContain('t');
  });
});

it('quotients of sizes', () => {
  expect(quotient(['n', 't', 6], ['n', 2, 3])).toBe('t');
  expect(quotient(['n', 't', 6], ['n', 't', 2])).toBe(3);
  expect(quotient(['n', 't', 6], ['n', 't', 4])).toBeNull();
  expect(quotient(['n', 't'], ['m'])).toBeNull();
  expect(quotient(['n', 't'], [])).toBeNull();
});

it.each(['tiny-distilbert/onnx/model.onnx', 'tiny-clip/onnx/text_model.onnx'])(
  '%s: every size that is inferred is the true one',
  async (name) => {
    const model = await readOnnxModel(tinyModel(name));
    const shapes = inferShapes(model);
    const lengths = [7, 4, 2];
    const real: Record<string, number> = { batch: 3, batch_size: 3, tokens: 7, sequence_length: 7 };
    const feeds = textBatch(
      model.inputs.map((input) => input.name),
      lengths,
    );
    // Tensors of layers and what they are cut by; all of them would take a session each.
    const wanted = model.nodes
      .filter(({ opType }) =>
        ['Add', 'MatMul', 'Reshape', 'Transpose', 'Softmax', 'Where', 'Expand'].includes(opType),
      )
      .map(({ outputs }) => outputs[0]!)
      .filter((tensor) => shapes.dims(tensor) !== null);
    expect(wanted.length).toBeGreaterThan(30);
    for (const tensor of wanted) {
      const tapped = selectOutput(model, tensor);
      const used = Object.fromEntries(tapped.inputs.map((input) => [input.name, feeds[input.name]!]));
      const { dims } = await compute(tapped, used);
      const inferred = shapes.dims(tensor)!;
      expect(dims, tensor).toHaveLength(inferred.length);
      for (const [axis, size] of inferred.entries()) {
        if (!isUnknown(size)) expect(dims[axis], tensor).toBe(typeof size === 'number' ? size : real[size]);
      }
    }
  },
);
