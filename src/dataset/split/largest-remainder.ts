/**
 * Whole numbers near `share * sizes[i]` that add up to the nearest whole number to `share` of the sum: all quotas are
 * rounded down, and the seats left go to the largest remainders (the lower index on a tie).
 */
export function largestRemainder(sizes: readonly number[], share: number): number[] {
  const quotas = sizes.map((size) => size * share);
  const counts = quotas.map(Math.floor);
  const total = Math.round(sizes.reduce((sum, size) => sum + size, 0) * share);
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const order = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of order.slice(0, Math.max(0, left))) counts[index]! += 1;
  return counts;
}
