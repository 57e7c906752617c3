import { z } from 'zod';
import { RecommenderError } from '../errors.js';

/** Version of the folder layout that this library writes. */
export const FORMAT_VERSION = 1;
/** First thing a reader checks. */
export const FORMAT_NAME = 'multimodal-recommender';

const jsonObject = z.record(z.string(), z.json());

const pluginSchema = z.object({
  name: z.string(),
  /** Absent for plug-ins that offer no `config()`: they must be handed to `load`. */
  config: jsonObject.optional(),
  /** File with the learned state. */
  state: z.string().optional(),
});

const manifestSchema = z.object({
  format: z.literal(FORMAT_NAME),
  formatVersion: z.literal(FORMAT_VERSION),
  scale: z.object({ min: z.number(), max: z.number(), step: z.number().positive() }),
  seed: z.number(),
  modalities: z
    .array(
      z.object({
        name: z.enum(['review', 'content', 'image', 'record']),
        dimensions: z.number().int().positive(),
        fingerprint: z.string(),
        encoder: pluginSchema,
      }),
    )
    .min(1),
  /** Absent in models from before there were two tasks. */
  task: z.enum(['review', 'preference']).default('review'),
  /** What the rating model reads, when that is more than the encoders' modalities. */
  inputs: z
    .array(
      z.object({
        name: z.string(),
        dimensions: z.number().int().positive(),
        categorical: z
          .object({
            size: z.number().int().positive(),
            dimensions: z.number().int().positive(),
            unknownRate: z.number(),
          })
          .optional(),
      }),
    )
    .optional(),
  /** The ranker, and the file with the catalogue and the people it recommends to. */
  preference: z.object({ ranker: pluginSchema, catalogue: z.string() }).optional(),
  fusion: pluginSchema,
  head: pluginSchema.extend({ kind: z.enum(['graph', 'estimator']) }),
  /** File with the weights of the rating model; absent when none was trained. */
  weights: z.string().optional(),
  files: z.record(z.string(), z.object({ bytes: z.number().int(), sha256: z.string() })),
});

/** What `manifest.json` of a saved model says. */
export type Manifest = z.infer<typeof manifestSchema>;
/** One plug-in of a saved model. */
export type SavedPlugin = z.infer<typeof pluginSchema>;

/** Checks the text of a manifest. Raises `SAVE_VERSION` for a newer format and `SAVE_CORRUPT` for anything else. */
export function parseManifest(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(path, 'it is not JSON', cause);
  }
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    throw new RecommenderError(
      'SAVE_VERSION',
      `${path}: this version of the library reads format ${FORMAT_VERSION}, but the model was saved as format ${version}. Update multimodal-recommender to load it.`,
      { data: { expected: FORMAT_VERSION, received: version } },
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw corrupt(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

function corrupt(path: string, found: string, cause: unknown): RecommenderError {
  return new RecommenderError(
    'SAVE_CORRUPT',
    `${path}: expected the manifest of a saved model, but ${found}. Save the model again.`,
    { cause, data: { path } },
  );
}
