/**
 * Colours of the charts. Each has a dark partner: the page exchanges them by attribute, which is why a chart uses
 * these exact values and no gradients. Blue and orange stay apart for colour-blind readers.
 */
export const COLOURS = Object.freeze({
  surface: '#ffffff',
  ink: '#1f2328',
  muted: '#57606a',
  grid: '#d8dee4',
  blue: '#2166ac',
  orange: '#c4570d',
  grey: '#818b98',
  /** Text on a strongly coloured cell. */
  onStrong: '#fdfdfd',
});

/** What each colour becomes on a dark page. */
export const DARK_COLOURS: Readonly<Record<keyof typeof COLOURS, string>> = Object.freeze({
  surface: '#161a20',
  ink: '#e6e9ed',
  muted: '#a7b0ba',
  grid: '#3a424c',
  blue: '#5aa6e6',
  orange: '#ee9350',
  grey: '#8a94a0',
  onStrong: '#0b0d10',
});

/** DejaVu Sans comes with most Linux images, Verdana (much the same widths) with Windows and macOS. */
export const FONT_FAMILY = 'DejaVu Sans, Verdana, sans-serif';

/** Width of every chart in pixels; narrow enough to be read on a phone after scaling. */
export const CHART_WIDTH = 680;

/** Parts that all charts share. */
export const BASE_OPTION = Object.freeze({
  animation: false,
  backgroundColor: COLOURS.surface,
  textStyle: { fontFamily: FONT_FAMILY, fontSize: 12, color: COLOURS.ink },
});

/** A heading at the top left, or above a panel. */
export function chartTitle(text: string, subtext = '', top: number = 10, left: number = 12) {
  return {
    text,
    subtext,
    top,
    left,
    itemGap: 6,
    padding: 0,
    textStyle: { fontSize: 15, fontWeight: 'bold' as const, color: COLOURS.ink, fontFamily: FONT_FAMILY },
    subtextStyle: { fontSize: 12, color: COLOURS.muted, fontFamily: FONT_FAMILY, lineHeight: 17 },
  };
}

/** Line, tick and label style of an axis. */
export function axisStyle(name = '', nameGap = 30) {
  return {
    name,
    nameGap,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: COLOURS.muted, fontSize: 12 },
    axisLine: { show: true, onZero: false, lineStyle: { color: COLOURS.muted } },
    axisTick: { lineStyle: { color: COLOURS.muted } },
    axisLabel: { color: COLOURS.ink, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: COLOURS.grid } },
  };
}

/**
 * A legend from the left. Its text is measured without a font and comes out wider than echarts thinks, hence the wide
 * gaps and no alignment to the right.
 */
export function legendStyle(names: readonly string[], top: number) {
  return {
    data: [...names],
    top,
    left: 64,
    itemWidth: 20,
    itemHeight: 10,
    itemGap: 36,
    textStyle: { color: COLOURS.ink, fontSize: 12, fontFamily: FONT_FAMILY },
  };
}
