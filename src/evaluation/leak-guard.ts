import { RecommenderError } from '../errors.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { checkLeakInput } from './leak-guard/check-input.js';
import { findFutureInTraining } from './leak-guard/future-in-training.js';
import { findFutureTimestamps } from './leak-guard/future-timestamp.js';
import { findItemAggregates } from './leak-guard/item-aggregate.js';
import { findSameInteractions } from './leak-guard/same-interaction.js';
import { findTextLeaks } from './leak-guard/text-leaks.js';
import { LEAK_KINDS, type LeakFinding, type LeakGuardInput, type LeakKind } from './leak-guard/types.js';

export {
  LEAK_KINDS,
  type LeakExample,
  type LeakFinding,
  type LeakGuardFeature,
  type LeakGuardInput,
  type LeakGuardSharedTexts,
  type LeakGuardText,
  type LeakKind,
} from './leak-guard/types.js';

/** Options of {@link guardAgainstLeaks}. */
export interface LeakGuardOptions {
  /**
   * Kinds that are accepted, by name; they are found and returned all the same.
   * @default []
   */
  readonly allow?: readonly LeakKind[] | undefined;
}

/** Defaults of {@link LeakGuardOptions}. */
export const LEAK_GUARD_DEFAULTS = Object.freeze({ allow: Object.freeze([]) as readonly LeakKind[] });

/**
 * Looks for ways in which the ratings of the test rows have already been told to the model:
 *
 * - `target-text`: a row's own review in an input of that row, in any part;
 * - `test-text`: the review of another test row in an input of any row;
 * - `item-aggregate`: a mean or count of an item's ratings over all rows, by its name or by its values;
 * - `same-interaction`: a user and item of the training part again in validation or test;
 * - `future-in-training`: in a split by time, training rows that are later than test rows;
 * - `future-timestamp`: interactions that are later than now.
 *
 * Texts are compared as a reader sees them (letter case, white space, tags and entities count for nothing). A review of
 * 40 characters or more is found by its first or its last half, one of 20 or more as a whole within the input, a
 * shorter one only where it is all of the input (and not as `test-text`). What another training review also says is no
 * leak, nor is a quotation from the item where `items` are given. Not found: paraphrases, translations, less than half of a review, embeddings, and aggregates of other rows than
 * all of them. Time and memory grow linearly with the rows and with the characters of the inputs.
 *
 * Raises `DIMENSION_MISMATCH` when an index or a feature does not fit the rows.
 */
export function findLeaks(input: LeakGuardInput): LeakFinding[] {
  checkLeakInput(input);
  return [
    ...findTextLeaks(input),
    ...findItemAggregates(input),
    ...findSameInteractions(input),
    ...findFutureInTraining(input),
    ...findFutureTimestamps(input),
  ];
}

/**
 * Refuses to go on with what {@link findLeaks} finds, unless its kind is allowed by name. Returns the allowed findings,
 * for a report to state. `data.findings` of the error has the others.
 *
 * Raises `LEAK`, `INVALID_OPTIONS` for a kind that does not exist, and `DIMENSION_MISMATCH`.
 */
export function guardAgainstLeaks(input: LeakGuardInput, options: LeakGuardOptions = {}): LeakFinding[] {
  const allow = resolveAllowed(options);
  const findings = findLeaks(input);
  const refused = findings.filter(({ kind }) => !allow.includes(kind));
  if (refused.length === 0) return findings;
  const kinds = [...new Set(refused.map(({ kind }) => kind))];
  throw new RecommenderError(
    'LEAK',
    `Expected nothing that tells the ratings of the test rows beforehand, found ${kinds.join(', ')}:\n` +
      `${refused.map(({ kind, message }) => `- ${kind}: ${message}`).join('\n')}\n` +
      `Measured like this, the model would look better than it is. If it is meant, allow it by name: ${kinds.map((kind) => `'${kind}'`).join(', ')}.`,
    { data: { findings: refused } },
  );
}

function resolveAllowed(options: LeakGuardOptions): readonly LeakKind[] {
  const owner = 'guardAgainstLeaks';
  const { allow = [] } = resolveOptions<LeakGuardOptions>(owner, LEAK_GUARD_DEFAULTS, options);
  requireOption(
    Array.isArray(allow),
    owner,
    `allow must be a list of kinds, but is ${JSON.stringify(allow)}.`,
  );
  const unknown = allow.filter((kind) => !LEAK_KINDS.includes(kind));
  requireOption(
    unknown.length === 0,
    owner,
    `allow has no kind called ${unknown.map((kind) => `"${kind}"`).join(', ')}; there are ${LEAK_KINDS.join(', ')}.`,
  );
  return allow;
}
