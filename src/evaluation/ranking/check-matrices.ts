import type { InteractionMatrix } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { requireOption } from '../../util/options.js';
import type { ResolvedRankersInput } from './options.js';

/**
 * Raises `EMPTY_CATALOGUE` without an item to recommend, `DIMENSION_MISMATCH` when matrices or modalities disagree about users
 * and items, `INVALID_OPTIONS` for candidates that are no items or come twice.
 *
 * @returns one byte per item, 1 where it may be recommended
 */
export function checkMatrices(input: ResolvedRankersInput): Uint8Array {
  const { train, test, history, candidates, modalities } = input;
  for (const [name, matrix] of Object.entries({ train, history })) requireSameSize(name, matrix, test);
  for (const { name, rowIndex } of modalities) {
    if (rowIndex.length !== test.items)
      throw mismatch(`modality "${name}" has ${rowIndex.length} row indices for ${test.items} items`);
  }
  if (test.items === 0 || candidates?.length === 0) {
    throw new RecommenderError(
      'EMPTY_CATALOGUE',
      `evaluateRankers: expected at least one item to recommend, got ${test.items} items and ${candidates?.length ?? 'no list of'} candidates.`,
    );
  }
  const allowed = new Uint8Array(test.items).fill(candidates === undefined ? 1 : 0);
  for (const item of candidates ?? []) {
    requireOption(
      item >= 0 && item < test.items && allowed[item] === 0,
      'evaluateRankers',
      `candidates must be distinct items from 0 to ${test.items - 1}, but ${item} is ${allowed[item] === 1 ? 'there twice' : 'none'}.`,
    );
    allowed[item] = 1;
  }
  return allowed;
}

function requireSameSize(name: string, { users, items }: InteractionMatrix, test: InteractionMatrix): void {
  if (users === test.users && items === test.items) return;
  throw mismatch(`"${name}" is ${users} users x ${items} items, "test" is ${test.users} x ${test.items}`);
}

function mismatch(found: string): RecommenderError {
  return new RecommenderError(
    'DIMENSION_MISMATCH',
    `evaluateRankers: ${found}. Number users and items once, for all matrices and modalities.`,
  );
}
