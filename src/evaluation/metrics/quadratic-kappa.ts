import { actualTotals, type Confusion, predictedTotals, totalOf } from './confusion.js';

/**
 * Cohen's kappa with quadratic weights, `1 - sum(w * observed) / sum(w * expected)` with `w = (i - j)^2`
 * (scikit-learn's `cohen_kappa_score(weights="quadratic")`). 1 is full agreement, 0 is what chance would give.
 * Undefined when all rows are of one class and predicted as that class; then 0, as scikit-learn with
 * `replace_undefined_by=0`: there is no agreement beyond chance, and NaN would not survive JSON.
 */
export function quadraticKappa(confusion: Confusion): number {
  const { classes, counts } = confusion;
  const actual = actualTotals(confusion);
  const predicted = predictedTotals(confusion);
  const total = totalOf(confusion);
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const weight = (i - j) ** 2;
      observed += weight * counts[i * classes + j]!;
      expected += (weight * actual[i]! * predicted[j]!) / total;
    }
  }
  return expected === 0 ? 0 : 1 - observed / expected;
}
