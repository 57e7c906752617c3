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
 * Trains the same head on each modality alone, and asks the full model with each product's image replaced by another
 * one's. Empty for a model of one modality. An estimator head without `saveState` and `restoreState` is not fitted
 * again, since it could not return to the full model.
 */
export async function runAblations(input: AblationInput, call: CallOptions = {}): Promise<Ablation[]> {
  const { data, head } = input;
  if (data.columns.length < 2) return [];
  const alone = canReturn(head) ? await singleModalities(input, call) : [];
  const hasImages = data.columns.some((column) => isImage(column.name));
  return hasImages ? [...alone, await shuffledImages(input, call)] : alone;
}

/** `image`, and further pictures of the item, `image 2` and so on. */
function isImage(modality: string): boolean {
  return modality.split(' ')[0] === 'image';
}

/** Can the head be fitted for another model and then go back to this one? */
export function canReturn(head: RatingHead): boolean {
  return head.kind === 'graph' || (head.saveState !== undefined && head.restoreState !== undefined);
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
    isImage(column.name) ? shuffleColumn(column, input.test, seed) : column,
  );
  return {
    name: 'shuffled image',
    description: 'The full model, with every test row shown the image of another test row.',
    probabilities: await input.model.predict(columns, input.test, call),
  };
}
