import { type Random, shuffle } from '../../util/random.js';
import type { DatasetRow } from '../types.js';
import { emptyParts, PART_NAMES, type PartName, type Parts, type Shares } from './parts.js';

interface Group {
  readonly rows: number[];
  readonly counts: Float64Array;
}

interface Target {
  readonly name: PartName;
  /** Rows that the part should have of each class. */
  readonly wanted: Float64Array;
  readonly has: Float64Array;
  groups: number;
}

/**
 * No item is in two parts. Items come largest first (the order among equals is drawn) and each goes where it brings
 * the class counts of the parts nearest to the wanted ones (a chi-square distance), so the shares and the proportions
 * are met approximately.
 */
export function groupedParts(rows: readonly DatasetRow[], shares: Shares, random: Random): Parts {
  const groups = shuffle(groupsOf(rows), random).sort((one, other) => other.rows.length - one.rows.length);
  const totals = new Float64Array(groups[0]?.counts.length ?? 0);
  for (const { counts } of groups)
    counts.forEach((count, index) => {
      totals[index]! += count;
    });
  const share = { ...shares, train: 1 - shares.validation - shares.test };
  const targets = PART_NAMES.map(
    (name): Target => ({
      name,
      wanted: totals.map((total) => total * share[name]),
      has: new Float64Array(totals.length),
      groups: 0,
    }),
  );
  const parts = emptyParts();
  for (const [position, group] of groups.entries()) {
    // Towards the end, a part that is still empty takes what is left.
    const empty = targets.filter((target) => target.groups === 0);
    const candidates = empty.length >= groups.length - position ? empty : targets;
    const target = nearest(candidates, group);
    target.groups += 1;
    group.counts.forEach((count, index) => {
      target.has[index]! += count;
    });
    for (const row of group.rows) parts[target.name].push(row);
  }
  return parts;
}

function groupsOf(rows: readonly DatasetRow[]): Group[] {
  const classes = rows.reduce((most, row) => Math.max(most, row.classIndex + 1), 0);
  const groups = new Map<string, Group>();
  for (const [index, { itemId, classIndex }] of rows.entries()) {
    const group = groups.get(itemId) ?? { rows: [], counts: new Float64Array(classes) };
    group.rows.push(index);
    group.counts[classIndex]! += 1;
    groups.set(itemId, group);
  }
  return [...groups.values()];
}

function nearest(targets: readonly Target[], { counts }: Group): Target {
  let best = targets[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    let change = 0;
    for (const [index, count] of counts.entries()) {
      const wanted = target.wanted[index]!;
      const gap = target.has[index]! - wanted;
      // (gap + count)^2 - gap^2, relative to what the part should have.
      if (count > 0) change += (count * (count + 2 * gap)) / wanted;
    }
    if (change < least) {
      least = change;
      best = target;
    }
  }
  return best;
}
