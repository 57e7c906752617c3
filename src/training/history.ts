import { z } from 'zod';
import { RecommenderError } from '../errors.js';
import type { TrainingHistory } from './types.js';

const historySchema = z.object({
  epochs: z.array(
    z.object({
      epoch: z.number(),
      loss: z.number(),
      accuracy: z.number(),
      validationLoss: z.number(),
      validationAccuracy: z.number(),
      learningRate: z.number(),
    }),
  ),
  bestEpoch: z.number(),
  stoppedEarly: z.boolean(),
  diverged: z
    .object({
      epoch: z.number(),
      step: z.number(),
      learningRate: z.number(),
      loss: z.string(),
    })
    .optional(),
  backend: z.string(),
  classWeights: z.array(z.number()),
  parameters: z.number(),
});

/** Reads the history of a saved model. Raises `SAVE_CORRUPT` when it is not one. */
export function readHistory(value: unknown): TrainingHistory {
  const parsed = historySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RecommenderError(
    'SAVE_CORRUPT',
    `The saved training history is not one: ${z.prettifyError(parsed.error)}. Save the model again.`,
    { cause: parsed.error },
  );
}
