import { fileURLToPath } from 'node:url';
import { defineConfig, type MarkdownOptions } from 'vitepress';
import { anchorOf, sections } from './pages.ts';

const built = fileURLToPath(new URL('../../.build/', import.meta.url));

/** A block with a path, ```yaml [config/project.yaml], shows it above the text. */
const showPaths: NonNullable<MarkdownOptions['config']> = (markdown) => {
  const fence = markdown.renderer.rules.fence;
  if (fence === undefined) throw new Error('the renderer draws no fenced blocks');
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const path = /\[([^\]]+)\]\s*$/.exec(tokens[index]?.info ?? '')?.[1];
    const block = fence(tokens, index, ...rest);
    return path === undefined
      ? block
      : `<div class="file"><p class="file-path">${markdown.utils.escapeHtml(path)}</p>${block}</div>`;
  };
};

const all = sections();

export default defineConfig({
  title: 'quanttradeai',
  description: 'Define trading strategies once, backtest them honestly, run them unchanged in paper and live.',
  lang: 'en',
  outDir: `${built}site`,
  cacheDir: `${built}site-cache`,
  cleanUrls: false, // pages open from any plain file server
  ignoreDeadLinks: false,
  markdown: {
    config: showPaths,
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: all.map(({ text, folder, items }) => ({ text, link: items[0]?.link ?? '/', activeMatch: `^/${folder}/` })),
    sidebar: all.map(({ text, items }) => ({ text, items: [...items] })),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'MIT licence. Nothing here is investment advice.' },
  },
});
