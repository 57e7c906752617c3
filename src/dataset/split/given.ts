import type { Random } from '../../util/random.js';
import type { DatasetRow } from '../types.js';
import { type DividedParts, emptyParts, type PartName } from './parts.js';
import { stratifiedParts } from './stratified.js';

const NAMES: Readonly<Record<string, PartName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
};

/**
 * Takes the parts from the rows' own `split` (`train`, `validation` or `val`, `test`, in any case). Without a
 * validation part, the share `validation` of the training rows is carved out, stratified. Rows of other names are left out and
 * counted by name (`(none)`: of no name).
 */
export function givenParts(rows: readonly DatasetRow[], validation: number, random: Random): DividedParts {
  const parts = emptyParts();
  // A map: in a plain object, a part named `constructor` would find something already there.
  const counts = new Map<string, number>();
  for (const [index, { split }] of rows.entries()) {
    const name = split?.trim().toLowerCase() ?? '';
    if (Object.hasOwn(NAMES, name)) parts[NAMES[name]!].push(index);
    else counts.set(split ?? '(none)', (counts.get(split ?? '(none)') ?? 0) + 1);
  }
  const unused = Object.fromEntries(counts);
  if (parts.validation.length > 0) return { ...parts, unused };
  const carved = stratifiedParts(rows, parts.train, { validation, test: 0 }, random);
  return { train: carved.train, validation: carved.validation, test: parts.test, unused };
}
