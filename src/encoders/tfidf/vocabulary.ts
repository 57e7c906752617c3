import type { ResolvedTfidfOptions } from './options.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { type Analyser, compareByCodePoint } from './terms.js';

/** Terms of the training texts in order of code points, and how often each occurs in each text. */
export interface CountedTexts {
  readonly terms: readonly string[];
  /** Number of texts that contain the term. */
  readonly documentFrequency: Int32Array;
  /** `[texts, terms]`. */
  readonly counts: SparseMatrix;
}

/** Counts all terms of the texts; the vocabulary grows as they come. Ids are in order of first appearance. */
export class TermCounter {
  readonly #ids = new Map<string, number>();
  readonly #rowStart: number[] = [0];
  readonly #id: number[] = [];
  readonly #count: number[] = [];
  readonly #position: number[] = [];

  add(terms: readonly string[]): void {
    const ids = this.#ids;
    const row = this.#id.length;
    for (const term of terms) {
      let id = ids.get(term);
      if (id === undefined) {
        id = ids.size;
        ids.set(term, id);
        this.#position.push(-1);
      }
      // The term's entry in this row, if its last position lies there: cheaper than a table for every text.
      const position = this.#position[id]!;
      if (position >= row) {
        this.#count[position]!++;
      } else {
        this.#position[id] = this.#id.push(id) - 1;
        this.#count.push(1);
      }
    }
    this.#rowStart.push(this.#id.length);
  }

  /** Leaves out terms by frequency, as scikit-learn's CountVectorizer does, and sorts the rest. */
  finish({
    minDf,
    maxDf,
    maxFeatures,
  }: Pick<ResolvedTfidfOptions, 'minDf' | 'maxDf' | 'maxFeatures'>): CountedTexts {
    const terms = [...this.#ids.keys()];
    const texts = this.#rowStart.length - 1;
    const documentFrequency = new Int32Array(terms.length);
    const termFrequency = new Int32Array(terms.length);
    this.#id.forEach((id, entry) => {
      documentFrequency[id]!++;
      termFrequency[id]! += this.#count[entry]!;
    });
    const least = minDf < 1 ? minDf * texts : minDf;
    const most = maxDf <= 1 ? maxDf * texts : maxDf;
    let kept = [...terms.keys()].filter(
      (id) => documentFrequency[id]! >= least && documentFrequency[id]! <= most,
    );
    const byTerm = (a: number, b: number) => compareByCodePoint(terms[a]!, terms[b]!);
    if (maxFeatures !== null && kept.length > maxFeatures) {
      kept.sort((a, b) => termFrequency[b]! - termFrequency[a]! || byTerm(a, b));
      kept = kept.slice(0, maxFeatures);
    }
    kept.sort(byTerm);
    return {
      terms: kept.map((id) => terms[id]!),
      documentFrequency: Int32Array.from(kept, (id) => documentFrequency[id]!),
      counts: this.#select(kept, terms.length),
    };
  }

  #select(kept: readonly number[], known: number): SparseMatrix {
    const position = new Int32Array(known).fill(-1);
    kept.forEach((id, index) => {
      position[id] = index;
    });
    const rows = this.#rowStart.length - 1;
    const builder = new SparseRows(kept.length);
    for (let row = 0; row < rows; row++) {
      const entries: [column: number, count: number][] = [];
      for (let entry = this.#rowStart[row]!; entry < this.#rowStart[row + 1]!; entry++) {
        const column = position[this.#id[entry]!]!;
        if (column >= 0) entries.push([column, this.#count[entry]!]);
      }
      builder.add(entries);
    }
    return builder.finish();
  }
}

/** Counts known terms only. `[texts, terms]`. */
export function countKnownTerms(
  texts: readonly string[],
  analyse: Analyser,
  columnOf: ReadonlyMap<string, number>,
): SparseMatrix {
  const builder = new SparseRows(columnOf.size);
  for (const text of texts) {
    const counts = new Map<number, number>();
    for (const term of analyse(text)) {
      const column = columnOf.get(term);
      if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    builder.add([...counts]);
  }
  return builder.finish();
}

/** Collects a sparse matrix row by row. */
class SparseRows {
  readonly #columns: number;
  readonly #rowStart: number[] = [0];
  readonly #column: number[] = [];
  readonly #value: number[] = [];

  constructor(columns: number) {
    this.#columns = columns;
  }

  add(entries: [column: number, value: number][]): void {
    entries.sort((a, b) => a[0] - b[0]);
    for (const [column, value] of entries) {
      this.#column.push(column);
      this.#value.push(value);
    }
    this.#rowStart.push(this.#column.length);
  }

  finish(): SparseMatrix {
    return {
      rows: this.#rowStart.length - 1,
      columns: this.#columns,
      rowStart: Int32Array.from(this.#rowStart),
      column: Int32Array.from(this.#column),
      value: Float64Array.from(this.#value),
    };
  }
}
