// Entry of every npm script. Old syntax only: an old Node must get as far as saying that it is too old.
var major = parseInt(process.versions.node, 10);
if (major < 18) {
  process.stderr.write(
    `Node.js 18 or newer is needed to start (this is ${process.version}): see https://nodejs.org/en/download\n`,
  );
  process.exitCode = 2;
} else {
  import('./bootstrap.mjs').then((bootstrap) => bootstrap.main(process.argv.slice(2)));
}
