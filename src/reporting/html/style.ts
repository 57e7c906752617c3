import { COLOURS, DARK_COLOURS } from '../charts/theme.js';

/** The page's stylesheet. Light and dark follow the reader's system; charts change colours with the page. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${variables(COLOURS)} --page: #f4f6f8; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 900px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 8px 0 16px; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 0 0 12px; }
p, li, td, tbody th, caption, dd { overflow-wrap: anywhere; }
p { margin: 0 0 12px; }
ul { margin: 0; padding-left: 20px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 0 0 20px; list-style: none; }
a { color: var(--blue); }
section, .note { background: var(--surface); border: 1px solid var(--grid); border-radius: 10px; padding: 20px; margin: 0 0 20px; }
.note { border-left: 4px solid var(--orange); padding: 12px 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 0 0 16px; }
.tiles div { border: 1px solid var(--grid); border-radius: 8px; padding: 12px 14px; }
.tiles dt { color: var(--muted); font-size: 0.875rem; }
.tiles dd { margin: 0; font-size: 0.875rem; color: var(--muted); }
.tiles dd.value { font-size: 1.75rem; font-weight: 650; line-height: 1.3; color: var(--ink); }
figure { margin: 0 0 20px; overflow-x: auto; }
figure svg { display: block; width: 100%; min-width: 520px; max-width: 680px; height: auto; margin: 0 auto; }
.scroll { overflow-x: auto; margin: 0 0 18px; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; min-width: 50%; }
caption { text-align: left; font-weight: 600; padding: 0 0 6px; max-width: calc(100vw - 64px); }
caption.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--grid); min-width: 3.2em; }
thead th { color: var(--muted); font-weight: 600; }
tbody th { font-weight: 500; min-width: 8.5em; }
td:not(.number) { min-width: 8em; }
th.number, td.number { text-align: right; white-space: nowrap; padding: 5px 0 5px 14px; }
th.number + :is(th, td):not(.number), td.number + td:not(.number) { padding-left: 14px; }
thead th.number { white-space: normal; }
details { margin: 0 0 18px; }
summary { cursor: pointer; font-size: 0.875rem; font-weight: 600; margin: 0 0 6px; }
footer { color: var(--muted); font-size: 0.875rem; }
@media (max-width: 480px) { section { padding: 14px; } h1 { font-size: 1.3rem; } }
@media screen and (prefers-color-scheme: dark) {
  :root { ${variables(DARK_COLOURS)} --page: #0d1014; }
${darkCharts()}
}
@media print {
  :root { --page: #ffffff; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  section { border: 0; padding: 0; }
  figure, tr, .tiles { break-inside: avoid; }
  h2 { break-after: avoid; }
  figure, .scroll { overflow: visible; }
}
`;

type Palette = Readonly<Record<keyof typeof COLOURS, string>>;

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

/** A stylesheet rule outranks a presentation attribute, so that a chart drawn once serves both grounds. */
function darkCharts(): string {
  const names = Object.keys(COLOURS) as (keyof typeof COLOURS)[];
  return names
    .flatMap((name) => [
      `  figure svg [fill="${COLOURS[name]}"] { fill: ${DARK_COLOURS[name]}; }`,
      `  figure svg [stroke="${COLOURS[name]}"] { stroke: ${DARK_COLOURS[name]}; }`,
    ])
    .join('\n');
}
