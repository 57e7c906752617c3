import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSession } from '../../src/onnx/session.js';
import { restoreRatingModel } from '../../src/training/fit-rating-model.js';
import type { RatingColumn } from '../../src/types.js';
import { STARS } from '../../src/util/rating-scale.js';
import { fusion, head, ROWS } from '../fixtures/export/model.js';

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/export', name), 'utf8'));

/** expected.json holds what onnxruntime in Python computed with the file that exportOnnx had written for this state. */
it('predicts and exports what onnxruntime in Python computes', async () => {
  const expected = read('expected.json') as {
    probabilities: number[][];
    outputs: number[][];
    inputs: object;
  };
  const rows = read('rows.json') as Record<string, number[]>;
  const { json, arrays } = read('state.json') as { json: never; arrays: Record<string, number[]> };
  const columns = ['review', 'image'].map((name): RatingColumn => {
    const data = Float32Array.from(rows[name]!);
    const present = rows[`${name}_present`]!;
    const rowIndex = Int32Array.from(present, (there, row) => (there === 1 ? row : -1));
    return { name, matrix: { data, rows: ROWS, dimensions: data.length / ROWS }, rowIndex };
  });
  const modalities = columns.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions }));
  const values = Object.entries(arrays).map(([name, list]) => [name, Float32Array.from(list)] as const);
  const state = { json, arrays: Object.fromEntries(values) };
  const model = await restoreRatingModel({
    modalities,
    fusion: fusion(),
    head: head(),
    scale: STARS,
    seed: 3,
    state,
  });
  const near = (actual: Float32Array, wanted: number[][]) => {
    wanted.flat().forEach((value, index) => {
      expect(Math.abs(actual[index]! - value)).toBeLessThan(1e-5);
    });
  };
  const numbers = Int32Array.from({ length: ROWS }, (_, row) => row);
  near((await model.predict(columns, numbers)).data, expected.probabilities);

  const session = await openSession({ model: model.exportOnnx(), folder: '', threads: 1 });
  expect(session.inputs.map(({ name }) => name)).toEqual(Object.keys(expected.inputs));
  const feeds = Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [
      name,
      { data: Float32Array.from(list), dims: [ROWS, list.length / ROWS] },
    ]),
  );
  for (const name of ['outputs', 'probabilities'] as const) {
    const target = {
      data: new Float32Array(expected[name].flat().length),
      dims: [ROWS, expected[name][0]!.length],
    };
    await session.runInto(feeds, { [name]: target });
    near(target.data, expected[name]);
  }
  await session.release();
  model.dispose();
});
