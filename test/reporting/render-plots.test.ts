import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { svgToPng } from '../../src/reporting/charts/svg-to-png.js';
import { COLOURS, DARK_COLOURS } from '../../src/reporting/charts/theme.js';
import { renderPlots } from '../../src/reporting/render-plots.js';
import { badReport, bareReport, realisticReport } from './fake-report.js';

const plots = await renderPlots(realisticReport());
const svgOf = (name: string) => plots.find((plot) => plot.name === name)!.svg;
const textsOf = (svg: string) => Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text);

describe('renderPlots', () => {
  it('draws five pictures, four without epochs', async () => {
    expect(plots.map(({ name }) => name)).toEqual([
      'ablation',
      'confusion-matrix',
      'actual-vs-predicted',
      'ratings',
      'reliability',
      'training-curves',
    ]);
    expect((await renderPlots(bareReport())).map(({ name }) => name)).not.toContain('training-curves');
  });

  it('gives the same bytes for the same report, again and after other charts', async () => {
    await renderPlots(badReport());
    expect(await renderPlots(realisticReport())).toEqual(plots);
  });

  it.each(plots)('$name has a title and a description for screen readers', ({ name, svg }) => {
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 680 \d+"[^>]* role="img" aria-labelledby="/);
    expect(svg).toMatch(new RegExp(`<title id="${name}-title">[^<]{5,}</title>`));
    expect(svg).toMatch(new RegExp(`<desc id="${name}-desc">[^<]{20,}</desc>`));
  });

  it.each(plots)('$name has ids of its own, no script, no style, nothing from outside', ({ name, svg }) => {
    for (const [, id] of svg.matchAll(/\bid="([^"]*)"/g)) expect(id).toMatch(new RegExp(`^${name}-`));
    expect(svg).not.toMatch(/<script|<style|<image|href=|\bzr\d/);
    expect(svg.match(/https?:\/\/[^"]*/g)?.every((url) => url.startsWith('http://www.w3.org/'))).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each(plots)('$name names its fonts wherever it writes', ({ svg }) => {
    const texts = svg.match(/<text[^>]*>/g) ?? [];
    expect(texts.length).toBeGreaterThan(4);
    for (const text of texts) expect(text).toContain('DejaVu Sans, Verdana, sans-serif');
  });

  it.each(plots)('$name uses theme colours only, so that a dark page can exchange them', ({ svg }) => {
    const drawn = svg.replaceAll(/<clipPath.*?<\/clipPath>/gs, '');
    const visible = (drawn.match(/<(?:path|rect|text|circle)[^>]*>/g) ?? []).filter(
      (element) => !element.includes('fill-opacity="0"'),
    );
    const theme: readonly string[] = Object.values(COLOURS);
    for (const element of visible) {
      const fill = /\bfill="([^"]*)"/.exec(element)?.[1] ?? 'none';
      const stroke = /\bstroke="([^"]*)"/.exec(element)?.[1] ?? 'none';
      const openLine = fill === '#000' && stroke !== 'none';
      expect(fill === 'none' || openLine || theme.includes(fill), element).toBe(true);
      expect(stroke === 'none' || theme.includes(stroke), element).toBe(true);
    }
    expect(Object.keys(DARK_COLOURS)).toEqual(Object.keys(COLOURS));
  });

  it('writes the numbers into the pictures', () => {
    const { metrics } = realisticReport().evaluation.contenders[0]!;
    expect(textsOf(svgOf('confusion-matrix'))).toContain(String(metrics.confusion[4]![4]));
    expect(textsOf(svgOf('ablation'))).toContain((metrics.accuracy * 100).toFixed(1));
    expect(svgOf('training-curves')).toContain('The weights of epoch 12 were kept');
    expect(textsOf(svgOf('actual-vs-predicted'))).toContain(`n=${metrics.classes[4]!.support}`);
  });

  it('draws all nothing-there and one-of-each cases without a gap in the numbers', async () => {
    for (const report of [badReport(), bareReport(), badReport({ min: 0, max: 20, step: 1 })]) {
      for (const { svg } of await renderPlots(report)) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('escapes and cuts names from outside', async () => {
    const [ablation] = await renderPlots(badReport());
    expect(ablation!.svg).not.toContain('<script');
    expect(ablation!.svg).toContain('&lt;script&gt;');
    expect(textsOf(ablation!.svg)).toContain('weighted fusion o…');
  });
});

describe('svgToPng', () => {
  it('draws twice the size', async () => {
    const { default: sharp } = await import('sharp');
    const { format, width } = await sharp(await svgToPng(svgOf('ratings'))).metadata();
    expect({ format, width }).toEqual({ format: 'png', width: 1360 });
  });

  it('draws what was described, not an empty sheet', async () => {
    const { default: sharp } = await import('sharp');
    const { channels } = await sharp(await svgToPng(svgOf('ratings'))).stats();
    expect(channels[0]!.stdev).toBeGreaterThan(10);
  });
});

describe('a process that draws', () => {
  it('ends by itself', { timeout: 60_000 }, async () => {
    const fixture = fileURLToPath(new URL('./draw-and-end.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fixture], {
      timeout: 50_000,
    });
    expect(stdout).toContain('drawn 6');
  });
});
