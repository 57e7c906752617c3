/** Reviews that an encoder which learns is fitted on. */
export const TRAINING_TEXTS: readonly string[] = Object.freeze([
  'Great dress, the fabric is soft and the fit is perfect.',
  'The zipper broke after one day and the seller never answered.',
  'Nice colour but much smaller than the size chart says.',
  'My daughter loves these boots and wears them every day.',
  'Cheap material, it smells of plastic and feels rough.',
  'Exactly as pictured, fast delivery, would buy again.',
  'The ring turned my finger green within a week.',
  'Comfortable shoes for long walks, good support.',
  'Too long for me, but the quality of the fabric is fine.',
  'The watch stopped working and the glass is scratched.',
  'Beautiful scarf, warm and soft, lovely gift for my mother.',
  'Not worth the money, the seams came apart in the wash.',
  'Good socks, they stay up and do not shrink.',
  'The bag is smaller than it looks in the picture.',
  'Perfect fit and a very flattering cut.',
  'Average quality for the price, nothing special.',
]);

/** Reviews of very different length, so that a batch of them holds padding. */
export const SAMPLE_TEXTS: readonly string[] = Object.freeze([
  'Great dress, soft fabric, perfect fit.',
  'Broke.',
  'The boots arrived two weeks late and one of them was scratched, but the seller answered within an hour and sent a new pair at once, so in the end my daughter wears them every day and we are happy with the quality.',
  'Nice colour, smaller than the size chart says.',
  'Cheap material; it smells of plastic.',
]);

/** Texts that real data hold and that must not stop a run. */
export const UNUSUAL_TEXTS: Readonly<Record<string, string>> = Object.freeze({
  'the empty string': '',
  'white space only': ' \t\n\u00a0',
  emoji: '😍👍🏽 👩‍👩‍👧‍👦 5⭐',
  'a very long text': 'The fabric is soft and the fit is perfect. '.repeat(1500),
  'one very long word': 'a'.repeat(20_000),
  'right-to-left text': 'המוצר מצוין והמידה מתאימה. جودة رائعة',
  'a lone surrogate and control characters': 'bad \ud83d end \u0000\u0007\u200b',
});
