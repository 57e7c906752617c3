import { describe, expect, it } from 'vitest';
import { chooseOutput, type OutputDemand } from '../../../src/encoders/transformers/model-output.js';
import type { OnnxGraph } from '../../../src/encoders/transformers/onnx-graph.js';
import { normalizeRow, pool, pooledDimensions } from '../../../src/encoders/transformers/pooling.js';

const output = (dims: number[], values: number[]) => ({ dims, data: Float32Array.from(values) });
const lists = (rows: Float32Array[]) => rows.map((row) => Array.from(row));

describe('pool', () => {
  // Two texts of three tokens, two dimensions; the second text has one token and padding of rubbish.
  const tokens = output([2, 3, 2], [1, 2, 3, 4, 5, 9, 7, 8, 100, 100, -100, 1]);

  it('cls takes the first token', () => {
    expect(lists(pool(tokens, 'cls', [3, 1]))).toEqual([
      [1, 2],
      [7, 8],
    ]);
  });

  it('mean ignores padding', () => {
    expect(lists(pool(tokens, 'mean', [3, 1]))).toEqual([
      [3, 5],
      [7, 8],
    ]);
  });

  it('mean takes all places of a feature map', () => {
    const map = output([1, 2, 2, 2], [1, 2, 3, 4, 10, 20, 30, 40]);
    expect(lists(pool(map, 'mean'))).toEqual([[2.5, 25]]);
  });

  it('none keeps vectors, also with two sizes of 1 at the end', () => {
    expect(lists(pool(output([2, 2], [1, 2, 3, 4]), 'none'))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(lists(pool(output([2, 1, 1, 1], [1, 2]), 'none'))).toEqual([[1], [2]]);
  });
});

describe('pooledDimensions', () => {
  it.each([
    [[4, 7, 32], 'cls', 32],
    [[4, 7, 32], 'mean', 32],
    [[4, 7, 32], 'none', null],
    [[4, 32], 'none', 32],
    [[4, 32], 'cls', null],
    [[4, 32], 'mean', null],
    [[4, 2048, 1, 1], 'none', 2048],
    [[4, 2048, 7, 7], 'none', null],
    [[4, 2048, 7, 7], 'mean', 2048],
    [[4, 2048, 7, 7], 'cls', null],
    [[4], 'none', null],
  ] as const)('of %j with %s is %s', (dims, pooling, expected) => {
    expect(pooledDimensions(dims, pooling)).toBe(expected);
  });
});

describe('normalizeRow', () => {
  it('scales to length 1 and leaves zeros alone', () => {
    const row = Float32Array.of(3, 4);
    normalizeRow(row);
    expect(Array.from(row)).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
    const zeros = new Float32Array(2);
    normalizeRow(zeros);
    expect(Array.from(zeros)).toEqual([0, 0]);
  });
});

describe('chooseOutput', () => {
  const graph = (...names: string[]): OnnxGraph => ({
    inputs: [],
    outputs: names.map((name) => ({ name, type: 'float32', shape: ['batch', 8] })),
    run: () => Promise.reject(new Error('not run')),
    release: () => Promise.resolve(),
  });
  const demand: OutputDemand = {
    owner: 'E',
    file: 'model.onnx',
    output: null,
    preferred: ['pooler_output', 'image_embeds'],
    pooling: 'none',
    dimensions: null,
  };

  it('takes what was named, and else the best known name', () => {
    const offered = graph('logits', 'image_embeds', 'pooler_output');
    expect(chooseOutput(offered, demand)).toBe('pooler_output');
    expect(chooseOutput(offered, { ...demand, output: 'logits' })).toBe('logits');
    expect(chooseOutput(graph('features'), { ...demand, dimensions: 8 })).toBe('features');
  });

  it.each<[string, string[], Partial<OutputDemand>]>([
    ['an unnamed output of undeclared width', ['features'], {}],
    ['one of two unnamed outputs', ['a', 'b'], { dimensions: 8 }],
    ['logits', ['logits'], { dimensions: 8 }],
    ['another than the named', ['pooler_output'], { output: 'last_hidden_state' }],
  ])('never takes %s', (_what, names, change) => {
    expect(() => chooseOutput(graph(...names), { ...demand, ...change })).toThrow(
      expect.objectContaining({
        code: 'MODEL_OUTPUT',
        message: expect.stringContaining(`${names[0]} [batch, 8]`),
      }),
    );
  });
});
