import type { EmbeddingInput } from './types.js';

/** The different inputs of a column in order of first appearance. */
export interface DistinctInputs<Input> {
  readonly inputs: readonly EmbeddingInput<Input>[];
  /** First row of every distinct input, for error messages. */
  readonly firstRow: Int32Array;
  /** Position in `inputs` of every row's input, -1 where the row has none. */
  readonly rowIndex: Int32Array;
}

/** Finds equal inputs by their keys. */
export function distinctInputs<Input>(
  rows: readonly (EmbeddingInput<Input> | undefined)[],
): DistinctInputs<Input> {
  const positions = new Map<string, number>();
  const inputs: EmbeddingInput<Input>[] = [];
  const firstRow: number[] = [];
  const rowIndex = Int32Array.from(rows, (input, row) => {
    if (!input) return -1;
    const known = positions.get(input.key);
    if (known !== undefined) return known;
    positions.set(input.key, inputs.length);
    firstRow.push(row);
    return inputs.push(input) - 1;
  });
  return { inputs, firstRow: Int32Array.from(firstRow), rowIndex };
}
