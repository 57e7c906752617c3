import type { CallOptions, RatingColumn } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { rateMeter } from '../../util/progress.js';
import { deriveSeed } from '../../util/random.js';
import { listCells } from './cells.js';
import { dataFingerprint } from './data-fingerprint.js';
import { makeFolds } from './folds.js';
import { FitJournal } from './journal.js';
import { resolveCompareInput } from './options.js';
import { fitKey, scoreFit } from './score-fit.js';
import { summariseCells } from './summarise-cells.js';
import type { ComparedFit, CompareInput, Comparison } from './types.js';

/**
 * Cross-validates all combinations of encoders, fusions and heads. Rows are divided into folds with the ratings in the same shares; of
 * each fit a part of the training rows stops the training, and the fold that was left out is measured. The same input gives the same
 * metrics, whether or not it was interrupted. Fits that are in the journal are not repeated.
 *
 * Raises `INVALID_OPTIONS`, `DIMENSION_MISMATCH`, what fitting raises, and `ABORTED`; what was finished before is in the journal.
 *
 * @example
 * ```ts
 * const comparison = await compareModels({
 *   encoders: { 'text and image': columns, 'text only': [columns[0]] },
 *   fusions: { concat: () => new ConcatFusion(), gated: () => new GatedFusion() },
 *   heads: { classes: () => new MlpClassifierHead(), ordinal: () => new MlpOrdinalHead() },
 *   classIndex, rows, scale, journal: 'comparison.jsonl',
 * });
 * console.log(renderComparisonText(comparison));
 * ```
 */
export async function compareModels(input: CompareInput, call: CallOptions = {}): Promise<Comparison> {
  const settings = resolveCompareInput(input);
  const { encoders, fusions, heads, classIndex, scale, training, seeds, folds, validationShare } = settings;
  const cells = listCells(settings);
  const journal = await FitJournal.open(settings.journal);
  const prints = new Map(
    Object.entries(encoders).map(([name, one]) => [name, dataFingerprint(one, settings)]),
  );
  const total = cells.length * folds * seeds.length;
  const rate = rateMeter();
  const fits = new Map(cells.map(({ name }) => [name, [] as ComparedFit[]]));
  let done = 0;
  let resumed = 0;
  // Seed by seed and fold by fold over all cells, so that an interrupted comparison has seen every cell early.
  for (const seed of seeds) {
    for (const [fold, part] of makeFolds({ ...settings, seed }).entries()) {
      const fitSeed = deriveSeed(seed, `fold ${fold}`);
      let embedded: { of: string; columns: readonly RatingColumn[] } | undefined;
      for (const cell of cells) {
        throwIfAborted(call.signal);
        const [fusion, head] = [fusions[cell.fusion]!(), heads[cell.head]!()];
        const names = [cell.fusion, cell.head];
        const division = ['folds', folds, fold, seed, validationShare];
        const key = fitKey({ data: prints.get(cell.encoders)!, fusion, head, names, training, division });
        let found = journal.get(key);
        if (found) resumed++;
        else {
          if (embedded?.of !== cell.encoders) {
            const choice = encoders[cell.encoders]!;
            const columns = 'columnsOf' in choice ? await choice.columnsOf(part, fitSeed, call) : choice;
            embedded = { of: cell.encoders, columns };
          }
          const label = `${cell.name}, fold ${fold + 1} of ${folds}`;
          const fit = { columns: embedded.columns, classIndex, scale, fusion, head, training, part };
          found = await scoreFit({ ...fit, seed: fitSeed, label }, call);
          await journal.add(key, found);
        }
        fits.get(cell.name)!.push({ seed, fold, ...found });
        call.onProgress?.({ stage: 'compare', cell: cell.name, fold, done: ++done, total, rate: rate(done) });
      }
    }
  }
  return { ...summariseCells(cells, fits, settings), resumed };
}
