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
  const { directory } = process.getBuiltinModule('node:module').enableCompileCache();
  const { existsSync } = process.getBuiltinModule('node:fs');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const at = (path) => new URL(path, import.meta.url);
  const [command, ...flags] = process.argv.slice(2);
  // QTA_FROM_SOURCE: tests run the sources even where an older build lies about.
  if (process.env.QTA_FROM_SOURCE || !existsSync(at('../dist/cli.mjs'))) await import(at('../src/cli/main.ts').href);
  else if (command === 'validate' && !flags.includes('--deep')) {
    // The same program, without what this command does not need.
    const { runCached } = await import('./cached-script.mjs');
    runCached({ file: fileURLToPath(at('../dist/validate.js')), folder: directory })(at('../dist/cli.mjs').href);
  } else await import(at('../dist/cli.mjs').href);
}
