import type { SplitSummary } from '../dataset/types.js';
import type { CompareInput, Comparison, ComparisonTest } from '../evaluation/comparison/types.js';
import { evaluateContenders } from '../evaluation/evaluate-contenders.js';
import { fitRatingModel } from '../training/fit-rating-model.js';
import type { CallOptions, EmbeddingMatrix, SplitIndices } from '../types.js';
import { describeProtocol } from './evaluate-ratings.js';

/** What {@link testComparison} measures. */
export interface TestComparisonInput
  extends Pick<CompareInput, 'encoders' | 'fusions' | 'heads' | 'classIndex' | 'scale' | 'training'> {
  readonly comparison: Comparison;
  readonly indices: SplitIndices;
  readonly split: SplitSummary;
  readonly seed: number;
}

/** Fits the first and the best combination on the training rows and measures them side by side on the test rows. */
export async function testComparison(input: TestComparisonInput, call: CallOptions): Promise<ComparisonTest> {
  const { comparison, indices, classIndex, scale, seed } = input;
  const pick = (rows: Int32Array) => rows.map((row) => classIndex[row]!);
  const [first] = comparison.cells;
  const names = [...new Set([first!.name, comparison.best])];
  const probabilities: EmbeddingMatrix[] = [];
  for (const name of names) probabilities.push(await predictTest(input, name, call));
  const [model, best] = probabilities;
  const { protocol, contenders } = evaluateContenders({
    classIndex: pick(indices.test),
    trainClassIndex: pick(indices.train),
    scale,
    model: model!,
    ablations: best
      ? [{ name: names[1]!, description: 'Best in the cross-validation.', probabilities: best }]
      : [],
    protocol: describeProtocol(input.split, seed),
    seed,
  });
  const kept = contenders.filter(({ kind }) => kind !== 'baseline');
  return {
    protocol,
    contenders: kept.map(({ metrics, intervals, difference }, position) => ({
      name: names[position]!,
      metrics,
      intervals,
      ...(difference && { difference }),
    })),
  };
}

async function predictTest(
  { comparison, encoders, fusions, heads, classIndex, scale, training, indices, seed }: TestComparisonInput,
  name: string,
  call: CallOptions,
): Promise<EmbeddingMatrix> {
  const cell = comparison.cells.find((one) => one.name === name)!;
  const choice = encoders[cell.encoders]!;
  const { train, validation, test } = indices;
  const columns =
    'columnsOf' in choice ? await choice.columnsOf({ train, validation, test }, seed, call) : choice;
  const data = { columns, classIndex, train, validation, scale };
  const [fusion, head] = [fusions[cell.fusion]!(), heads[cell.head]!()];
  const model = await fitRatingModel({ data, fusion, head, options: training, seed, label: name }, call);
  try {
    return await model.predict(columns, test, call);
  } finally {
    model.dispose();
  }
}
