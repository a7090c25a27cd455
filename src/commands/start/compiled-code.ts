import {
	closeSync,
	existsSync,
	fstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {crc32} from 'node:zlib';
import {cacheDirectory} from '../../scanners/cache-directory.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What V8 compiled of the chunks, kept from one start to the next: in `compiled/` beside the chunks by whom they belong to, in their cache
 * directory by everybody else. Code that another user could have put there is never run: a file has to belong to this user or to the owner
 * of the chunks, which are run anyway, and root looks into nobody's cache directory.
 *
 * @param bundle  directory of the chunks, whose names carry a digest of what is in them
 * @param command  each has its own: of the same chunks it needs other functions
 */
export function compiledCodeOf(bundle: string, command: string, variables: Variables) {
	const user = process.geteuid?.() ?? 0;
	const owner = statSync(bundle).uid;
	const version = join('compiled', nodeBuild(), command);
	const beside = join(bundle, version);
	const caches = user === owner || user === 0 ? null : cacheDirectory(variables);
	const own = user === owner ? beside : caches === null ? null : join(caches, version);
	const folders = own === null || own === beside ? [beside] : [own, beside];

	return {
		/** Of a chunk; `undefined` where none is kept. */
		read: (name: string): Buffer | undefined => {
			for (const folder of folders) {
				const kept = readIfOf([user, owner], join(folder, name));
				const code = kept && unsealed(kept);
				if (code !== undefined) return code;
			}
			return undefined;
		},

		/** Keeps each file whole or not at all, since two programs may end at once. Where that cannot be, the next start compiles again. */
		keep(compiled: Iterable<readonly [name: string, code: Buffer]>): void {
			if (own === null) return;
			try {
				mkdirSync(own, {recursive: true});
				for (const [name, code] of compiled) {
					const unfinished = join(own, `${name}.${process.pid}`);
					writeFileSync(unfinished, sealed(code));
					renameSync(unfinished, join(own, name));
				}
				// What is left of other versions of dockscope, and of programs that were killed while they wrote.
				for (const name of readdirSync(own)) if (!existsSync(join(bundle, name))) rmSync(join(own, name), {force: true});
			} catch (error) {
				// No room, no permission, a file system that is read only: nothing that was asked for is lost.
				if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
			}
		},
	};
}

/** V8 tells its versions apart, but not two builds of one: of a distribution, say, and of Node's own site. */
function nodeBuild(): string {
	const {size, mtimeMs} = statSync(process.execPath);
	return `${process.version}-${process.arch}-${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

/** The file, if it is there and belongs to one of these users. */
function readIfOf(users: readonly number[], path: string): Buffer | undefined {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch {
		// Not kept yet, or not to be read by this user: V8 compiles.
		return undefined;
	}
	try {
		return users.includes(fstatSync(file).uid) ? readFileSync(file) : undefined;
	} finally {
		closeSync(file);
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
