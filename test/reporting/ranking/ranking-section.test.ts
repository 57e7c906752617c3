import { describe, expect, it } from 'vitest';
import { evaluateRankers } from '../../../src/evaluation/ranking/evaluate-rankers.js';
import { renderHtmlTable } from '../../../src/reporting/html/html-table.js';
import { rankingSection } from '../../../src/reporting/ranking/ranking-section.js';
import { renderRankingText } from '../../../src/reporting/ranking/render-ranking-text.js';
import { createRandom } from '../../../src/util/random.js';
import { columnOf, matrixOf, PEER_CASES, tableRanker } from '../../evaluation/ranking/helpers.js';

const peer = PEER_CASES[0]!;
const random = createRandom(1);
const noise = Array.from(peer.scores, () => random());

function evaluation(names = ['planted', 'noise <b>']) {
  const tables = [peer.scores, noise];
  return evaluateRankers({
    contenders: names.map((name, index) => ({
      name,
      ranker: tableRanker(tables[index]!, peer.items),
      description: `What ${name} is.`,
    })),
    train: matrixOf(peer.history, peer.items),
    test: matrixOf(peer.relevant, peer.items),
    modalities: [columnOf(peer)],
    ks: [3, 10],
    protocol: 'Seeded scores.',
    resamples: 100,
  });
}

describe('rankingSection', () => {
  it('shows every contender and number beside its protocol', async () => {
    const result = await evaluation();
    const section = rankingSection(result, 'Warm', 'warm');
    expect(section).toMatchObject({ id: 'warm', title: 'Warm', plots: [] });
    expect(section.paragraphs[0]).toBe(result.protocol);
    expect(section.paragraphs[1]).toContain('contender minus "planted"');
    const [three, ten, furtherThree, , counts, compared] = section.tables;
    expect(three!.caption).toBe('Lists of 3 items');
    expect(ten!.columns.map(({ label }) => label)).toEqual([
      'contender',
      'Recall@10',
      'NDCG@10',
      'difference in Recall@10',
      'difference in NDCG@10',
    ]);
    const { recall } = result.contenders[0]!.lists[1]!.metrics;
    expect(ten!.rows[0]![1]).toBe(
      `${recall.value.toFixed(4)} [${recall.low.toFixed(4)}, ${recall.high.toFixed(4)}]`,
    );
    expect(ten!.rows[0]!.slice(3)).toEqual(['', '']);
    const { ndcg } = result.contenders[1]!.lists[1]!.difference!;
    expect(ten!.rows[1]![4]).toBe(
      `${ndcg.value.toFixed(4)} [${ndcg.low.toFixed(4)}, ${ndcg.high.toFixed(4)}]`,
    );
    expect(ndcg.value).toBeLessThan(0);
    const list = result.contenders[1]!.lists[0]!;
    expect(furtherThree!.rows[1]).toEqual([
      'noise <b>',
      ...(['precision', 'hitRate', 'map', 'mrr'] as const).map((metric) =>
        list.metrics[metric].value.toFixed(4),
      ),
      result.contenders[1]!.auc!.value.toFixed(4),
      `${(list.coverage * 100).toFixed(1)} %`,
      list.novelty.toFixed(2),
      list.gini.toFixed(3),
      list.diversity[0]!.value.toFixed(3),
    ]);
    expect(furtherThree!.columns.at(-1)!.label).toBe('diversity by image');
    expect(counts!.rows).toContainEqual(['users evaluated', '30']);
    expect(compared!.rows).toEqual([
      ['planted', 'What planted is.'],
      ['noise <b>', 'What noise <b> is.'],
    ]);
    for (const { rows, columns } of section.tables)
      for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  it('has no columns of differences for a single contender', async () => {
    const section = rankingSection(await evaluation(['planted']));
    expect(section.tables[0]!.columns).toHaveLength(3);
    expect(section.paragraphs[1]).not.toContain('difference');
  });

  it('renders as text and as markup', async () => {
    const result = await evaluation();
    const text = renderRankingText(result, 'Warm');
    expect(text).toMatch(/^Warm\n----\n\nSeeded scores\. Full ranking over all 70 items/);
    expect(text).toContain('Lists of 10 items:\n  contender');
    expect(text.endsWith('\n')).toBe(true);
    const html = rankingSection(result).tables.map(renderHtmlTable).join('');
    expect(html).toContain('noise &lt;b&gt;');
    expect(html).not.toContain('<b>');
  });
});
