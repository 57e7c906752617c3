/** Whole-review phrases: titles, openings, closings, and sentences that carry no opinion. */
import type { Tone } from './aspects.js';

export const TITLES: Readonly<Record<Tone, readonly string[]>> = {
  great: [
    'Love it',
    'Love this {style}!',
    'Perfect',
    'Beautiful {style}',
    'So happy with this',
    'Highly recommend',
    'Exceeded my expectations',
  ],
  good: ['Nice {style}', 'Good buy', 'Pretty good', 'Nice for the price', 'I like it', 'Solid {style}'],
  mixed: ["It's ok", 'Just okay', 'Mixed feelings', 'Average {style}', 'Not bad, not great', 'Decent'],
  bad: ['Disappointed', 'Not what I expected', 'Expected better', 'Meh', 'Not great', 'Too bad'],
  awful: [
    'Terrible',
    'Do not buy',
    'Waste of money',
    'Awful {style}',
    'Horrible',
    'Returned it',
    'Zero stars if I could',
  ],
};

export const NEUTRAL_TITLES: readonly string[] = [
  '{style}',
  'My review',
  '{colour} {style}',
  'Gift',
  'Second order',
  'Read before you buy',
  'Bought for {occasion}',
];

export const OPENINGS: Readonly<Record<Tone, readonly string[]>> = {
  great: [
    'I love this {style}',
    'absolutely love it',
    'best {style} I own',
    'this {style} is amazing',
    "can't say enough good things",
  ],
  good: ['I like this {style}', 'nice {style}', "can't complain", 'happy with it', 'pretty {style}'],
  mixed: [
    'it is an okay {style}',
    'not sure what to think',
    'the {style} is decent',
    'it has its ups and downs',
  ],
  bad: [
    'I wanted to like this {style}',
    'a bit let down',
    'not impressed',
    'not a good {style}',
    'I am not happy with it',
  ],
  awful: [
    'I hate this {style}',
    'terrible {style}',
    'what a disappointment',
    'do not waste your time',
    'this is garbage',
  ],
};

export const CLOSINGS: Readonly<Record<Tone, readonly string[]>> = {
  great: ['highly recommend', 'will buy more colors', 'thank you {store}!'],
  good: ['would recommend', 'good overall', 'satisfied'],
  mixed: ['overall okay', 'might keep it', 'it will do'],
  bad: ['would not recommend', 'thinking about returning it', 'there are better ones'],
  awful: ['returning it', 'stay away', 'never again from {store}', 'avoid'],
};

export const FILLERS: readonly string[] = [
  'I bought this for {occasion}',
  'got it as a gift for {person}',
  'I am 5\'4" and 130 lbs',
  'ordered the {colour} one',
  'this is my second order from {store}',
  'I needed a {style} to go with {outfit}',
  'wore it to {occasion}',
  'I ordered a medium',
  'it is {colour} with {accent} & {material}',
  'my old one was from another brand',
  'posting this after a month',
];

export const SLOTS = {
  person: ['my daughter', 'my husband', 'my wife', 'my sister', 'my mom', 'me', 'my son', 'my best friend'],
  occasion: [
    'work',
    'a wedding',
    'vacation',
    'school',
    'the weekend',
    'date night',
    'Christmas',
    'travel',
    'the office',
  ],
  outfit: ['jeans', 'a black skirt', 'my leather jacket', 'leggings', 'white pants', 'everything'],
  very: ['very', 'really', 'so', 'super', 'extremely'],
  it: ['it', 'this', 'the {style}'],
} as const;
