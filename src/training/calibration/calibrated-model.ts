import { z } from 'zod';
import { RecommenderError } from '../../errors.js';
import type { CallOptions, EmbeddingMatrix, JsonValue, PluginState, RatingColumn } from '../../types.js';
import type { ResolvedTrainingOptions } from '../options.js';
import type { Calibration, RatingModel } from '../rating-model.js';
import type { TrainingData } from '../types.js';
import { scoreThreshold } from './ordinal-sets.js';
import { applyTemperature, fitTemperature } from './temperature.js';

const calibrationSchema = z.object({
  temperature: z.number().positive(),
  interval: z
    .object({
      coverage: z.number().gt(0).lt(1),
      // JSON has no infinity; it comes back as null.
      threshold: z
        .number()
        .nullable()
        .transform((threshold) => threshold ?? Number.POSITIVE_INFINITY),
    })
    .optional(),
});

/**
 * Calibrates a fitted model on the validation rows: the temperature first, then the threshold of the intervals on what it makes of the
 * probabilities. These rows have also decided when training stopped, so that coverage is approximate; an evaluation measures it on test rows.
 */
export async function calibrate(
  model: RatingModel,
  { columns, classIndex, validation }: TrainingData,
  { calibration, intervalCoverage }: ResolvedTrainingOptions,
  call: CallOptions,
): Promise<RatingModel> {
  if (calibration === 'none' && intervalCoverage === null) return model;
  const raw = await model.predict(columns, validation, call);
  const targets = validation.map((row) => classIndex[row]!);
  const temperature = calibration === 'none' ? 1 : fitTemperature(raw, targets);
  const coverage = intervalCoverage;
  if (coverage === null) return new CalibratedRatingModel(model, { temperature });
  const threshold = scoreThreshold(applyTemperature(raw, temperature), targets, coverage);
  return new CalibratedRatingModel(model, { temperature, interval: { coverage, threshold } });
}

/**
 * The model behind a saved state, calibrated as it was; models saved without a calibration have none. Raises `SAVE_CORRUPT` when what was
 * saved is no calibration: going on without would give other probabilities than before, and nobody would know.
 */
export function restoreCalibration(model: RatingModel, saved: JsonValue | undefined): RatingModel {
  if (saved === undefined) return model;
  const parsed = calibrationSchema.safeParse(saved);
  if (parsed.success) return new CalibratedRatingModel(model, parsed.data as Calibration);
  model.dispose();
  throw new RecommenderError(
    'SAVE_CORRUPT',
    `The saved calibration is not one: ${z.prettifyError(parsed.error)}. Save the model again.`,
    { cause: parsed.error },
  );
}

/** A model whose probabilities are calibrated. */
class CalibratedRatingModel implements RatingModel {
  readonly #model: RatingModel;

  constructor(
    model: RatingModel,
    readonly calibration: Calibration,
  ) {
    this.#model = model;
  }

  get history(): RatingModel['history'] {
    return this.#model.history;
  }

  async predict(
    columns: readonly RatingColumn[],
    rows: Int32Array,
    call: CallOptions = {},
  ): Promise<EmbeddingMatrix> {
    return applyTemperature(await this.#model.predict(columns, rows, call), this.calibration.temperature);
  }

  exportOnnx(): Uint8Array {
    return this.#model.exportOnnx(this.calibration.temperature);
  }

  saveState(): PluginState {
    const { json, ...rest } = this.#model.saveState();
    return { ...rest, json: { ...json, calibration: { ...this.calibration } as unknown as JsonValue } };
  }

  dispose(): void {
    this.#model.dispose();
  }
}
