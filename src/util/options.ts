import { RecommenderError } from '../errors.js';

/**
 * Defaults overlaid with what was given; `undefined` counts as not given. Unknown keys raise `INVALID_OPTIONS`
 * (a misspelt option that is silently ignored costs hours).
 */
export function resolveOptions<Options extends object>(
  owner: string,
  defaults: Readonly<Options>,
  given: { readonly [Key in keyof Options]?: Options[Key] | undefined } = {},
): Options {
  const known = Object.keys(defaults);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `${owner}: unknown option ${unknown.map((key) => `"${key}"`).join(', ')}. Known options: ${known.join(', ')}.`,
      { data: { unknown, known } },
    );
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) } as Options;
}

/** Raises `INVALID_OPTIONS` unless the condition holds. */
export function requireOption(condition: boolean, owner: string, message: string): asserts condition {
  if (!condition) throw new RecommenderError('INVALID_OPTIONS', `${owner}: ${message}`);
}
