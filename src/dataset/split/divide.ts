import { createRandom, deriveSeed } from '../../util/random.js';
import type { DatasetRow } from '../types.js';
import { coldItemParts } from './cold-item.js';
import { coldUserParts } from './cold-user.js';
import { givenParts } from './given.js';
import { globalTemporalParts } from './global-temporal.js';
import { groupedParts } from './group-by-item.js';
import type { ResolvedSplitOptions, SplitKind } from './options.js';
import type { DividedParts, Parts } from './parts.js';
import { randomParts } from './random.js';
import { stratifiedParts } from './stratified.js';
import { leaveLastOutParts, userTemporalParts } from './user-latest.js';

/** Divides rows in the way that the options name. */
export function divide(rows: readonly DatasetRow[], options: ResolvedSplitOptions): DividedParts {
  const { kind, seed, heldOut, validation, test, validationFrom, testFrom } = options;
  const shares = { validation, test };
  const random = createRandom(deriveSeed(seed, `split ${kind}`));
  const cuts = validationFrom === undefined ? undefined : { validationFrom, testFrom: testFrom! };
  const ways: Record<SplitKind, () => Parts | DividedParts> = {
    stratified: () => stratifiedParts(rows, rows.keys(), shares, random),
    'group-by-item': () => groupedParts(rows, shares, random),
    given: () => givenParts(rows, validation, random),
    random: () => randomParts(rows.length, shares, random),
    'leave-last-out': () => leaveLastOutParts(rows),
    'user-temporal': () => userTemporalParts(rows, shares),
    'global-temporal': () => globalTemporalParts(rows, shares, cuts),
    'cold-item': () => coldItemParts(rows, shares, random),
    'cold-user': () => coldUserParts(rows, shares, heldOut, random),
  };
  return { unused: {}, ...ways[kind]() };
}
