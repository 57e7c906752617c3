import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../src/onnx/graph-builder.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { openSession, type TensorInput } from '../../src/onnx/session.js';
import { scratchFolder } from '../encoders/transformers/models.js';
import { wave } from './graphs.js';

/** Computes what a function builds from inputs of the given sizes, the first of which is the batch. */
async function build(
  inputs: readonly TensorInput[],
  made: (graph: GraphBuilder, values: readonly Value[]) => readonly Value[],
): Promise<number[][]> {
  const graph = new GraphBuilder();
  const values = inputs.map(({ dims }, at) => graph.input(`input_${at}`, dims));
  const outputs = made(graph, values);
  const names = outputs.map((output) => graph.expose(output));
  const session = await openSession({ model: graph.finish('test'), folder: '', threads: 1 });
  const targets = outputs.map(({ shape }) => zeros(shape as number[]));
  await session.runInto(
    Object.fromEntries(inputs.map((input, at) => [`input_${at}`, input])),
    Object.fromEntries(targets.map((target, at) => [names[at]!, target])),
  );
  await session.release();
  return targets.map(({ data }) => [...(data as Float32Array)]);
}

function zeros(dims: readonly number[]): TensorInput {
  return { data: new Float32Array(dims.reduce((product, size) => product * size, 1)), dims };
}

function filled(dims: readonly number[], seed: number): TensorInput {
  return { data: wave(zeros(dims).data.length, seed), dims };
}

it('sums of weighted rows of a product are those of the product', async () => {
  const left = filled([6, 4], 1);
  const right = filled([5, 4], 2);
  const [first, second] = [filled([6, 1], 3), filled([6, 1], 4)];
  const [rows, ...sums] = await build([left, right, first, second], (graph, [a, b, u, v]) => {
    const rows = graph.op('Gemm', [a!, b!], [6, 5], { transB: 1 });
    const part = (start: number, end: number) => ({
      name: 'never computed',
      shape: [6, end - start],
      product: { left: a!, right: b!, start, end },
    });
    return [rows, graph.rowSum(u!, rows), graph.rowSum(u!, part(0, 5)), graph.rowSum(v!, part(2, 4))];
  });
  const expected = (weights: TensorInput, start: number, end: number) =>
    Array.from({ length: end - start }, (_, column) =>
      [0, 1, 2, 3, 4, 5].reduce(
        (sum, row) => sum + Number(weights.data[row]) * rows![5 * row + start + column]!,
        0,
      ),
    );
  const wanted = [expected(first, 0, 5), expected(first, 0, 5), expected(second, 2, 4)];
  wanted.forEach((numbers, at) => {
    expect(sums[at]!.length).toBe(numbers.length);
    numbers.forEach((number, column) => {
      expect(sums[at]![column]).toBeCloseTo(number, 5);
    });
  });
});

it('every number above 0 counts as 1, the smallest of full precision too', async () => {
  const data = Float32Array.of(0, 2 ** -126, 1e-20, 0.5, 1, 3e38, Number.POSITIVE_INFINITY);
  const [above] = await build([{ data, dims: [7] }], (graph, [value]) => [graph.above0(value!)]);
  expect(above).toEqual([0, 1, 1, 1, 1, 1, 1]);
});

it('the count of numbers along axes is that of the batch times the others', async () => {
  const [rows, all] = await build([filled([3, 4, 2], 1)], (graph, [value]) => {
    const batch = { name: value!.name, shape: [null, 4, 2] };
    return [graph.count(batch, [0]), graph.count(batch, [0, 1])];
  });
  expect([rows, all]).toEqual([[3], [12]]);
});

it('operations that no output needs are left out, and the others come after what they read', async () => {
  const graph = new GraphBuilder();
  const input = graph.input('x', [null, 2]);
  graph.map('Exp', input);
  const product = { left: input, right: graph.constant(wave(6, 1), [3, 2]), start: 0, end: 3 };
  const weights = graph.sum(input, [1]);
  const sum = graph.rowSum(weights, { name: 'never computed', shape: [null, 3], product });
  graph.output(graph.map('Neg', sum), 'y');
  const path = `${await scratchFolder()}/model.onnx`;
  await writeFile(path, graph.finish('test'));
  const { nodes } = await readOnnxModel(path);
  expect(nodes.map(({ opType }) => opType)).not.toContain('Exp');
  const known = new Set(['x']);
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  for (const { inputs, outputs } of nodes) {
    for (const name of inputs) expect(known.has(name) || !made.has(name), name).toBe(true);
    for (const name of outputs) known.add(name);
  }
  expect(known.has('y')).toBe(true);
});
