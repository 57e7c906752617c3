import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/dataset/clean-text.js';

describe('cleanText', () => {
  it.each([
    ['line breaks', 'one<br>two<br /><BR/>three', 'one two three'],
    ['other tags', '<p class="a">one</p><i>two</i><!-- no -->', 'one two'],
    ['entities', 'Tom &amp; Jerry&#39;s &quot;best&quot; &eacute;&#x1F600;', `Tom & Jerry's "best" é😀`],
    ['escaped twice', 'one&lt;br /&gt;two', 'one two'],
    ['hearts and comparisons', 'I <3 it, 2 < 3 > 1', 'I <3 it, 2 < 3 > 1'],
    ['escaped comparisons', 'a &lt;b&gt; c', 'a <b> c'],
    ['no entity without a semicolon', 'R&D, black&gold, this&not', 'R&D, black&gold, this&not'],
    ['white space', ' a\u00a0\u00a0b\t\r\nc\u200b \ufeffd\u0000 ', 'a b c d'],
    ['composed form', 'cafe\u0301', 'caf\u00e9'],
    ['half a surrogate pair', 'a\ud83d b', 'a\ufffd b'],
    ['nothing', ' <br> ', ''],
    ['an open tag at the end', 'good <b', 'good <b'],
  ])('%s', (_, text, cleaned) => expect(cleanText(text)).toBe(cleaned));

  it('costs linear time on hostile text', () => {
    for (const piece of ['<a', '<!--', '&', '&amp', '<br ', '</', ' \u200b']) {
      expect(cleanText(piece.repeat(300_000)).length).toBeGreaterThanOrEqual(0);
    }
  });
});
