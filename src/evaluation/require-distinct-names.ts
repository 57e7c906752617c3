import { requireOption } from '../util/options.js';

/** Raises `INVALID_OPTIONS` when two contenders have the same name: a table would not tell them apart. */
export function requireDistinctNames(owner: string, contenders: readonly { readonly name: string }[]): void {
  const names = contenders.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  requireOption(
    repeated === undefined,
    owner,
    `two contenders are called "${repeated}"; give each a name of its own.`,
  );
}
