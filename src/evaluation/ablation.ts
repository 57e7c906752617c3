import type { FusionStrategy, RatingHead } from '../contracts/index.js';
import { fitRatingModel, type RatingModel } from '../training/fit-rating-model.js';
import type { TrainingOptions } from '../training/options.js';
import type { TrainingData } from '../training/types.js';
import type { CallOptions, EmbeddingMatrix } from '../types.js';
import { deriveSeed } from '../util/random.js';
import { shuffleColumn } from './shuffle-column.js';

/** A contender that shows what a modality is worth. */
export interface Ablation {
  readonly name: string;
  readonly description: string;
  /** `[test rows, classes]`. */
  readonly probabilities: EmbeddingMatrix;
}

/** What was trained, so that it can be trained again with less. */
export interface AblationInput {
  readonly model: RatingModel;
  readonly data: TrainingData;
  readonly test: Int32Array;
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly training: TrainingOptions;
  readonly seed: number;
}

/**
 * Asks the full model with each product's image replaced by another one's, and trains the same head on each modality
 * alone. Empty for a model of one modality; an estimator head that offers no `saveState` is not refitted, since the
 * full model would be lost.
 */
export async function runAblations(input: AblationInput, call: CallOptions = {}): Promise<Ablation[]> {
  const { columns } = input.data;
  if (columns.length < 2) return [];
  const shuffled = columns.some((column) => column.name === 'image')
    ? [await shuffledImages(input, call)]
    : [];
  const { head } = input;
  if (head.kind === 'graph') return [...(await singleModalities(input, call)), ...shuffled];
  const full = head.saveState?.();
  if (!full || !head.restoreState) return shuffled;
  try {
    return [...(await singleModalities(input, call)), ...shuffled];
  } finally {
    head.restoreState(full);
  }
}

async function singleModalities(input: AblationInput, call: CallOptions): Promise<Ablation[]> {
  const ablations: Ablation[] = [];
  for (const column of input.data.columns) {
    const name = `${column.name} only`;
    const data = { ...input.data, columns: [column] };
    const { fusion, head, training: options, seed, test } = input;
    const alone = await fitRatingModel({ data, fusion, head, options, seed, label: name }, call);
    try {
      const probabilities = await alone.predict(data.columns, test, call);
      ablations.push({
        name,
        description: `The same head trained on the ${column.name} modality alone.`,
        probabilities,
      });
    } finally {
      alone.dispose();
    }
  }
  return ablations;
}

async function shuffledImages(input: AblationInput, call: CallOptions): Promise<Ablation> {
  const seed = deriveSeed(input.seed, 'shuffled image');
  const columns = input.data.columns.map((column) =>
    column.name === 'image' ? shuffleColumn(column, input.test, seed) : column,
  );
  return {
    name: 'shuffled image',
    description: 'The full model, with every test row shown the image of another test row.',
    probabilities: await input.model.predict(columns, input.test, call),
  };
}
