import type { InteractionMatrix } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import { throwIfAborted } from '../../util/abort.js';
import { createRandom, deriveSeed } from '../../util/random.js';
import { batchGradient } from './batch-gradient.js';
import { denseTranspose } from './dense-transpose.js';
import type { ResolvedVbprOptions } from './options.js';
import { initialParameters, type VbprParameters, type VbprShape } from './parameters.js';
import { SparseAdam } from './sparse-adam.js';
import { TripleSampler } from './triples.js';

/** What {@link train} needs beside the options. */
export interface TrainInput {
  readonly interactions: InteractionMatrix;
  /** `[items, shape.features]`. */
  readonly features: Float32Array;
  readonly shape: VbprShape;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch?: ((epoch: number) => void) | undefined;
}

/** Mini-batch Adam over the triples. Raises `TRAINING_DIVERGED`, `ABORTED` (looked for before every batch). */
export async function train(
  { interactions, features, shape, seed, signal, onEpoch }: TrainInput,
  options: ResolvedVbprOptions,
  product: MatrixProduct,
): Promise<VbprParameters> {
  const { epochs, batchSize, learningRate } = options;
  const parameters = initialParameters(shape, seed);
  const bothWays = { rows: features, columns: denseTranspose(features, shape.items, shape.features) };
  const user = new SparseAdam(parameters.user, shape.factors + shape.contentFactors);
  const item = new SparseAdam(parameters.item, shape.factors + 1);
  const content = new SparseAdam(parameters.content, shape.contentFactors + 1);
  const everyFeature = Int32Array.from({ length: shape.features }, (_, row) => row);
  const sampler = new TripleSampler(interactions, createRandom(deriveSeed(seed, 'vbpr-triples')));
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let loss = 0;
    for (const triples of sampler.epoch(batchSize)) {
      throwIfAborted(signal);
      const gradient = await batchGradient(triples, parameters, shape, bothWays, options, product);
      user.update(gradient.userRows, gradient.user, learningRate);
      item.update(gradient.itemRows, gradient.item, learningRate);
      content.update(everyFeature, gradient.content, learningRate);
      loss += (gradient.loss * triples.user.length) / sampler.size;
    }
    if (!Number.isFinite(loss)) {
      throw new RecommenderError(
        'TRAINING_DIVERGED',
        `VbprRanker: the loss of epoch ${epoch} is ${loss}. Lower learningRate (now ${learningRate}).`,
        { data: { epoch, learningRate } },
      );
    }
    onEpoch?.(epoch);
  }
  return parameters;
}
