import { findConstants } from './constants.js';
import type { OnnxModel } from './model.js';
import type { Inferred } from './shape-context.js';
import { SHAPE_RULES } from './shape-rules.js';
import { isUnknown, type Size, unknownSize } from './sizes.js';
import { valueShape } from './value-shape.js';

/** Scales a tensor by its own range, to 8 bits. */
export const DYNAMIC_QUANTIZATION = 'DynamicQuantizeLinear';

/** Sizes of the tensors of a model, as far as they follow from its structure. */
export interface Shapes {
  /** `null` where not even the number of axes is known. */
  dims(name: string): readonly Size[] | null;
}

/**
 * Follows sizes through a graph. What is not sure is left open, since tensors are cut on the strength of it: what the file
 * itself says of inner tensors is not believed.
 */
export function inferShapes(model: OnnxModel): Shapes {
  const constants = findConstants(model);
  const known = new Map<string, Inferred>();
  let count = 0;
  const unknown = () => unknownSize(++count);
  for (const input of model.inputs) known.set(input.name, { dims: inputDims(valueShape(input), unknown) });
  for (const { name, dims } of model.initializers) {
    known.set(name, { dims, values: constants.integers(name) ?? undefined });
  }
  const values = (name: string): readonly Size[] | null => {
    const entry = known.get(name);
    if (entry?.values) return entry.values;
    const length = entry?.dims?.length === 0 ? 1 : entry?.dims?.[0];
    if (typeof length !== 'number' || (entry?.dims?.length ?? 0) > 1) return null;
    return Array.from({ length }, unknown);
  };
  for (const node of model.nodes) {
    const [output] = node.outputs;
    if (output === undefined) continue;
    if (node.opType === 'Constant') {
      known.set(output, {
        dims: constants.dims(output),
        values: constants.integers(output) ?? undefined,
      });
      continue;
    }
    const dims = (index: number) => known.get(node.inputs[index] ?? '')?.dims ?? null;
    const inferred = SHAPE_RULES[node.opType]?.({
      node,
      constants,
      dims,
      values: (index) => values(node.inputs[index] ?? ''),
      unknown,
    });
    if (inferred) known.set(output, inferred);
    // Scale and zero point are one number each.
    if (node.opType === DYNAMIC_QUANTIZATION)
      for (const name of node.outputs.slice(1)) known.set(name, { dims: [] });
  }
  return { dims: (name) => known.get(name)?.dims ?? null };
}

/** An exporter may call all sizes of an input alike without meaning that they are equal. */
function inputDims(shape: readonly Size[] | null, unknown: () => string): Size[] | null {
  return (
    shape?.map((size, axis) =>
      size === '' ||
      size === '?' ||
      isUnknown(size) ||
      (typeof size === 'string' && shape.indexOf(size) !== axis)
        ? unknown()
        : size,
    ) ?? null
  );
}
