import { requireOption, resolveOptions } from '../util/options.js';

/** Options of {@link collectImages} and {@link loadImage}. */
export interface ImageOptions {
  /** Folder for downloaded images, kept between runs. @default `.cache/multimodal-recommender/images` */
  readonly directory?: string | undefined;
  /** Distinct references that are attempted, in their order; `Infinity` for all. @default 2,000 */
  readonly limit?: number | undefined;
  /** Requests at one time. @default 32 */
  readonly concurrency?: number | undefined;
  /** Requests at one time to one host (name and port). @default 8 */
  readonly concurrencyPerHost?: number | undefined;
  /** Requests started per second to one host; `Infinity` for no limit. @default 100 */
  readonly requestsPerSecondPerHost?: number | undefined;
  /** For one request, from connecting to the last byte; a slow drip does not extend it. @default 20,000 */
  readonly timeoutMs?: number | undefined;
  /** Further attempts after a temporary failure: 408, 425, 429, 5xx, connection errors, timeouts. @default 3 */
  readonly retries?: number | undefined;
  /** Wait before the first retry; doubles with each further one. @default 500 */
  readonly retryDelayMs?: number | undefined;
  /** Longest wait before a retry; an answer whose `Retry-After` asks for more is not retried. @default 30,000 */
  readonly maxRetryDelayMs?: number | undefined;
  /**
   * References in a row that fail temporarily, all retries included, before the rest of their host is given up with
   * reason `HOST_UNAVAILABLE`; `Infinity` for never. @default 20
   */
  readonly hostFailureLimit?: number | undefined;
  /** Largest file. @default 10,485,760 */
  readonly maxBytes?: number | undefined;
  /** Largest picture, width times height. @default 50,000,000 */
  readonly maxPixels?: number | undefined;
  /** Redirects followed for one image. @default 5 */
  readonly maxRedirects?: number | undefined;
  /** Allow loopback, private and other addresses that are not on the public internet. @default false */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** Sent with every request. @default `multimodal-recommender` */
  readonly userAgent?: string | undefined;
}

/** {@link ImageOptions} with the defaults filled in. */
export type ResolvedImageOptions = {
  readonly [Key in keyof ImageOptions]-?: Exclude<ImageOptions[Key], undefined>;
};

/** Defaults of {@link ImageOptions}. */
export const IMAGE_DEFAULTS: ResolvedImageOptions = Object.freeze({
  directory: '.cache/multimodal-recommender/images',
  limit: 2000,
  concurrency: 32,
  concurrencyPerHost: 8,
  requestsPerSecondPerHost: 100,
  timeoutMs: 20_000,
  retries: 3,
  retryDelayMs: 500,
  maxRetryDelayMs: 30_000,
  hostFailureLimit: 20,
  maxBytes: 10 * 1024 * 1024,
  maxPixels: 50_000_000,
  maxRedirects: 5,
  allowPrivateAddresses: false,
  userAgent: 'multimodal-recommender',
});

/** Fills in the defaults. Raises `INVALID_OPTIONS` for unknown keys and impossible numbers. */
export function resolveImageOptions(owner: string, given: ImageOptions = {}): ResolvedImageOptions {
  const options = resolveOptions<ResolvedImageOptions>(owner, IMAGE_DEFAULTS, given);
  const whole = ['concurrency', 'concurrencyPerHost', 'maxBytes', 'maxPixels'] as const;
  for (const key of whole) checkNumber(owner, options, key, (value) => Number.isInteger(value) && value >= 1);
  for (const key of ['retries', 'maxRedirects'] as const) {
    checkNumber(owner, options, key, (value) => Number.isInteger(value) && value >= 0);
  }
  checkNumber(
    owner,
    options,
    'limit',
    (value) => value === Infinity || (Number.isInteger(value) && value >= 0),
  );
  checkNumber(owner, options, 'hostFailureLimit', (value) => value >= 1);
  checkNumber(owner, options, 'requestsPerSecondPerHost', (value) => value > 0);
  checkNumber(owner, options, 'timeoutMs', (value) => Number.isFinite(value) && value > 0);
  for (const key of ['retryDelayMs', 'maxRetryDelayMs'] as const) {
    checkNumber(owner, options, key, (value) => Number.isFinite(value) && value >= 0);
  }
  requireOption(options.directory !== '', owner, 'directory must be the path of a folder, but is empty.');
  return options;
}

function checkNumber<Key extends keyof ResolvedImageOptions>(
  owner: string,
  options: ResolvedImageOptions,
  key: Key,
  accepts: (value: number) => boolean,
): void {
  const value: unknown = options[key];
  requireOption(typeof value === 'number' && accepts(value), owner, `${key} cannot be ${String(value)}.`);
}
