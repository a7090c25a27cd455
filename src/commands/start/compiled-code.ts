import {existsSync, lstatSync, readdirSync, rmSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {crc32} from 'node:zlib';
import {cacheDirectory} from '../../scanners/cache-directory.js';
import {isOfFiles, makeFolders, mayHold, readIfOf, unlessDenied, writeWhole} from './owned-files.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What V8 compiled of the chunks, kept from one start to the next: in `compiled/` beside the chunks by whom they belong to, in their cache
 * directory by everybody else. Code that another user could have put there is never run: the folder and a file have to belong to this user
 * or to the owner of the chunks, which are run anyway, nobody else may write to them, and root looks into nobody's cache directory.
 *
 * @param bundle  directory of the chunks, whose names carry a digest of what is in them
 * @param command  each has its own: of the same chunks it needs other functions
 */
export function compiledCodeOf(bundle: string, command: string, variables: Variables) {
	const user = process.geteuid?.() ?? 0;
	const owner = statSync(bundle).uid;
	const trusted = [user, owner];
	const build = nodeBuild();
	/** `null` where another user could put something. */
	const folderIn = (directory: string | null): string | null => {
		if (directory === null || build === null) return null;
		const compiled = join(directory, 'compiled');
		return mayHold(trusted, compiled) ? join(compiled, build, command) : null;
	};
	const beside = folderIn(bundle);
	const own = user === owner ? beside : folderIn(user === 0 ? null : cacheDirectory(variables));
	const folders = [...new Set([own, beside])].filter(folder => folder !== null);

	return {
		/** Of a chunk; `undefined` where none is kept. */
		read: (name: string): Buffer | undefined => {
			for (const folder of folders) {
				const kept = readIfOf(trusted, join(folder, name));
				const code = kept && unsealed(kept);
				if (code !== undefined) return code;
			}
			return undefined;
		},

		/** Keeps each file whole or not at all, since two programs may end at once. Where that cannot be, the next start compiles again. */
		keep(compiled: Iterable<readonly [name: string, code: Buffer]>): void {
			if (own === null) return;
			try {
				makeFolders(own);
				for (const [name, code] of compiled) writeWhole(join(own, name), sealed(code));
				// What is left of other versions of dockscope, and of programs that were killed while they wrote.
				for (const name of readdirSync(own)) if (!existsSync(join(bundle, name))) rmSync(join(own, name), {force: true});
				removeOldBuilds(own);
			} catch (error) {
				// No room, no permission, a file system that is read only: nothing that was asked for is lost.
				if (!isOfFiles(error)) throw error;
			}
		},
	};
}

/** V8 tells its versions apart, but not two builds of one: of a distribution, say, and of Node's own site. `null` where it is not to be seen. */
function nodeBuild(): string | null {
	const program = unlessDenied(() => statSync(process.execPath));
	if (program === null) return null;
	const {size, mtimeMs} = program;
	return `${process.version}-${process.arch}-${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

/** Milliseconds: what a build of Node kept, and added nothing to for three months, is mostly of one that is gone; else it is made again. */
const buildIsOldAfter = 90 * 24 * 3600 * 1000;

function removeOldBuilds(own: string): void {
	const compiled = dirname(dirname(own));
	const current = basename(dirname(own));
	for (const name of readdirSync(compiled)) {
		// A folder does not grow younger by what is written into those that lie in it.
		if (name === current || !/^v\d+\.\d+\.\d+-/.test(name)) continue;
		const build = join(compiled, name);
		// Not where a link leads: one that leads nowhere, or is gone meanwhile, must not keep the others.
		const found = lstatSync(build, {throwIfNoEntry: false});
		if (found !== undefined && Date.now() - found.mtimeMs > buildIsOldAfter) rmSync(build, {recursive: true, force: true});
	}
}

const sealLength = 4;

/** With a checksum behind it: V8 looks at the head of what it is given, and would run the rest as it is. */
function sealed(code: Buffer): Buffer {
	const seal = Buffer.alloc(sealLength);
	seal.writeUInt32BE(crc32(code));
	return Buffer.concat([code, seal]);
}

/** The code, or `undefined` where it is not what was kept: half a file, or what a disk lost. */
function unsealed(kept: Buffer): Buffer | undefined {
	if (kept.length < sealLength) return undefined;
	const code = kept.subarray(0, -sealLength);
	return crc32(code) === kept.readUInt32BE(code.length) ? code : undefined;
}
