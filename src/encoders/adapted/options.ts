import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of {@link AdaptedEncoder} with the defaults filled in. */
export interface ResolvedAdaptedOptions {
  /**
   * `'pca'`: principal components, learned from the vectors alone. `'supervised'`: linear discriminants, learned from the vectors
   * and the ratings. @default 'pca'
   */
  readonly kind: 'pca' | 'supervised';
  /** At most so many columns; fewer when the training vectors have fewer directions, or for `'supervised'` one less than there are different ratings. @default 256 */
  readonly dimensions: number;
  /** For `'pca'`: scale every column to variance 1 on the training inputs. @default false */
  readonly whiten: boolean;
  /**
   * For `'supervised'`: how far the covariance within the ratings is drawn towards a multiple of the identity, 0 to 1; `'auto'`
   * takes the amount of Ledoit and Wolf (2004). @default 'auto'
   */
  readonly shrinkage: number | 'auto';
  /** Learn from at most so many training inputs, drawn with the seed. @default 20000 */
  readonly maxRows: number;
}

/** Options of {@link AdaptedEncoder}. */
export type AdaptedEncoderOptions = {
  readonly [Key in keyof ResolvedAdaptedOptions]?: ResolvedAdaptedOptions[Key] | undefined;
};

/** Defaults of {@link AdaptedEncoder}. */
export const ADAPTED_DEFAULTS: Readonly<ResolvedAdaptedOptions> = Object.freeze({
  kind: 'pca',
  dimensions: 256,
  whiten: false,
  shrinkage: 'auto',
  maxRows: 20_000,
});

/** Raises `INVALID_OPTIONS` for unknown keys and values that make no sense. */
export function resolveAdaptedOptions(owner: string, given: AdaptedEncoderOptions): ResolvedAdaptedOptions {
  const options = resolveOptions(owner, ADAPTED_DEFAULTS, given);
  const { kind, dimensions, whiten, shrinkage, maxRows } = options;
  requireOption(
    kind === 'pca' || kind === 'supervised',
    owner,
    `kind must be 'pca' or 'supervised', but is ${JSON.stringify(kind)}.`,
  );
  requireOption(
    Number.isInteger(dimensions) && dimensions >= 1,
    owner,
    `dimensions must be an integer of at least 1, but is ${dimensions}.`,
  );
  requireOption(typeof whiten === 'boolean', owner, `whiten must be true or false, but is ${whiten}.`);
  requireOption(
    !(whiten && kind === 'supervised'),
    owner,
    "whiten is for kind 'pca': discriminants have variance 1 within the ratings already.",
  );
  requireOption(
    shrinkage === 'auto' || (typeof shrinkage === 'number' && shrinkage >= 0 && shrinkage <= 1),
    owner,
    `shrinkage must be 'auto' or a number from 0 to 1, but is ${shrinkage}.`,
  );
  requireOption(
    Number.isInteger(maxRows) && maxRows >= 2,
    owner,
    `maxRows must be an integer of at least 2, but is ${maxRows}.`,
  );
  return options;
}
