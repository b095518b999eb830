#!/usr/bin/env node
// Plain JavaScript that any Node reads: on an old one it says how to get a newer one, else it starts the program.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `quanttradeai needs Node 24 or newer, this is ${process.versions.node}: get it from https://nodejs.org, or run \`npx -y -p node@24 -p quanttradeai quanttradeai …\`\n`,
  );
  process.exitCode = 3;
} else {
  // Importing one of Node's own modules reads all of it; this only fetches it.
  process.getBuiltinModule('node:module').enableCompileCache();
  const { existsSync } = process.getBuiltinModule('node:fs');
  const built = new URL('../dist/cli.mjs', import.meta.url);
  // QTA_FROM_SOURCE: tests run the sources even where an older build lies about.
  await import(
    existsSync(built) && !process.env.QTA_FROM_SOURCE ? built.href : new URL('../src/cli/main.ts', import.meta.url).href
  );
}
