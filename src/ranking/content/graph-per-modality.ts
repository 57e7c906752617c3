import type { RankerFitInput } from '../../contracts/index.js';
import type { NeighbourOptions } from '../../numeric/neighbours.js';
import type { ModalityColumn } from '../../types.js';
import { rateMeter } from '../../util/progress.js';

/**
 * Builds a graph for each modality of a fit, one after the other, and reports the items that have been searched as progress of the
 * ranker. What it does after that counts as one step more, which `finish` reports.
 */
export async function graphPerModality<Graph>(
  ranker: string,
  { modalities, signal, onProgress }: RankerFitInput,
  build: (column: ModalityColumn, search: NeighbourOptions) => Promise<Graph>,
): Promise<{ graphs: Graph[]; finish: () => void }> {
  const rate = rateMeter();
  const total = modalities.reduce((sum, { matrix }) => sum + matrix.rows, 0) + 1;
  const report = (done: number) =>
    onProgress?.({ stage: 'fit-ranker', ranker, done, total, rate: rate(done) });
  const graphs: Graph[] = [];
  let before = 0;
  for (const column of modalities) {
    const searched = before;
    graphs.push(await build(column, { signal, onProgress: (done) => report(searched + done) }));
    before += column.matrix.rows;
  }
  return { graphs, finish: () => report(total) };
}
