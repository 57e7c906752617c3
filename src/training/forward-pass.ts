import { type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type OnnxSession, openSession, type TensorInput } from '../onnx/session.js';
import { prepareBackend } from './backend.js';
import type { Batch } from './engine.js';
import type { RatingGraph } from './graph.js';
import { buildInferenceGraph } from './onnx/inference-graph.js';
import type { ResolvedTrainingOptions } from './options.js';
import { namedWeights } from './weights.js';

/** Computes the outputs of a trained graph. */
export interface ForwardPass {
  /** Outputs `[rows, width]` of the head. */
  run(batch: Pick<Batch, 'rows' | 'inputs'>): Promise<Float32Array>;
  close(): Promise<void>;
}

/** On onnxruntime where the graph can be compiled and `backend` allows it, on tfjs otherwise. */
export async function openForwardPass(
  graph: RatingGraph,
  backend: ResolvedTrainingOptions['backend'],
): Promise<ForwardPass> {
  if (backend === 'tfjs') return tfjsPass(graph);
  try {
    return await onnxPass(graph);
  } catch (error) {
    if (backend === 'onnx') throw error;
    // Training has said why; a prediction is right either way.
    return tfjsPass(graph);
  }
}

async function tfjsPass({ model }: RatingGraph): Promise<ForwardPass> {
  await prepareBackend();
  return {
    run: async ({ rows, inputs }) => {
      let outputs = new Float32Array();
      tidy(() => {
        const tensors = inputs.map((values) => tensor2d(values, [rows, values.length / rows]));
        outputs = Float32Array.from((model.apply(tensors) as Tensor2D).dataSync());
      });
      return outputs;
    },
    close: async () => {},
  };
}

async function onnxPass({ model }: RatingGraph): Promise<ForwardPass> {
  const inputNames = model.inputs.map((_, position) => `input_${position}`);
  const bytes = buildInferenceGraph({ model, weights: namedWeights(model), inputNames });
  const session: OnnxSession = await openSession({ model: bytes, folder: '', threads: null });
  return {
    run: async ({ rows, inputs }) => {
      const feeds: Record<string, TensorInput> = {};
      inputs.forEach((data, position) => {
        feeds[inputNames[position]!] = { data, dims: [rows, data.length / rows] };
      });
      return (await session.run(feeds)).data;
    },
    close: () => session.release(),
  };
}
