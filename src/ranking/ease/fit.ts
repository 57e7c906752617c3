import type { RankerFitInput } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import { invertSymmetric } from '../../numeric/symmetric-inverse.js';
import { throwIfAborted } from '../../util/abort.js';
import { rateMeter } from '../../util/progress.js';
import { fittedModalities } from '../check-fit-input.js';
import { contentMeans, contentRows } from './content.js';
import { addContent, addInteractions } from './gram.js';
import type { EaseCore } from './model.js';
import type { ResolvedEaseRankerOptions } from './options.js';

/**
 * `P`, the inverse of `X'X + w^2 F F' + lambda I`, over the items with interactions. Raises `INVALID_OPTIONS` when lambda
 * is lost beside the interactions, `ABORTED`.
 */
export async function fitCore(
  owner: string,
  { interactions, modalities, signal, onProgress }: RankerFitInput,
  { regularization, contentWeight }: ResolvedEaseRankerOptions,
  product: MatrixProduct,
): Promise<EaseCore> {
  const place = new Int32Array(interactions.items).fill(-1);
  for (const item of interactions.itemIndex) place[item] = 0;
  const warmItems = Int32Array.from(place.keys()).filter((item) => place[item] === 0);
  for (const [row, item] of warmItems.entries()) place[item] = row;
  const size = warmItems.length;
  const contentFactor = contentWeight ** 2;
  const columns = contentFactor > 0 ? modalities : [];
  const means = contentMeans(columns, warmItems);
  const content = contentRows(columns, warmItems, means);
  const matrix = new Float32Array(size * size);
  await addInteractions(matrix, size, interactions, place, signal);
  if (content.length > 0) await addContent(matrix, size, content, contentFactor, product, signal);
  for (let row = 0; row < size; row++) matrix[row * size + row]! += regularization;
  const rate = rateMeter();
  const onRows = (done: number, total: number) =>
    onProgress?.({ stage: 'fit-ranker', ranker: owner, done, total, rate: rate(done) });
  try {
    await invertSymmetric(matrix, size, product, { signal, onRows });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `${owner}: a regularization of ${regularization} is lost beside interactions as many or as heavy as these. ` +
        'Raise it, or scale the weights of the interactions down.',
      { cause: error },
    );
  }
  throwIfAborted(signal);
  return {
    modalities: fittedModalities(modalities),
    warmItems,
    size,
    inverse: matrix,
    diagonal: Float32Array.from({ length: size }, (_, row) => matrix[row * size + row]!),
    means,
    content,
    ridge: regularization,
    contentFactor,
  };
}
