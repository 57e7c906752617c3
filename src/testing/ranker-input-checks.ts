import type { InteractionMatrix, Ranker, RankerFitInput } from '../contracts/index.js';
import type { ModalityColumn } from '../types.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandCode } from './demands.js';
import type { RankerSuite } from './ranker-suite.js';
import { copyOf, fitInput, TRIAL, trialQueries } from './ranker-trial.js';

/** What a ranker does with what it is given: refuses the bad, leaves the good as it is. */
export function inputChecks({ check }: RankerSuite): ConformanceCheck[] {
  return [
    check('refuses to work before fit', async (ranker) => {
      const refused = 'a ranker refuses to score, explain, save and add items before fit.';
      await demandCode(() => ranker.score(trialQueries()), 'NOT_FITTED', refused);
      await demandCode(() => ranker.addItems(copyOf(TRIAL.added)), 'NOT_FITTED', refused);
      if (ranker.explain)
        await demandCode(() => ranker.explain?.(trialQueries()[0]!, 0), 'NOT_FITTED', refused);
      if (ranker.saveState) await demandCode(() => ranker.saveState?.(), 'NOT_FITTED', refused);
    }),
    check('leaves its inputs as they were', async (ranker) => {
      const input = fitInput();
      const added = copyOf(TRIAL.added);
      const queries = trialQueries();
      const given = () => shown([input.interactions, input.modalities, added, queries]);
      const before = given();
      const calls: [name: string, call: () => unknown][] = [
        ['fit', () => ranker.fit(input)],
        ['score', () => ranker.score(queries)],
        ['explain', () => ranker.explain?.(queries[0]!, 1)],
        ['addItems', () => ranker.addItems(added)],
        ['score after addItems', () => ranker.score(queries)],
      ];
      for (const [name, call] of calls) {
        await call();
        demand(
          given() === before,
          'fit, score, explain and addItems change nothing that they are given.',
          `an array has other values after ${name}.`,
          'normalise and sort copies.',
        );
      }
    }),
    check('refuses an empty catalogue', async (ranker) => {
      const nothing = { users: 0, items: 0, rowStart: Int32Array.of(0), itemIndex: new Int32Array(0) };
      const interactions: InteractionMatrix = { ...nothing, weight: new Float32Array(0) };
      await demandRefusal(ranker, { interactions, modalities: [] }, 'EMPTY_CATALOGUE', 'a fit without items');
    }),
    check('refuses embeddings with NaN or Infinity', async (ranker) => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const modalities = spoilt(TRIAL.modalities, value);
        await demandRefusal(
          ranker,
          { modalities },
          'INVALID_EMBEDDING',
          `a fit with ${value} in an embedding`,
        );
      }
      await ranker.fit(fitInput());
      await demandCode(
        () => ranker.addItems(spoilt(TRIAL.added, Number.NaN)),
        'INVALID_EMBEDDING',
        'addItems refuses NaN in an embedding.',
      );
    }),
    check('refuses modalities of another shape', async (ranker) => {
      const [text, image] = copyOf(TRIAL.modalities) as [ModalityColumn, ModalityColumn];
      const short = { ...image, rowIndex: image.rowIndex.slice(1) };
      await demandRefusal(
        ranker,
        { modalities: [text, short] },
        'DIMENSION_MISMATCH',
        'a fit with too few rows',
      );
      const beyond = { ...image, rowIndex: image.rowIndex.map((row) => (row < 0 ? row : row + 2)) };
      const outside = 'a fit with a row that the matrix does not have';
      await demandRefusal(ranker, { modalities: [text, beyond] }, 'DIMENSION_MISMATCH', outside);
      await ranker.fit(fitInput());
      const added = copyOf(TRIAL.added);
      for (const bad of [
        added.slice(0, 1),
        added.map((column) => ({ ...column, name: `other ${column.name}` })),
      ]) {
        await demandCode(
          () => ranker.addItems(bad),
          'DIMENSION_MISMATCH',
          'addItems refuses other modalities than those of the fit.',
        );
      }
    }),
    check('an aborted call rejects with ABORTED', async (ranker) => {
      const signal = AbortSignal.abort();
      const aborted = 'a fit and a score whose signal has fired reject with ABORTED.';
      await demandCode(() => ranker.fit(fitInput({ signal })), 'ABORTED', aborted);
      await ranker.fit(fitInput());
      await demandCode(() => ranker.score(trialQueries(), { signal }), 'ABORTED', aborted);
    }),
  ];
}

function demandRefusal(
  ranker: Ranker,
  changes: Partial<RankerFitInput>,
  code: 'EMPTY_CATALOGUE' | 'INVALID_EMBEDDING' | 'DIMENSION_MISMATCH',
  what: string,
): Promise<void> {
  return demandCode(() => ranker.fit(fitInput(changes)), code, `${what} is refused.`);
}

/** The columns with one bad value in the second. */
function spoilt(columns: readonly ModalityColumn[], value: number): readonly ModalityColumn[] {
  const copies = copyOf(columns);
  const { matrix, rowIndex } = copies[1]!;
  matrix.data[rowIndex[1]! * matrix.dimensions + 2] = value;
  return copies;
}

function shown(given: unknown): string {
  return JSON.stringify(given, (_key, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as never) : value,
  );
}
