/** Writes the title and the text of a synthetic review from a grammar of templates. */
import { clamp, type Dice } from './dice.js';
import type { Product, User } from './types.js';
import { ASPECT_SENTENCES, type Aspect, FLAW_SENTENCES, TONES, type Tone } from './words/aspects.js';
import { CLOSINGS, FILLERS, NEUTRAL_TITLES, OPENINGS, SLOTS, TITLES } from './words/frames.js';
import { addTypo, capitalise, toHtml } from './words/typing.js';

const ASPECTS: readonly (readonly [Aspect, number])[] = [
  ['fit', 24],
  ['material', 18],
  ['look', 20],
  ['use', 16],
  ['delivery', 9],
  ['price', 9],
  ['service', 4],
];

/** How far a single remark strays from the writer's experience, in tones. */
const TONE_NOISE = 0.42;

export interface ReviewWords {
  readonly title: string;
  readonly text: string;
}

/** `experience` runs from -2 (furious) to 2 (delighted) and is all that the words know of the rating. */
export function writeReview(product: Product, user: User, experience: number, dice: Dice): ReviewWords {
  const tone = () => toneOf(experience + dice.normal(0, TONE_NOISE));
  const title = fill(
    dice.chance(0.22) ? dice.pick(NEUTRAL_TITLES) : dice.pick(TITLES[tone()]),
    product,
    dice,
  );
  if (dice.chance(0.015)) return { title: dice.chance(0.3) ? '' : capitalise(title), text: '' };

  const length = Math.max(1, Math.round(user.verbosity + dice.normal(0, 1)));
  const sentences: string[] = [];
  if (dice.chance(0.45)) sentences.push(dice.pick(OPENINGS[tone()]));
  const aspects = new Set<Aspect>();
  while (aspects.size < Math.min(length, ASPECTS.length)) aspects.add(dice.weighted(ASPECTS));
  sentences.push(
    ...joinRemarks(
      [...aspects].map((aspect) => remark(aspect, tone(), dice)),
      dice,
    ),
  );
  if (dice.chance(0.4)) sentences.splice(dice.integer(sentences.length + 1), 0, dice.pick(FILLERS));
  const flaw = seenFlaw(product, dice);
  if (flaw !== undefined) sentences.push(flaw);
  if (dice.chance(0.3)) sentences.push(dice.pick(CLOSINGS[tone()]));

  return { title: capitalise(title), text: typeOut(sentences, product, user, dice) };
}

function toneOf(level: number): Tone {
  return TONES[clamp(Math.round(level), -2, 2) + 2]!;
}

interface Remark {
  readonly tone: Tone;
  readonly sentence: string;
}

function remark(aspect: Aspect, tone: Tone, dice: Dice): Remark {
  return { tone, sentence: dice.pick(ASPECT_SENTENCES[aspect][tone]) };
}

/** Two remarks often share a sentence, with "but" between praise and complaint. */
function joinRemarks(remarks: readonly Remark[], dice: Dice): string[] {
  const sentences: string[] = [];
  for (let i = 0; i < remarks.length; i++) {
    const [first, second] = [remarks[i]!, remarks[i + 1]];
    if (second === undefined || dice.chance(0.6)) {
      sentences.push(first.sentence);
      continue;
    }
    const distance = Math.abs(TONES.indexOf(first.tone) - TONES.indexOf(second.tone));
    const link =
      distance > 1 ? dice.pick([' but ', ', however ', ' although ']) : dice.pick([' and ', ', ', '; ']);
    sentences.push(first.sentence + link + second.sentence);
    i++;
  }
  return sentences;
}

/** Flaws that can be seen are sometimes written about, by happy buyers too. */
function seenFlaw(product: Product, dice: Dice): string | undefined {
  const seen = Object.keys(FLAW_SENTENCES).filter(
    (flaw) => product.traits[flaw as keyof Product['traits']] > 0.4,
  );
  if (seen.length === 0 || !dice.chance(0.12)) return undefined;
  return dice.pick(FLAW_SENTENCES[dice.pick(seen)]!);
}

function typeOut(sentences: readonly string[], product: Product, user: User, dice: Dice): string {
  const lowerCase = dice.chance(user.sloppiness);
  const typed = sentences.map((sentence) => {
    const filled = fill(sentence, product, dice);
    const spelled = dice.chance(user.sloppiness) ? addTypo(filled, dice) : filled;
    const end = /[!.?]$/.test(spelled) ? '' : user.exclaims && dice.chance(0.4) ? '!' : '.';
    return (lowerCase ? spelled : capitalise(spelled)) + end;
  });
  return dice.chance(0.1) ? toHtml(typed, dice) : typed.join(' ');
}

/** Replaces `{slot}` by a word of the product or of the grammar; slots may nest once. */
function fill(template: string, product: Product, dice: Dice): string {
  const words = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, slot: string) => {
      if (slot in SLOTS) return dice.pick<string>(SLOTS[slot as keyof typeof SLOTS]);
      return String(product[slot as keyof Product]);
    });
  return words(words(template));
}
