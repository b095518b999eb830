// Plain JavaScript, like the program that imports it: it runs before anything of ours is compiled.

/**
 * Runs a script with what V8 made of its functions in an earlier run. Node's own compile cache holds only what is compiled before a module
 * runs, so that each process compiles most functions anew. The script is one function expression after a first line `// <hash>`.
 * @param {{ readonly file: string, readonly folder: string | undefined }} options the script's path; where caches are kept, undefined for none
 * @returns {unknown} what the script's expression gives
 */
export function runCached({ file, folder }) {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { Script } = process.getBuiltinModule('node:vm');
  const source = readFileSync(file, 'latin1'); // the bundler writes ASCII
  const cacheFile = folder === undefined || !isOwn(folder) ? undefined : `${folder}/qta-${source.slice(3, 35)}-${flavour()}`;
  const cachedData = cacheFile === undefined ? undefined : readCache(cacheFile);
  const script = new Script(source, { filename: file, cachedData });
  if (cacheFile !== undefined && (cachedData === undefined || script.cachedDataRejected)) {
    process.once('exit', (code) => {
      if (code === 0) writeCache(cacheFile, script.createCachedData());
    });
  }
  return script.runInThisContext();
}

/** What V8 takes no cache of another one of: itself, the processor and the flags it was started with. */
function flavour() {
  const { arch, env, execArgv, versions } = process;
  return digestOf(JSON.stringify([versions.v8, arch, execArgv, env.NODE_OPTIONS ?? ''])).toString('hex', 0, 8);
}

/** A folder that someone else may write to is not trusted: a cache is as good as a program. */
function isOwn(folder) {
  const found = process.getBuiltinModule('node:fs').statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || process.getuid === undefined) return found !== undefined;
  return found.uid === process.getuid() && (found.mode & 0o022) === 0;
}

const DIGEST_BYTES = 32;

/** Undefined when there is none or it is damaged: the last bytes are the digest of the others. */
function readCache(file) {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const data = bytes.subarray(0, -DIGEST_BYTES);
  return digestOf(data).equals(bytes.subarray(data.length)) ? data : undefined;
}

function writeCache(file, data) {
  const { renameSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const bytes = Buffer.concat([data, digestOf(data)]);
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch {
    // A full disk or a folder that may only be read: without a cache the next run is slower, nothing else.
    rmSync(temporary, { force: true });
  }
}

const digestOf = (bytes) => process.getBuiltinModule('node:crypto').hash('sha256', bytes, 'buffer');
