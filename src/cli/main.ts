import { main } from './run.ts';

// No `await` here: scripts/build.ts makes a script of this file too, and a script cannot wait.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
