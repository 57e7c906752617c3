import { escapeMarkup } from './escape.js';
import { PAGE_STYLE } from './style.js';

/** A page that fetches nothing and executes nothing. The title is escaped here; the content must be markup already. */
export function htmlPage(title: string, content: string): string {
  const escaped = escapeMarkup(title);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${escaped}</h1>
${content}
</main>
</body>
</html>
`;
}
