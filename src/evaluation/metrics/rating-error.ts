/** Mean of `|predicted - actual|`. */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += Math.abs(predicted[row]! - actual[row]!);
  return sum / actual.length;
}

/** Square root of the mean of `(predicted - actual)^2`. */
export function rootMeanSquaredError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += (predicted[row]! - actual[row]!) ** 2;
  return Math.sqrt(sum / actual.length);
}
