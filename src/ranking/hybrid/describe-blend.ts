import type { ChosenBlend } from './choose-blend.js';
import type { Blend } from './choose-weights.js';

/** The choice in words: weights, and how blend and candidates did on what was set aside. */
export function describeBlend(
  names: readonly string[],
  { warm, cold, unlovedOffset, newOffset, warmBlend, coldBlend, warmUsers, coldUsers }: ChosenBlend,
  skipped: readonly { readonly name: string; readonly reason: string }[],
  k: number,
): string {
  const parts = [
    `Items with interactions: ${weightsInWords(names, warm)}${proof(names, warmBlend, warmUsers, k)}.`,
    `Items without: ${weightsInWords(names, coldBlend?.weights ?? cold)}${proof(names, coldBlend, coldUsers, k)}.`,
    `In one list, scores of items without interactions are shifted by ${unlovedOffset}, those of items that come later by ${newOffset} deviations.`,
    ...skipped.map(({ name, reason }) => `${name} was left out: ${reason}`),
  ];
  return parts.join(' ');
}

function weightsInWords(names: readonly string[], weights: readonly number[]): string {
  const used = names.flatMap((name, index) =>
    weights[index]! > 0 ? [{ name, weight: weights[index]! }] : [],
  );
  const total = used.reduce((sum, { weight }) => sum + weight, 0);
  if (used.length === 1) return `${used[0]!.name} alone`;
  return used
    .sort((left, right) => right.weight - left.weight)
    .map(({ name, weight }) => `${(weight / total).toFixed(2)} ${name}`)
    .join(' + ');
}

function proof(names: readonly string[], blend: Blend | undefined, users: number, k: number): string {
  if (blend === undefined) return ' (nothing could be set aside to try)';
  const alone = names.map((name, index) => `${name} ${blend.alone[index]!.toFixed(4)}`).join(', ');
  return ` (NDCG@${k} ${blend.ndcg.toFixed(4)} for ${users} users; alone: ${alone})`;
}
