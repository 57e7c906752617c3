/** A number, or a name for a size that varies: two sizes of one name are equal in every run. */
export type Size = number | string;

const UNKNOWN = '#';

/** A name for a size that nothing is known of. */
export function unknownSize(count: number): string {
  return `${UNKNOWN}${count}`;
}

/** Is it such a size? */
export function isUnknown(size: Size): boolean {
  return typeof size === 'string' && size.startsWith(UNKNOWN);
}

/** Sizes of the result of an operation that works place by place. */
export function broadcast(
  left: readonly Size[],
  right: readonly Size[],
  unknown: () => string,
): readonly Size[] {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const one = left[axis - rank + left.length] ?? 1;
    const other = right[axis - rank + right.length] ?? 1;
    if (one === other || other === 1) return one;
    if (one === 1) return other;
    // A size that varies meets a number above 1: it is that number or 1.
    if (typeof one === 'number' && typeof other === 'string') return one;
    if (typeof other === 'number' && typeof one === 'string') return other;
    return unknown();
  });
}

/** One of two sizes that are known to be equal: the one that says more. */
export function sameSize(one: Size, other: Size): Size {
  if (typeof one === 'number') return one;
  return typeof other === 'number' || isUnknown(one) ? other : one;
}

/** Product of some sizes divided by that of others; `null` when it is neither a number nor one size. */
export function quotient(sizes: readonly Size[], divisors: readonly Size[]): Size | null {
  const names = sizes.filter((size) => typeof size === 'string');
  let factor = product(sizes);
  for (const divisor of divisors) {
    if (typeof divisor === 'number') continue;
    const place = names.indexOf(divisor);
    if (place < 0) return null;
    names.splice(place, 1);
  }
  factor /= product(divisors);
  if (!Number.isInteger(factor)) return null;
  if (names.length === 0) return factor;
  return names.length === 1 && factor === 1 ? names[0]! : null;
}

function product(sizes: readonly Size[]): number {
  return sizes.reduce<number>((all, size) => (typeof size === 'number' ? all * size : all), 1);
}

/** What an operation makes of sizes; `null` where that is neither a number nor one of them. */
export function sizeOf(operation: string, one: Size, other: Size, third: Size | undefined): Size | null {
  const numbers = typeof one === 'number' && typeof other === 'number' ? { one, other } : null;
  switch (operation) {
    case 'Mul':
      if (numbers) return numbers.one * numbers.other;
      return one === 1 ? other : other === 1 ? one : null;
    case 'Equal':
      if (one === other) return 1;
      // No size is below zero: -1 stands for one that is left open.
      return numbers || isNegative(one) || isNegative(other) ? 0 : null;
    case 'Where':
      if (typeof one === 'string' || third === undefined) return null;
      return one === 0 ? third : other;
    default:
      return null;
  }
}

function isNegative(size: Size): boolean {
  return typeof size === 'number' && size < 0;
}
