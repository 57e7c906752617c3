/** Synthetic records as the lines of a file, with the blemishes of real files scattered among them. */
import { createDice, type Dice } from './dice.js';
import { type PlantedReviews, rare } from './planted.js';
import { type JsonRecord, reviewRecord } from './records.js';
import type { Review } from './types.js';

const OFF_SCALE = [0, 6, 3.7, -1];
const NOT_A_NUMBER = [null, 'five stars', 'N/A'];

/** The text of the review file and the account of what is in it. */
export function reviewFile(seed: number, reviews: readonly Review[]) {
  const dice = createDice(seed, 'review lines');
  const records = reviews.map((review) => reviewRecord(review, dice));
  const lines = records.map((record) => JSON.stringify(record));
  const times = (share: number) => Array.from({ length: rare(reviews.length, share) }, (_, index) => index);
  /** A good record of somebody's with some of its fields replaced. */
  const spoil = (change: JsonRecord) => JSON.stringify({ ...dice.pick(records), ...change });

  const defects = {
    duplicates: times(0.005).map(() => dice.pick(lines)),
    unknownProducts: times(0.008).map((index) => {
      const asin = `SYNZZ${String(index).padStart(5, '0')}`;
      return spoil({ asin, parent_asin: asin });
    }),
    ratingsOffScale: times(0.003).map((index) => spoil({ rating: OFF_SCALE[index % OFF_SCALE.length] })),
    ratingsNotANumber: times(0.002).map((index) =>
      spoil({ rating: NOT_A_NUMBER[index % NOT_A_NUMBER.length] }),
    ),
    malformedLines: times(0.0025).map(() => cutOff(dice.pick(lines), dice)),
    notObjects: times(0.0005).map(() => '["synthetic"]'),
    blankLines: times(0.002).map((index) => (index % 2 === 0 ? '' : '  ')),
  };
  const scattered = scatter(lines, Object.values(defects).flat(), dice);
  const { text, crlfLines } = endLines(scattered, rare(lines.length, 0.01), dice);
  const planted: PlantedReviews = {
    lines: scattered.length,
    usable: lines.length,
    duplicates: defects.duplicates.length,
    unknownProducts: defects.unknownProducts.length,
    ratingsOffScale: defects.ratingsOffScale.length,
    ratingsNotANumber: defects.ratingsNotANumber.length,
    malformedLines: defects.malformedLines.length,
    notObjects: defects.notObjects.length,
    blankLines: defects.blankLines.length,
    crlfLines,
    htmlTexts: reviews.filter((review) => /&#?\w+;|<br \/>/.test(review.text)).length,
    emptyTexts: reviews.filter((review) => review.text === '').length,
    withoutWords: reviews.filter((review) => review.text === '' && review.title === '').length,
    stars: [1, 2, 3, 4, 5].map((stars) => reviews.filter((review) => review.stars === stars).length),
    users: new Set(reviews.map((review) => review.user.userId)).size,
  };
  return { text, planted };
}

/** The text of the metadata file and how many of its lines are blemished. */
export function metadataFile(seed: number, records: readonly JsonRecord[]) {
  const dice = createDice(seed, 'metadata lines');
  const lines = records.map((record) => JSON.stringify(record));
  const malformed = Array.from({ length: rare(lines.length, 0.005) }, () => cutOff(dice.pick(lines), dice));
  const blank = Array<string>(rare(lines.length, 0.005)).fill('');
  const scattered = scatter(lines, [...malformed, ...blank], dice);
  const { text, crlfLines } = endLines(scattered, rare(lines.length, 0.02), dice);
  return {
    text,
    planted: {
      lines: scattered.length,
      malformedLines: malformed.length,
      blankLines: blank.length,
      crlfLines,
    },
  };
}

/** What an interrupted copy leaves of a line. */
function cutOff(line: string, dice: Dice): string {
  return line.slice(0, Math.floor(line.length * dice.between(0.3, 0.9)));
}

/** Puts the extra lines anywhere after the first line; the good lines keep their order. */
function scatter(lines: readonly string[], extra: readonly string[], dice: Dice): string[] {
  const after = new Map<number, string[]>();
  for (const line of extra) {
    const position = dice.integer(lines.length);
    after.set(position, [...(after.get(position) ?? []), line]);
  }
  return lines.flatMap((line, position) => [line, ...(after.get(position) ?? [])]);
}

/** Ends some of the non-blank lines with CR LF instead of LF. */
function endLines(lines: readonly string[], wanted: number, dice: Dice) {
  const candidates = lines.flatMap((line, index) => (line.trim() === '' ? [] : [index]));
  const chosen = new Set(dice.shuffled(candidates).slice(0, wanted));
  const text = lines.map((line, index) => line + (chosen.has(index) ? '\r\n' : '\n')).join('');
  return { text, crlfLines: chosen.size };
}
