/** Sentences about one aspect each, by tone. Slots in braces are filled by `fill` of sentence.ts. */

/** From delighted to furious. */
export type Tone = 'great' | 'good' | 'mixed' | 'bad' | 'awful';
export const TONES: readonly Tone[] = ['awful', 'bad', 'mixed', 'good', 'great'];

export type Aspect = 'fit' | 'material' | 'look' | 'delivery' | 'price' | 'use' | 'service';

export const ASPECT_SENTENCES: Readonly<Record<Aspect, Readonly<Record<Tone, readonly string[]>>>> = {
  fit: {
    great: [
      '{it} fits {very} well',
      'the fit is perfect on {person}',
      'true to size and so comfortable',
      "couldn't ask for a better fit",
      'fits like it was made for me',
    ],
    good: [
      'the size is about right',
      'fits fine, maybe a touch long',
      'comfortable enough for a whole day',
      'size up if you are between sizes, otherwise good',
    ],
    mixed: [
      'a bit snug but wearable',
      'runs somewhat large, not a big problem',
      'the fit is so so',
      'ordered my usual size and it is okay, not great',
    ],
    bad: [
      'runs small, order at least one size up',
      'not comfortable after an hour',
      'the sizing chart is off',
      'it does not fit as well as I hoped',
    ],
    awful: [
      'way too small, nothing like the size chart',
      'could not even get it on',
      'the fit is terrible on {person}',
      'it hurts to wear, unusable',
    ],
  },
  material: {
    great: [
      'the {material} feels soft and {very} well made',
      'amazing quality, the {material} is lovely',
      'excellent workmanship, every seam is neat',
      'nothing cheap about this {material}',
    ],
    good: [
      'the {material} is nice',
      'good quality for everyday',
      'seems well made, washes fine',
      'the {material} is not bad at all',
    ],
    mixed: [
      'the {material} is thinner than expected, still acceptable',
      'quality is average',
      'neither soft nor scratchy, just ordinary {material}',
    ],
    bad: [
      'the {material} feels cheap',
      'thin and a little scratchy',
      'not the quality I expected from {store}',
      'the stitching already came loose',
    ],
    awful: [
      'fell apart after two days',
      'horrible {material}, it ripped the first time',
      'worst quality I have ever bought',
      'complete junk, poorly made',
    ],
  },
  look: {
    great: [
      'the {colour} is gorgeous',
      'beautiful, I get compliments all the time',
      'looks stunning with {outfit}',
      'even prettier in person',
    ],
    good: [
      'the {colour} is pretty',
      'looks nice with {outfit}',
      'the {pattern} design is cute',
      'looks like the listing',
    ],
    mixed: [
      'the {colour} is a bit different from what I imagined',
      'looks alright, nothing special',
      'more {accent} in it than I thought',
    ],
    bad: [
      'the {colour} looks dull',
      'not as pretty as I had hoped',
      'the {pattern} design looks cheap',
      'the color is not what I wanted',
    ],
    awful: [
      'looks awful, nothing like the description',
      'ugly, the {colour} is completely wrong',
      'I would be embarrassed to wear it',
    ],
  },
  delivery: {
    great: [
      'came two days early, beautifully packed',
      'super fast shipping',
      'arrived quickly and in perfect shape',
    ],
    good: ['arrived on time', 'shipping was quick', 'no problem with the delivery'],
    mixed: ['took a while to arrive', 'the parcel was a bit crushed but fine inside', 'delivery was okay'],
    bad: ['arrived late', 'took three weeks to get here', 'the box was open when it came'],
    awful: [
      'never arrived when promised and came damaged',
      'wrong item in the box',
      'shipping was a nightmare',
    ],
  },
  price: {
    great: ['a steal at this price', 'great value', 'worth every penny and more'],
    good: ['good value', 'fair price', 'worth it on sale'],
    mixed: ['okay for the price', 'you get what you pay for', 'a little pricey for what it is'],
    bad: ['not worth the price', 'overpriced', 'expected more for the money'],
    awful: ['waste of money', 'total rip off', 'want my money back'],
  },
  use: {
    great: [
      'I wear it all the time',
      'perfect for {occasion}',
      '{person} absolutely loves it',
      'already ordered a second one',
    ],
    good: ['works well for {occasion}', '{person} likes it', 'I would buy it again', 'does the job'],
    mixed: [
      'fine for {occasion}, not more',
      'I will keep it but would not reorder',
      '{person} is not sure about it',
    ],
    bad: ['I rarely use it', '{person} was disappointed', 'it stays in the closet', 'would not buy it again'],
    awful: [
      'went straight in the trash',
      '{person} hated it',
      'useless, do not buy',
      'had to send it back right away',
    ],
  },
  service: {
    great: ['the seller was wonderful', '{store} answered within an hour, fantastic'],
    good: ['the seller was helpful', 'easy exchange'],
    mixed: ['{store} took some days to answer', 'the return took a while but worked'],
    bad: ['the seller was no help', 'returning it costs extra'],
    awful: ['{store} ignored my messages, awful service', 'they refused the refund'],
  },
};

/** What a buyer says about a flaw that can be seen; independent of how satisfied this buyer is. */
export const FLAW_SENTENCES: Readonly<Record<string, readonly string[]>> = {
  stains: ['there was a mark on it', 'mine came with a small spot'],
  wrinkles: ['it was wrinkled out of the bag', 'needs ironing'],
  threads: ['some loose threads here and there', 'had to cut a few threads'],
  pilling: ['little fuzz balls on the {material}', 'it pills a bit'],
  fading: ['the {colour} is paler than a bold {colour}', 'the color seems washed out'],
  mismatch: ['the two halves do not match up', 'the seam is a bit off'],
};
