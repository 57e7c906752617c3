import { describe, expect, it } from 'vitest';
import { AttentionFusion } from '../../src/fusion/attention-fusion.js';
import { MlpOrdinalHead } from '../../src/heads/mlp-ordinal-head.js';
import { MlpRegressionHead } from '../../src/heads/mlp-regression-head.js';
import { openSession } from '../../src/onnx/session.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import type { ToyData } from './toy-data.js';
import { head, input } from './toy-fit.js';

const heads = {
  classifier: head,
  ordinal: () => new MlpOrdinalHead({ hidden: [8], dropout: [0.1] }),
  regression: () => new MlpRegressionHead({ hidden: [8], dropout: [0.1] }),
};

describe('exportOnnx', () => {
  it.each(Object.entries(heads))('writes a graph with the probabilities of predict: %s', async (_, make) => {
    const given = input({ head: make(), fusion: new AttentionFusion({ dimensions: 8, heads: 2 }) });
    const model = await fitRatingModel(given);
    const { columns, validation } = given.data as ToyData;
    const expected = await model.predict(columns, validation);
    const session = await openSession({ model: model.exportOnnx(), folder: '', threads: 1 });
    expect(session.inputs.map(({ name }) => name)).toEqual(
      columns.flatMap(({ name }) => [name, `${name}_present`]),
    );
    expect(session.outputs.map(({ name }) => name)).toEqual(['outputs', 'probabilities']);
    const rows = validation.length;
    const feeds = Object.fromEntries(
      columns.flatMap(({ name, matrix, rowIndex }) => {
        const present = Float32Array.from(validation, (row) => (rowIndex[row]! >= 0 ? 1 : 0));
        const data = new Float32Array(rows * matrix.dimensions);
        validation.forEach((row, position) => {
          const index = rowIndex[row]!;
          if (index < 0) return;
          const { dimensions } = matrix;
          data.set(matrix.data.subarray(index * dimensions, (index + 1) * dimensions), position * dimensions);
        });
        return [
          [name, { data, dims: [rows, matrix.dimensions] }],
          [`${name}_present`, { data: present, dims: [rows, 1] }],
        ];
      }),
    );
    const probabilities = { data: new Float32Array(expected.data.length), dims: [rows, expected.dimensions] };
    await session.runInto(feeds, { probabilities });
    await session.release();
    expected.data.forEach((value, i) => {
      expect(Math.abs(probabilities.data[i]! - value)).toBeLessThan(1e-5);
    });
    model.dispose();
  });
});
