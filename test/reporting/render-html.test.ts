import { beforeAll, describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../src/reporting/html/escape.js';
import { renderHtmlTable } from '../../src/reporting/html/html-table.js';
import { renderHtml } from '../../src/reporting/render-html.js';
import { renderPlots } from '../../src/reporting/render-plots.js';
import { badReport, bareReport, realisticReport } from './fake-report.js';

let page: string;
let bad: string;
let bare: string;
beforeAll(async () => {
  page = await renderHtml(realisticReport());
  bad = await renderHtml(badReport());
  bare = await renderHtml(bareReport());
});

describe('renderHtml', () => {
  it('is self-contained: no script, nothing fetched', () => {
    for (const html of [page, bad, bare]) {
      const addresses = html.match(/(?:src|href)="[^"]*"/g) ?? [];
      for (const address of addresses) expect(address).toMatch(/^href="#/);
      expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)/i);
      expect(html).toContain("default-src 'none'");
    }
  });

  it('has no markup, attribute or control character from data', () => {
    expect(bad).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(bad).not.toMatch(/<[^>]*onerror/);
    expect(bad.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('shows every part of the report', () => {
    for (const title of ['Model, baselines and ablations', 'Where the model errs', 'Training', 'Images']) {
      expect(page).toContain(`<h2>${title}</h2>`);
    }
    for (const plot of [
      'ablation',
      'confusion-matrix',
      'actual-vs-predicted',
      'ratings',
      'training-curves',
    ]) {
      expect(page).toMatch(new RegExp(`<figure id="plot-${plot}" tabindex="0"><svg`));
    }
    expect(page).toContain('The data are synthetic');
    expect(page).toMatch(/<th scope="row">NO_ITEM<\/th><td class="number">20,812<\/td>/);
    const { metrics } = realisticReport().evaluation.contenders.find(({ name }) => name === 'majority')!;
    expect(page).toContain(`majority baseline ${(metrics.accuracy * 100).toFixed(1)} %`);
  });

  it('leaves out what the run did not have', () => {
    expect(bare).not.toContain('id="images"');
    expect(bare).not.toContain('plot-training-curves');
    expect(bare).not.toContain('role="note"');
  });

  it('gives every table a caption and every picture a title', () => {
    expect(page.match(/<table>/g)!.length).toBe(page.match(/<table><caption/g)!.length);
    expect(page.match(/<figure /g)!.length).toBe(page.match(/<title id=/g)!.length);
  });

  it('uses every id once and links only to ids that exist', () => {
    const ids = Array.from(page.matchAll(/\bid="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
    for (const [, target] of page.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(target);
    for (const [, list] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
      for (const id of list!.split(' ')) expect(ids).toContain(id);
    }
  });

  it('opens and closes the same elements', () => {
    for (const html of [page, bad, bare]) {
      for (const element of [
        'section',
        'table',
        'div',
        'figure',
        'svg',
        'tr',
        'th',
        'td',
        'ul',
        'li',
        'dl',
        'details',
      ]) {
        const opened = html.match(new RegExp(`<${element}[ >]`, 'g'))?.length ?? 0;
        const closed = html.match(new RegExp(`</${element}>`, 'g'))?.length ?? 0;
        expect(opened, element).toBe(closed);
      }
    }
  });

  it('has rules for dark pages and for paper', () => {
    expect(page).toContain('@media screen and (prefers-color-scheme: dark)');
    expect(page).toContain('@media print');
    expect(page).toContain('figure svg [fill="#1f2328"] { fill: #e6e9ed; }');
  });

  it('is the same for the same report, with pictures drawn before or not', async () => {
    const report = realisticReport();
    expect(await renderHtml(report, await renderPlots(report))).toBe(page);
  });
});

describe('renderHtmlTable', () => {
  const table = {
    caption: 'A & B',
    columns: [
      { label: 'name', align: 'left' },
      { label: 'n', align: 'right' },
    ],
    rows: [['<x>', '1']],
  } as const;

  it('marks headers and numbers and escapes', () => {
    expect(renderHtmlTable(table)).toBe(
      '<div class="scroll" role="group" tabindex="0" aria-label="A &amp; B"><table><caption>A &amp; B</caption>' +
        '<thead><tr><th scope="col">name</th><th scope="col" class="number">n</th></tr></thead>' +
        '<tbody><tr><th scope="row">&lt;x&gt;</th><td class="number">1</td></tr></tbody></table></div>',
    );
  });

  it('folds away long lists', () => {
    expect(renderHtmlTable({ ...table, folded: true })).toMatch(
      /^<details><summary>A &amp; B \(1\)<\/summary>/,
    );
  });
});

describe('escapeMarkup', () => {
  it('escapes all five characters and drops controls', () => {
    expect(escapeMarkup(`<a href="x" id='y'>&\u0000`)).toBe(
      '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\ufffd',
    );
  });
});
