import type { RankingQuery, ScoreContribution } from '../../contracts/index.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import type { EmbeddingMatrix } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { foldIn } from './fold-in.js';
import { type VbprModel, vectorWidth } from './model.js';

/**
 * Vectors `[queries, width]`: the learned one for a user of the fit whose liked items are those of the fit, otherwise one
 * that is folded in from the liked items.
 */
async function queryVectors(
  queries: readonly RankingQuery[],
  model: VbprModel,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const width = vectorWidth(model.shape);
  const vectors = new Float32Array(queries.length * width);
  for (const [index, query] of queries.entries()) {
    throwIfAborted(signal);
    const own = isAsFitted(query, model)
      ? model.userVectors.subarray(query.user * width, (query.user + 1) * width)
      : await foldIn(query, model.items.vectors, model.people);
    vectors.set(own, index * width);
  }
  return vectors;
}

/** Scores `[queries, items]`. */
export async function scoreQueries(
  queries: readonly RankingQuery[],
  model: VbprModel,
  product: MatrixProduct,
  signal?: AbortSignal,
): Promise<EmbeddingMatrix> {
  const { count, vectors } = model.items;
  const width = vectorWidth(model.shape);
  const people = await queryVectors(queries, model, signal);
  const extended = new Float32Array(queries.length * (width + 1));
  for (let index = 0; index < queries.length; index++) {
    extended.set(people.subarray(index * width, (index + 1) * width), index * (width + 1));
    // Meets the bias, which is the last column of an item.
    extended[(index + 1) * (width + 1) - 1] = 1;
  }
  const data = await product.timesTransposed(extended, queries.length, vectors, count, width + 1);
  return { data, rows: queries.length, dimensions: count };
}

/** One score as what comes from interactions (bias and latent factors) and what comes from each modality. */
export async function explainScore(
  query: RankingQuery,
  item: number,
  model: VbprModel,
): Promise<readonly ScoreContribution[]> {
  const { shape, maps, items, content } = model;
  const { factors, contentFactors, features: featureCount } = shape;
  const person = await queryVectors([query], model);
  const from = item * (vectorWidth(shape) + 1);
  let latent = items.vectors[from + vectorWidth(shape)]!;
  for (let k = 0; k < factors; k++) latent += person[k]! * items.vectors[from + k]!;
  const contributions: ScoreContribution[] = [];
  let feature = 0;
  for (const { name, width } of maps) {
    let value = 0;
    for (const end = feature + width; feature < end; feature++) {
      const kernel = feature * (contentFactors + 1);
      const amount = items.features[item * featureCount + feature]!;
      const bias = amount * content[kernel + contentFactors]!;
      // The whole bias of the item holds the part that its content explains; that part belongs here.
      latent -= bias;
      value += bias;
      for (let k = 0; k < contentFactors; k++) value += amount * person[factors + k]! * content[kernel + k]!;
    }
    contributions.push({ item: -1, modality: name, value });
  }
  return [{ item: -1, modality: 'interactions', value: latent }, ...contributions];
}

/** Is this a user of the fit, with the liked items of the fit? */
function isAsFitted({ user, liked }: RankingQuery, { histories }: VbprModel): boolean {
  const { users, rowStart, itemIndex } = histories;
  if (user < 0 || user >= users) return false;
  const start = rowStart[user]!;
  if (liked.length === 0 || rowStart[user + 1]! - start !== liked.length) return false;
  return liked.every((item, index) => item === itemIndex[start + index]);
}
