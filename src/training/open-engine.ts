import { backend_util } from '@tensorflow/tfjs-core';
import { isRecommenderError, RecommenderError } from '../errors.js';
import type { TrainingEngine } from './engine.js';
import type { EnginePlan } from './engine-plan.js';
import { OnnxEngine } from './onnx/onnx-engine.js';
import { TfjsEngine } from './tfjs-engine.js';

// One warning per reason and process is enough.
const said = new Set<string>();

/**
 * Opens the engine that `training.backend` asks for: with `auto` onnxruntime, and tfjs, after saying so once, for a model that it cannot
 * train. With `onnx` such a model raises `UNSUPPORTED_LAYER`. The current tfjs backend is `tfjsBackend`.
 */
export async function openEngine(plan: EnginePlan, tfjsBackend: string): Promise<TrainingEngine> {
  const { backend } = plan.options;
  if (backend === 'tfjs') return new TfjsEngine(plan, tfjsBackend);
  try {
    if (plan.head.objective === undefined) throw undeclared(plan.head.name);
    return await OnnxEngine.open(plan);
  } catch (error) {
    if (backend === 'onnx') throw error;
    sayOnce(error);
    return new TfjsEngine(plan, tfjsBackend);
  }
}

function undeclared(head: string): RecommenderError {
  return new RecommenderError(
    'UNSUPPORTED_LAYER',
    `The head "${head}" declares no objective, so its loss cannot be compiled to an ONNX graph. ` +
      "Give it one, or train with training.backend 'tfjs' (or 'auto', which does so by itself).",
    { data: { head } },
  );
}

/** Names of layers are counted up in a process, so that a reason is known by the kind of layer and what is wrong with it. */
function sayOnce(error: unknown): void {
  const known = isRecommenderError(error);
  const { layer, ...reason } = known ? error.data : { layer: '', message: String(error) };
  const key = JSON.stringify(reason);
  if (said.has(key)) return;
  said.add(key);
  const message = known ? error.message : `onnxruntime cannot train this model: ${String(error)}`;
  backend_util.warn(`Training with tfjs, which is slower: ${message}`);
}
