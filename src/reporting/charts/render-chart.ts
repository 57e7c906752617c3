import type { EChartsOption } from 'echarts';
import { escapeMarkup } from '../html/escape.js';
import type { PlotName } from '../sections/types.js';
import { CHART_WIDTH } from './theme.js';

/** One picture before it is drawn. */
export interface Chart {
  readonly name: PlotName;
  /** Pixels. */
  readonly height: number;
  /** What it shows, in a few words; read aloud by screen readers. */
  readonly title: string;
  /** What can be seen in it, in a sentence. */
  readonly description: string;
  readonly option: EChartsOption;
}

/**
 * Draws a chart as SVG without a browser. The chart is disposed of at once, since a live one keeps the process alive,
 * and its element ids, which echarts counts up through the life of the process, are renamed after the chart: the same
 * chart gives the same bytes, and several fit into one page.
 */
export async function renderChart(chart: Chart): Promise<string> {
  const { init } = await import('echarts');
  const instance = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: CHART_WIDTH,
    height: chart.height,
  });
  try {
    instance.setOption(chart.option);
    return withDescription(withOwnIds(instance.renderToSVGString(), chart.name), chart);
  } finally {
    instance.dispose();
  }
}

/** Removes the hover styles, whose class names echarts also counts up, and renames what else carries an id. */
function withOwnIds(svg: string, name: string): string {
  return svg
    .replace(/<style\b[^>]*>.*?<\/style>\n?/gs, '')
    .replace(/\s(?:class|pointer-events|ecmeta_[\w-]+)="[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `${name}-`);
}

function withDescription(svg: string, { name, title, description }: Chart): string {
  const label = `role="img" aria-labelledby="${name}-title ${name}-desc"`;
  const texts =
    `<title id="${name}-title">${escapeMarkup(title)}</title>` +
    `<desc id="${name}-desc">${escapeMarkup(description)}</desc>`;
  return svg.replace(/^<svg([^>]*)>/, (_, attributes: string) => `<svg${attributes} ${label}>\n${texts}`);
}
