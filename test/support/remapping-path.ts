import {chmod, cp, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {engineBinaries} from './engine-binaries.js';

/** A copy of /etc that dockerd sees instead, with the ranges that remapping needs: the machine's own is not touched. @returns the PATH with that dockerd */
export async function remappingPath(dir: string): Promise<string> {
	const binaries = await engineBinaries();
	if (!binaries.available) throw new Error(binaries.reason);
	const etc = join(dir, 'etc');
	await cp('/etc', etc, {recursive: true, force: true, dereference: false, verbatimSymlinks: true, filter: isPlain});
	await writeFile(join(etc, 'subuid'), 'nobody:100000:65536\n');
	await writeFile(join(etc, 'subgid'), 'nobody:100000:65536\nnogroup:100000:65536\n');
	const bin = join(dir, 'bin');
	await mkdir(bin);
	const script = `#!/bin/sh\nPATH=${binaries.path}\nexport PATH\nexec unshare --mount sh -c 'mount --bind ${etc} /etc && exec dockerd "$@"' sh "$@"\n`;
	await writeFile(join(bin, 'dockerd'), script);
	await chmod(join(bin, 'dockerd'), 0o755);
	return `${bin}:${binaries.path}`;
}

const isPlain = (path: string): boolean => !/^\/etc\/(ssl|ca-certificates)\//.test(path);
