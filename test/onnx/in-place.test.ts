import { expect, it } from 'vitest';
import { GraphBuilder } from '../../src/onnx/graph-builder.js';
import { canRunInPlace, runInPlace } from '../../src/onnx/in-place.js';
import { openSession } from '../../src/onnx/session.js';

function doubled(refusing: boolean): { readonly model: Uint8Array; readonly output: string } {
  const graph = new GraphBuilder();
  const input = graph.input('x', [null, 2]);
  const output = graph.expose(graph.elementwise('Add', input, input));
  return { model: graph.finish('test', refusing), output };
}

const feeds = { x: { data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] } };

it.each([true, false])('results are in the memory of the targets; refused: %s', async (refusing) => {
  const { model, output } = doubled(refusing);
  const session = await openSession({ model, folder: '', threads: 1 });
  const data = new Float32Array(4);
  await runInPlace(session, feeds, { [output]: { data, dims: [2, 2] } });
  expect([...data]).toEqual([2, 4, 6, 8]);
  await session.release();
});

it('the installed version refuses them after the run', async () => {
  expect(await canRunInPlace()).toBe(true);
  const { model, output } = doubled(true);
  const session = await openSession({ model, folder: '', threads: 1 });
  const target = { data: new Float32Array(4), dims: [2, 2] };
  await expect(session.runInto(feeds, { [output]: target })).rejects.toThrow();
  expect([...target.data]).toEqual([2, 4, 6, 8]);
  await session.release();
});

it('any other error is raised', async () => {
  const { model, output } = doubled(true);
  const session = await openSession({ model, folder: '', threads: 1 });
  const targets = { [output]: { data: new Float32Array(4), dims: [2, 2] } };
  await expect(runInPlace(session, {}, targets)).rejects.toThrow(/'x' is missing/);
  await session.release();
  await expect(runInPlace(session, feeds, targets)).rejects.toThrow();
});
