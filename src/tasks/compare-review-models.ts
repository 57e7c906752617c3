import type {
  DataSource,
  Encoder,
  FusionStrategy,
  ImageEncoder,
  RatingHead,
  RecordEncoder,
  TextEncoder,
} from '../contracts/index.js';
import { buildDataset } from '../dataset/build-dataset.js';
import { keepRows } from '../dataset/keep-rows.js';
import { splitDataset } from '../dataset/split.js';
import { isAdapting } from '../embedding/modality.js';
import type { EmbeddingStore } from '../embedding/types.js';
import { compareModels } from '../evaluation/comparison/compare-models.js';
import type { CompareInput, Comparison, FoldEncoding } from '../evaluation/comparison/types.js';
import type { ResolvedRecommenderOptions } from '../options.js';
import type { CallOptions, RatingColumn } from '../types.js';
import { sha256 } from '../util/hash.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { embedReviewRows, recordOf } from './embed-review-rows.js';
import { FoldColumns } from './fold-columns.js';
import { collectRowImages, type ItemImages } from './item-images.js';
import { testComparison } from './test-comparison.js';
import { withEmbeddingStore } from './with-embedding-store.js';

/** Encoders that are compared together; one that is left out is that of the recommender. */
export interface ComparedEncoders {
  readonly textEncoder?: TextEncoder | null | undefined;
  readonly imageEncoder?: ImageEncoder | null | undefined;
  readonly recordEncoder?: RecordEncoder | null | undefined;
}

/** What `compare` compares. Every list of choices defaults to what the recommender has. */
export interface CompareOptions
  extends CallOptions,
    Partial<
      Pick<
        CompareInput,
        'folds' | 'seeds' | 'validationShare' | 'training' | 'metric' | 'confidence' | 'journal'
      >
    > {
  readonly encoders?: Readonly<Record<string, ComparedEncoders>> | undefined;
  readonly fusions?: Readonly<Record<string, () => FusionStrategy>> | undefined;
  readonly heads?: Readonly<Record<string, () => RatingHead>> | undefined;
  /** Keeps all reviews of an item, or of a user, in one fold. @default null */
  readonly groupBy?: 'item' | 'user' | null | undefined;
  /**
   * Fit the first and the best combination on the training rows of the split, and measure both on its test rows, which the comparison
   * has not seen. @default true
   */
  readonly test?: boolean | undefined;
}

/** Defaults of {@link CompareOptions} besides those of `compareModels`. */
export const COMPARE_TASK_DEFAULTS = Object.freeze({ groupBy: null, test: true } as const);

const OWNER = 'compare';

/** Cross-validates combinations on the training and validation rows of the split. */
export async function compareReviewModels(
  source: DataSource,
  options: ResolvedRecommenderOptions,
  given: CompareOptions,
): Promise<Comparison> {
  const { onProgress, signal, ...choices } = given;
  const call: CallOptions = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
  const { encoders, fusions, heads, groupBy, test, ...settings } = resolve(options, choices);
  const { scale, seed } = options;
  const read = await buildDataset(source, { ...options.dataset, scale, seed }, call);
  const sets = Object.entries(encoders);
  const images = new Map<string, ItemImages | undefined>();
  for (const [name, { imageEncoder }] of sets)
    images.set(name, await collectRowImages(read, imageEncoder, options, call));
  const dataset = keepRows(
    read,
    (row) =>
      sets.every(
        ([name, { textEncoder }]) =>
          (textEncoder !== null && Boolean(row.text)) || images.get(name)?.byItem.has(row.itemId) === true,
      ),
    'NO_USABLE_MODALITY',
  );
  const { indices, summary } = splitDataset(dataset.rows, { ...options.split, seed });
  const classIndex = Int32Array.from(dataset.rows, (row) => row.classIndex);
  return withEmbeddingStore(options, async (store) => {
    const embedded: Record<string, readonly RatingColumn[] | FoldEncoding> = {};
    const shared = new FoldColumns();
    for (const [name, set] of sets) {
      const job = { ...options, ...set, dataset, images: images.get(name), store };
      embedded[name] = learns(set)
        ? foldEncoding(job, shared)
        : await embedReviewRows({ ...job, train: indices.train }, call);
    }
    const groups = groupBy === null ? undefined : dataset.rows.map((row) => row[`${groupBy}Id`]);
    const rows = Int32Array.from([...indices.train, ...indices.validation]).sort();
    const training = { ...options.training, ...settings.training };
    const input: CompareInput = {
      ...settings,
      encoders: embedded,
      fusions,
      heads,
      classIndex,
      rows,
      scale,
      training,
      ...(groups && { groups }),
    };
    const comparison = await compareModels(input, call);
    if (!test || indices.test.length === 0) return comparison;
    return {
      ...comparison,
      test: await testComparison({ ...input, training, indices, seed, comparison, split: summary }, call),
    };
  });
}

interface ResolvedCompareOptions extends Omit<CompareOptions, keyof CallOptions> {
  readonly encoders: Readonly<
    Record<string, Required<{ [Key in keyof ComparedEncoders]: NonNullable<ComparedEncoders[Key]> | null }>>
  >;
  readonly fusions: Readonly<Record<string, () => FusionStrategy>>;
  readonly heads: Readonly<Record<string, () => RatingHead>>;
  readonly groupBy: 'item' | 'user' | null;
  readonly test: boolean;
}

function resolve(
  options: ResolvedRecommenderOptions,
  given: Omit<CompareOptions, keyof CallOptions>,
): ResolvedCompareOptions {
  const { textEncoder, imageEncoder, recordEncoder, fusion, head } = options;
  const resolved = resolveOptions<ResolvedCompareOptions>(
    OWNER,
    {
      ...COMPARE_TASK_DEFAULTS,
      encoders: { encoders: { textEncoder, imageEncoder, recordEncoder } },
      fusions: { [fusion.name]: () => fusion },
      heads: { [head.name]: () => head },
      folds: undefined,
      seeds: undefined,
      validationShare: undefined,
      training: undefined,
      metric: undefined,
      confidence: undefined,
      journal: undefined,
    },
    given as Partial<ResolvedCompareOptions>,
  );
  requireOption(
    options.task === 'review',
    OWNER,
    "it compares models of the review task; make the recommender with task: 'review'.",
  );
  const encoders = Object.fromEntries(
    Object.entries(resolved.encoders).map(([name, set]) => {
      const whole = {
        textEncoder: set.textEncoder === undefined ? textEncoder : set.textEncoder,
        imageEncoder: set.imageEncoder === undefined ? imageEncoder : set.imageEncoder,
        recordEncoder: set.recordEncoder === undefined ? recordEncoder : set.recordEncoder,
      };
      requireOption(
        whole.textEncoder !== null || whole.imageEncoder !== null,
        OWNER,
        `encoders["${name}"] has neither a textEncoder nor an imageEncoder.`,
      );
      return [name, whole];
    }),
  );
  const groupings: unknown[] = ['item', 'user', null];
  requireOption(
    groupings.includes(resolved.groupBy),
    OWNER,
    `groupBy must be "item", "user" or null, not ${JSON.stringify(resolved.groupBy)}.`,
  );
  return { ...resolved, encoders };
}

function learns({ textEncoder, imageEncoder, recordEncoder }: ComparedEncoders): boolean {
  return [textEncoder, imageEncoder, recordEncoder].some(
    (encoder) => encoder && (encoder.fit !== undefined || isAdapting(encoder as Encoder<never>)),
  );
}

const NO_ENCODERS = { textEncoder: null, imageEncoder: null, recordEncoder: null } as const;

/** Encoders that learn are fitted anew on the training rows of every fold, once for all sets that have them. */
function foldEncoding(
  job: Omit<Parameters<typeof embedReviewRows>[0], 'train'> & { readonly store: EmbeddingStore | null },
  shared: FoldColumns,
): FoldEncoding {
  const { textEncoder, imageEncoder, recordEncoder, dataset, images } = job;
  const described = [textEncoder, imageEncoder, recordEncoder].map(
    (encoder) => encoder && [encoder.name, encoder.config?.() ?? null],
  );
  const contents = dataset.rows.map((row) => [
    row.text ?? null,
    images && [images.byItem, ...images.moreByItem].map((byItem) => byItem.get(row.itemId)?.hash ?? null),
    recordOf(row, dataset),
  ]);
  return {
    fingerprint: sha256(JSON.stringify([described, contents])),
    columnsOf: async ({ train }, seed, call) => {
      const columns: RatingColumn[] = [];
      for (const part of [{ textEncoder }, { imageEncoder }, { recordEncoder }]) {
        const [encoder] = Object.values(part);
        if (encoder === null) continue;
        const embed = () => embedReviewRows({ ...job, ...NO_ENCODERS, ...part, train, seed }, call);
        columns.push(...(await shared.of(encoder!, train, seed, embed)));
      }
      return columns;
    },
  };
}
