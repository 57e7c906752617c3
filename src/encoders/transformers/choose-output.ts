import { inputOfProjection, lastTensorOf } from '../../onnx/find-embedding.js';
import type { OnnxModel } from '../../onnx/model.js';
import { fillsMasks, IMAGE_FAMILIES, modelType, POOLED_TEXT_FAMILIES, TEXT_FAMILIES } from './families.js';
import type { OutputDemand } from './output-demand.js';
import { outputError } from './output-error.js';
import type { Pooling } from './pooling.js';

/** Which tensor to compute. */
export interface OutputChoice {
  readonly tensor: string;
  /** Is it a tensor inside of the graph, that the graph itself does not give? */
  readonly isTapped: boolean;
  /** `null` where only the shape will tell. */
  readonly pooling: Pooling | null;
}

/**
 * Chooses the tensor that is the embedding: the one that was named, else a well-known output, else a tensor inside of the graph
 * that is known to be it in models of this family. Never falls back to something that was not meant: exports for
 * filling masks or naming classes give `logits`, which look like an embedding to everything downstream. Raises
 * `MODEL_OUTPUT`, naming what the graph offers.
 */
export function chooseOutput(model: OnnxModel, demand: OutputDemand): OutputChoice {
  const names = model.outputs.map(({ name }) => name);
  if (demand.output !== null) return namedTensor(model, names, demand, demand.output);
  const known = wellKnown(demand).find(([name]) => names.includes(name));
  if (known !== undefined) return { tensor: known[0], isTapped: false, pooling: demand.pooling ?? known[1] };
  const [only] = names;
  // One unnamed output is believed only when its width is declared, and will be checked.
  if (names.length === 1 && only !== undefined && only !== 'logits' && demand.dimensions !== null) {
    return { tensor: only, isTapped: false, pooling: demand.pooling };
  }
  const tapped = demand.kind === 'text' ? tapText(model, demand) : tapImage(model, demand);
  if (tapped !== null) return tapped;
  const expected = wellKnown(demand).map(([name]) => `"${name}"`);
  throw outputError(model, demand, `has none of the outputs ${expected.join(', ')}`);
}

function namedTensor(
  model: OnnxModel,
  names: readonly string[],
  demand: OutputDemand,
  name: string,
): OutputChoice {
  if (names.includes(name)) return { tensor: name, isTapped: false, pooling: demand.pooling };
  if (model.nodes.some(({ outputs }) => outputs.includes(name))) {
    return { tensor: name, isTapped: true, pooling: demand.pooling };
  }
  throw outputError(model, demand, `has neither an output nor an inner tensor "${name}"`);
}

/** Outputs by the names that exports give them, best first, with the pooling that goes with each. */
function wellKnown({ kind, pooling, config }: OutputDemand): [name: string, pooling: Pooling | null][] {
  const pooled = kind === 'image' || POOLED_TEXT_FAMILIES.has(modelType(config)) ? ['pooler_output'] : [];
  const vectors = [
    ...(kind === 'text' ? ['text_embeds', 'sentence_embedding'] : ['image_embeds']),
    ...pooled,
  ];
  const hidden: Pooling | null =
    kind === 'text' ? 'cls' : (IMAGE_FAMILIES[modelType(config)]?.pooling ?? null);
  const wantsVector = pooling === null || pooling === 'none';
  return [
    ...(wantsVector ? vectors.map((name): [string, Pooling] => [name, 'none']) : []),
    ...(pooling === 'none' && kind === 'text' ? [['pooler_output', 'none'] as [string, Pooling]] : []),
    ...(hidden !== null || pooling !== null
      ? ([['last_hidden_state', hidden]] as [string, Pooling | null][])
      : []),
    ...(kind === 'text' ? [['token_embeddings', 'cls'] as [string, Pooling]] : []),
  ];
}

function tapText(model: OnnxModel, { config, pooling }: OutputDemand): OutputChoice | null {
  const scope = TEXT_FAMILIES[modelType(config)];
  if (scope === undefined || pooling === 'none') return null;
  const logits = model.outputs[0]?.name ?? '';
  // Exports without the names of modules: the head that fills masks is a layer and the projection to the vocabulary.
  const tensor =
    lastTensorOf(model, scope) ?? (fillsMasks(config) ? inputOfProjection(model, logits, 2) : null);
  return tensor === null ? null : { tensor, isTapped: true, pooling: pooling ?? 'cls' };
}

function tapImage(model: OnnxModel, { config, pooling }: OutputDemand): OutputChoice | null {
  const family = IMAGE_FAMILIES[modelType(config)];
  if (family === undefined || !model.outputs.some(({ name }) => name === 'logits')) return null;
  if (family.features === 'classifier') {
    const tensor = inputOfProjection(model, 'logits', 1);
    return tensor === null ? null : { tensor, isTapped: true, pooling: pooling ?? 'none' };
  }
  const tensor = lastTensorOf(model, family.features);
  return tensor === null ? null : { tensor, isTapped: true, pooling: pooling ?? family.pooling };
}
