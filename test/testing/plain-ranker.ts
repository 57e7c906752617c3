import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../../src/contracts/index.js';
import { RecommenderError } from '../../src/errors.js';
import { checkAddedItems, checkFitInput } from '../../src/ranking/check-fit-input.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../../src/types.js';

/** Everything as plain arrays. */
export interface PlainFit {
  modalities: { name: string; dimensions: number }[];
  /** One list of vectors per modality; null where an item has none. */
  vectors: (number[] | null)[][];
  popularity: number[];
}

/** Mean similarity to the liked items, plus a little popularity. */
export class PlainRanker implements Ranker {
  readonly specVersion = 1;
  readonly name: string = 'PlainRanker';
  protected fitted: PlainFit | undefined;

  async fit(input: RankerFitInput): Promise<void> {
    this.refuseAborted(input.signal);
    checkFitInput(this.name, input);
    const { items, itemIndex, weight } = input.interactions;
    const popularity = new Array<number>(items).fill(0);
    for (const [entry, item] of itemIndex.entries()) popularity[item]! += weight[entry]!;
    this.fitted = {
      modalities: input.modalities.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions })),
      vectors: input.modalities.map(vectorsOf),
      popularity,
    };
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const fitted = this.get();
    const columns = checkAddedItems(this.name, fitted.modalities, modalities, fitted.popularity.length);
    this.fitted = {
      ...fitted,
      vectors: fitted.vectors.map((vectors, index) => [...vectors, ...vectorsOf(columns[index]!)]),
      popularity: [...fitted.popularity, ...Array.from(columns[0]!.rowIndex, () => 0)],
    };
  }

  async score(queries: readonly RankingQuery[], options: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const { popularity } = this.get();
    this.refuseAborted(options.signal);
    const rows = queries.map((query) => popularity.map((_, item) => total(this.parts(query, item))));
    return { data: Float32Array.from(rows.flat()), rows: rows.length, dimensions: popularity.length };
  }

  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    return this.parts(query, item);
  }

  config(): JsonObject {
    return {};
  }

  saveState(): PluginState {
    return { json: structuredClone(this.get()) as unknown as JsonObject };
  }

  restoreState({ json }: PluginState): void {
    this.fitted = structuredClone(json) as unknown as PlainFit;
  }

  async dispose(): Promise<void> {
    this.fitted = undefined;
  }

  protected get(): PlainFit {
    if (this.fitted) return this.fitted;
    throw new RecommenderError('NOT_FITTED', 'Call fit first.');
  }

  protected refuseAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw new RecommenderError('ABORTED', 'The call was aborted.');
  }

  protected parts({ liked, weight }: RankingQuery, item: number): ScoreContribution[] {
    const { modalities, vectors, popularity } = this.get();
    const parts: ScoreContribution[] = [
      { item: -1, modality: 'interactions', value: 1e-3 * popularity[item]! },
    ];
    for (const [index, { name }] of modalities.entries()) {
      for (const [position, other] of liked.entries()) {
        const similarity = cosine(vectors[index]![item] ?? null, vectors[index]![other] ?? null);
        parts.push({
          item: other,
          modality: name,
          value: ((weight?.[position] ?? 1) * similarity) / liked.length,
        });
      }
    }
    return parts;
  }
}

function total(parts: readonly ScoreContribution[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

function vectorsOf({ matrix, rowIndex }: ModalityColumn): (number[] | null)[] {
  const { data, dimensions } = matrix;
  return Array.from(rowIndex, (row) =>
    row < 0 ? null : Array.from(data.subarray(row * dimensions, (row + 1) * dimensions)),
  );
}

function cosine(left: number[] | null, right: number[] | null): number {
  if (left === null || right === null) return 0;
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
}
