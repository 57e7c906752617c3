import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../src/onnx/graph-builder.js';
import { openSession } from '../../../src/onnx/session.js';
import { objectiveRule } from '../../../src/training/onnx/objectives/index.js';
import { objectivesFixture } from '../../heads/objectives-fixture.js';
import { relativeDistance } from './compiled.js';

const { position, weights, cases } = objectivesFixture;
const rows = position.length;
const CLASSES = 5;

describe('compiled objectives', () => {
  it.each(cases.map((expected) => [JSON.stringify(expected.objective), expected] as const))(
    '%s has the loss, gradient and probabilities of PyTorch',
    async (_, { objective, outputs, loss, gradient, probabilities }) => {
      const width = outputs[0]!.length;
      const graph = new GraphBuilder();
      const inputs = {
        graph,
        outputs: graph.input('z', [null, width]),
        position: graph.input('y', [null, 1]),
        weights: graph.input('w', [null, 1]),
      };
      const rule = objectiveRule(objective);
      const compiled = rule.loss(inputs);
      graph.output(compiled.loss, 'loss');
      graph.output(compiled.gradient, 'gradient');
      graph.output(rule.probabilities(graph, inputs.outputs, CLASSES), 'probabilities');
      const session = await openSession({ model: graph.finish('objective'), folder: '', threads: 1 });
      const zeros = (...dims: number[]) => ({
        data: new Float32Array(dims.reduce((product, size) => product * size, 1)),
        dims,
      });
      const targets = { loss: zeros(), gradient: zeros(rows, width), probabilities: zeros(rows, CLASSES) };
      await session.runInto(
        {
          z: { data: Float32Array.from(outputs.flat()), dims: [rows, width] },
          y: { data: Float32Array.from(position), dims: [rows, 1] },
          w: { data: Float32Array.from(weights), dims: [rows, 1] },
        },
        targets,
      );
      await session.release();
      expect(Math.abs(targets.loss.data[0]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
      expect(relativeDistance(targets.gradient.data, gradient.flat())).toBeLessThan(1e-5);
      expect(relativeDistance(targets.probabilities.data, probabilities.flat())).toBeLessThan(1e-5);
    },
  );
});
