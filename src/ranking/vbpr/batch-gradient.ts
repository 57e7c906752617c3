import type { MatrixProduct } from '../../numeric/matrix-product.js';
import type { VbprParameters, VbprShape } from './parameters.js';
import { RowNumbers } from './row-numbers.js';
import type { Triples } from './triples.js';

/** The features of all items, both ways round, since the product and its gradient read them differently. */
export interface ItemFeatures {
  /** `[items, features]` */
  readonly rows: Float32Array;
  /** `[features, items]` */
  readonly columns: Float32Array;
}

/** L2 penalties. */
export interface Penalties {
  readonly regularization: number;
  readonly contentRegularization: number;
}

/** Loss of a batch and where it falls steepest upwards. Row `i` of a gradient belongs to row `rows[i]` of the table. */
export interface BatchGradient {
  /** Mean of `-w ln sigmoid(x_ui - x_uj)` over the triples; the penalties are not in it. */
  readonly loss: number;
  readonly userRows: Int32Array;
  readonly user: Float32Array;
  readonly itemRows: Int32Array;
  readonly item: Float32Array;
  /** Of the whole content table. */
  readonly content: Float32Array;
}

/**
 * The gradient of
 *
 * `mean over triples [ -w ln sigmoid(x_ui - x_uj) + r/2 (|user row|² + |item rows|²) ] + c/2 |content|²`
 *
 * with `x_ui = b_i + gamma_u . gamma_i + theta_u . (E f_i) + beta' . f_i` (He and McAuley 2016, equations 4 to 7). The
 * projections of all items are one matrix product per batch, and so is the gradient of E: a triple costs its vectors
 * only, however long the features are.
 */
export async function batchGradient(
  { user, positive, negative, weight }: Triples,
  parameters: VbprParameters,
  shape: VbprShape,
  features: ItemFeatures,
  penalties: Penalties,
  product: MatrixProduct,
): Promise<BatchGradient> {
  const { factors, contentFactors } = shape;
  const people = new RowNumbers(user);
  const things = new RowNumbers(positive, negative);
  const contentWidth = contentFactors + 1;
  const projected = await product.multiply(
    features.rows,
    shape.items,
    parameters.content,
    contentWidth,
    shape.features,
  );
  const userGradient = new Float32Array(people.rows.length * (factors + contentFactors));
  const itemGradient = new Float32Array(things.rows.length * (factors + 1));
  const projectedGradient = new Float32Array(projected.length);
  const loss = accumulate(
    user,
    weight,
    positive,
    negative,
    people.of(user),
    things.of(positive),
    things.of(negative),
    parameters.user,
    parameters.item,
    projected,
    factors,
    contentFactors,
    penalties.regularization,
    userGradient,
    itemGradient,
    projectedGradient,
  );
  const content = await product.multiply(
    features.columns,
    shape.features,
    projectedGradient,
    contentWidth,
    shape.items,
  );
  for (let i = 0; i < content.length; i++)
    content[i]! += penalties.contentRegularization * parameters.content[i]!;
  return {
    loss,
    userRows: people.rows,
    user: userGradient,
    itemRows: things.rows,
    item: itemGradient,
    content,
  };
}

// One function over plain arrays without objects: it is where the time of a fit goes.
function accumulate(
  users: Int32Array,
  weight: Float32Array,
  positive: Int32Array,
  negative: Int32Array,
  localUser: Int32Array,
  localPositive: Int32Array,
  localNegative: Int32Array,
  userTable: Float32Array,
  itemTable: Float32Array,
  projected: Float32Array,
  factors: number,
  contentFactors: number,
  regularization: number,
  userGradient: Float32Array,
  itemGradient: Float32Array,
  projectedGradient: Float32Array,
): number {
  const userWidth = factors + contentFactors;
  const itemWidth = factors + 1;
  const contentWidth = contentFactors + 1;
  const share = 1 / users.length;
  const penalty = regularization * share;
  let loss = 0;
  for (let index = 0; index < users.length; index++) {
    const u = users[index]! * userWidth;
    const t = u + factors;
    const i = positive[index]! * itemWidth;
    const j = negative[index]! * itemWidth;
    const pi = positive[index]! * contentWidth;
    const pj = negative[index]! * contentWidth;
    let margin = itemTable[i + factors]! - itemTable[j + factors]!;
    for (let k = 0; k < factors; k++) margin += userTable[u + k]! * (itemTable[i + k]! - itemTable[j + k]!);
    margin += projected[pi + contentFactors]! - projected[pj + contentFactors]!;
    for (let k = 0; k < contentFactors; k++) {
      margin += userTable[t + k]! * (projected[pi + k]! - projected[pj + k]!);
    }
    // ln(1 + e^-margin) without overflow on either side.
    loss += weight[index]! * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin));
    const slope = (-weight[index]! * share) / (1 + Math.exp(margin));

    const gu = localUser[index]! * userWidth;
    const gt = gu + factors;
    const gi = localPositive[index]! * itemWidth;
    const gj = localNegative[index]! * itemWidth;
    for (let k = 0; k < factors; k++) {
      const own = userTable[u + k]!;
      const better = itemTable[i + k]!;
      const worse = itemTable[j + k]!;
      userGradient[gu + k]! += slope * (better - worse) + penalty * own;
      itemGradient[gi + k]! += slope * own + penalty * better;
      itemGradient[gj + k]! += penalty * worse - slope * own;
    }
    itemGradient[gi + factors]! += slope + penalty * itemTable[i + factors]!;
    itemGradient[gj + factors]! += penalty * itemTable[j + factors]! - slope;
    for (let k = 0; k < contentFactors; k++) {
      const own = userTable[t + k]!;
      userGradient[gt + k]! += slope * (projected[pi + k]! - projected[pj + k]!) + penalty * own;
      projectedGradient[pi + k]! += slope * own;
      projectedGradient[pj + k]! -= slope * own;
    }
    projectedGradient[pi + contentFactors]! += slope;
    projectedGradient[pj + contentFactors]! -= slope;
  }
  return loss * share;
}
