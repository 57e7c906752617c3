import type { RankingQuery, ScoreContribution } from '../../contracts/index.js';
import type { EaseCore, EaseModel } from './model.js';
import { influence } from './score.js';

/**
 * What each liked item adds to the score of an item, and by what. Between two items with interactions, the entry of
 * `B` is part of the solution of a regression that is linear in the scored item's column of the Gram matrix, hence the
 * sum of what the part of each modality and the rest, `interactions`, give; they may have opposite signs. An item
 * without interactions says and hears by its content alone: in proportion to what each modality contributes to its
 * likeness to the items that it is taken for a mixture of.
 */
export function explainScore(
  model: EaseModel,
  { liked, weight }: RankingQuery,
  item: number,
): ScoreContribution[] {
  const { core, warmPlace } = model;
  const target = warmPlace[item]!;
  const columns = target < 0 ? [] : contentColumns(core, target);
  const contributions: ScoreContribution[] = [];
  for (const [index, from] of liked.entries()) {
    const entry = influence(model, from, item);
    if (entry === 0) continue;
    const source = warmPlace[from]!;
    const parts =
      target >= 0 && source >= 0
        ? warmParts(core, columns, source, target, entry)
        : coldParts(model, target >= 0 ? from : item, entry);
    for (const [modality, value] of parts) {
      if (value !== 0) contributions.push({ item: from, modality, value: value * (weight?.[index] ?? 1) });
    }
  }
  return contributions;
}

type Part = readonly [modality: string, value: number];

/** The column of `w^2 F F'` of one item for each modality, without its own row, of which the regression knows nothing. */
function contentColumns(
  { content, means, modalities, size, contentFactor }: EaseCore,
  item: number,
): Float64Array[] {
  const width = means.length;
  if (width === 0) return [];
  let offset = 0;
  return modalities.map(({ dimensions }) => {
    const column = new Float64Array(size);
    const own = item * width;
    for (let row = 0; row < size; row++) {
      if (row === item) continue;
      let product = 0;
      for (let d = offset; d < offset + dimensions; d++)
        product += content[row * width + d]! * content[own + d]!;
      column[row] = contentFactor * product;
    }
    offset += dimensions;
    return column;
  });
}

/** Of the inverse without the row and column of the target, `P_li - P_lj P_ji / P_jj`, one row times each column. */
function warmParts(
  { inverse, diagonal, size, modalities }: EaseCore,
  columns: readonly Float64Array[],
  source: number,
  target: number,
  entry: number,
): Part[] {
  const factor = inverse[source * size + target]! / diagonal[target]!;
  let rest = entry;
  const parts = columns.map((column, place): Part => {
    let value = 0;
    for (let row = 0; row < size; row++) {
      value += (inverse[source * size + row]! - factor * inverse[target * size + row]!) * column[row]!;
    }
    rest -= value;
    return [modalities[place]!.name, value];
  });
  return [['interactions', rest], ...parts];
}

/** The entry by the credit of the modalities of an item without interactions. */
function coldParts({ core, cold, coldPlace }: EaseModel, item: number, entry: number): Part[] {
  const credit = cold.credit.row(coldPlace[item]!);
  return core.modalities.map(({ name }, place): Part => [name, entry * credit[place]!]);
}
