import { RecommenderError } from '../../errors.js';

/**
 * How much each modality counts for each item, `[items]` per modality: its weight as a share of the weights of the
 * modalities that the item has, so that an item that lacks one is not placed lower for it. 0 for what an item lacks.
 *
 * @param present Says for every modality which items have edges in it: those with a degree above 0.
 */
export function modalityShares(
  weights: readonly number[],
  present: readonly ArrayLike<number>[],
): Float64Array[] {
  const items = present[0]?.length ?? 0;
  const sums = new Float64Array(items);
  for (const [modality, degrees] of present.entries()) {
    for (let item = 0; item < items; item++) if (degrees[item]! > 0) sums[item]! += weights[modality]!;
  }
  return present.map((degrees, modality) =>
    sums.map((sum, item) => (degrees[item]! > 0 && sum > 0 ? weights[modality]! / sum : 0)),
  );
}

/** The weights of these modalities, 1 where none is given. Raises `INVALID_OPTIONS` for a weight of no modality. */
export function weightsOf(
  owner: string,
  given: Readonly<Record<string, number>>,
  modalities: readonly string[],
): number[] {
  const unknown = Object.keys(given).filter((name) => !modalities.includes(name));
  if (unknown.length > 0 && modalities.length > 0) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `${owner}: modalityWeights names ${unknown.map((name) => `"${name}"`).join(', ')}, but the items have ` +
        `${modalities.map((name) => `"${name}"`).join(', ')}.`,
      { data: { unknown, modalities } },
    );
  }
  return modalities.map((name) => given[name] ?? 1);
}
