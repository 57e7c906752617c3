import type { Ranker } from '../../contracts/index.js';
import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of `HybridRanker`. */
export interface HybridRankerOptions {
  /**
   * What is tried and blended. They belong to the hybrid from then on: it fits them.
   * @default popularity, content nearest neighbours, graph filters for dense and for sparse interactions, EASE (up to 10,000 items)
   */
  readonly candidates?: readonly Ranker[] | undefined;
  /** Length of the lists that candidates are compared by, with NDCG. @default 20 */
  readonly k?: number | undefined;
  /** Share of a chosen user's latest interactions that is set aside; one at least. @default 0.1 */
  readonly validation?: number | undefined;
  /** Share of the items that are tried as if they had just come; 0 tries none. @default 0.1 */
  readonly coldItems?: number | undefined;
  /** Most users whose interactions are set aside, of either kind; fewer where their scores would not fit into 256 MB. @default 2000 */
  readonly users?: number | undefined;
}

/** {@link HybridRankerOptions} with the defaults filled in. */
export type ResolvedHybridOptions = {
  readonly [Key in Exclude<keyof HybridRankerOptions, 'candidates'>]-?: number;
};

/** Defaults of {@link HybridRankerOptions}. */
export const HYBRID_DEFAULTS: ResolvedHybridOptions = Object.freeze({
  k: 20,
  validation: 0.1,
  coldItems: 0.1,
  users: 2000,
});

/** Raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolveHybridOptions(
  owner: string,
  { candidates, ...given }: HybridRankerOptions,
): ResolvedHybridOptions {
  const options = resolveOptions<ResolvedHybridOptions>(owner, HYBRID_DEFAULTS, given);
  requireOption(
    candidates === undefined || (candidates.length > 0 && candidates.every((one) => one?.specVersion === 1)),
    owner,
    'candidates must be one or more rankers with specVersion 1.',
  );
  const { k, validation, coldItems, users } = options;
  requireOption(Number.isInteger(k) && k >= 1, owner, `k must be a whole number from 1, not ${k}.`);
  requireOption(
    validation > 0 && validation < 1,
    owner,
    `validation must lie between 0 and 1, not ${validation}.`,
  );
  requireOption(
    coldItems >= 0 && coldItems < 1,
    owner,
    `coldItems must lie from 0 to below 1, not ${coldItems}.`,
  );
  requireOption(
    Number.isInteger(users) && users >= 1,
    owner,
    `users must be a whole number from 1, not ${users}.`,
  );
  return options;
}
