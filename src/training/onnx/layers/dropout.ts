import type { LayerRule } from '../layer-rule.js';

/** Of a layer of tfjs that was given no seed, since every mask is drawn from one. */
const UNSEEDED = 1;

/** `SeededDropout` and `Dropout`: in training, a mask that differs from step to step. */
export const dropout: LayerRule = (call) => {
  const { graph, inputs, config } = call;
  const input = inputs[0]!;
  const { rate, seed, noiseShape } = config as { rate: number; seed?: number; noiseShape?: unknown };
  if (noiseShape != null) throw call.unsupported('a noise shape');
  if (!call.training || rate === 0) return { output: input, backward: (gradient) => [gradient] };
  const mask = call.dropoutMask(rate, seed ?? UNSEEDED, input.shape);
  return {
    output: graph.elementwise('Mul', input, mask),
    backward: (gradient) => [call.needsGradient(0) ? graph.elementwise('Mul', gradient, mask) : undefined],
  };
};
