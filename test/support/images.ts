import {execFile} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {promisify} from 'node:util';
import {pack} from 'tar-stream';
import {findProgram, unpackPackages} from './engine-binaries.js';

const run = promisify(execFile);

type DockerCli = {docker(...args: string[]): Promise<string>};

export type BusyboxImageOptions = {
	/** `name:tag` */
	name?: string;
	/** Dockerfile instructions that `docker import --change` takes: `USER 1000`, `EXPOSE 80`, `ENV A=b`, `HEALTHCHECK …`. */
	changes?: readonly string[];
	/** More files: path from the root without the leading slash → content. */
	files?: Readonly<Record<string, string>>;
	/** Permission bits of busybox itself: `0o4755` makes a program of it that becomes root. */
	mode?: number;
	/** Programs of this machine that it holds too, by name or path, with their libraries. */
	hostPrograms?: readonly string[];
	/** Copies of busybox, which is what their names say: path from the root without the leading slash. */
	programs?: Readonly<Record<string, BusyboxProgram>>;
};

export type BusyboxProgram = {
	/** Permission bits; `0o755`. */
	mode?: number;
	/** The extended attribute `security.capability`, hexadecimal; bytes from 80 on cannot be written. */
	capability?: string;
};

/**
 * An image with only a static busybox, imported from a tar: no registry, no builder. Returns its name. Containers that should end at
 * once want `--stop-signal KILL`, since `sleep` as the first process ignores SIGTERM.
 */
export async function busyboxImage(engine: DockerCli, options: BusyboxImageOptions = {}): Promise<string> {
	const name = options.name ?? 'busybox:1';
	const file = join(tmpdir(), `dockscope-busybox-${process.pid}-${Math.random().toString(36).slice(2)}.tar`);
	try {
		const hostPrograms = await Promise.all((options.hostPrograms ?? []).map(withLibraries));
		await writeBusyboxTar(file, options.files ?? {}, options.mode ?? 0o755, hostPrograms.flat(), options.programs ?? {});
		const changes = ['ENV PATH=/bin:/usr/bin', 'CMD ["sh"]', ...(options.changes ?? [])].flatMap(one => ['--change', one]);
		await engine.docker('import', ...changes, file, name);
		return name;
	} finally {
		await rm(file, {force: true});
	}
}

/** Starts a container of `busybox:1` that does nothing until it is removed, and gives its id. */
export const startIdle = (engine: DockerCli, name: string, ...flags: readonly string[]): Promise<string> =>
	engine.docker('run', '--detach', '--name', name, '--stop-signal', 'KILL', ...flags, 'busybox:1', 'sleep', '100000');

const accounts = {
	'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
	'etc/group': 'root:x:0:\nnobody:x:65534:\n',
};

async function writeBusyboxTar(
	file: string,
	files: Readonly<Record<string, string>>,
	mode: number,
	hostPrograms: readonly string[],
	programs: Readonly<Record<string, BusyboxProgram>>,
): Promise<void> {
	const busybox = await staticBusybox();
	const {stdout} = await run(busybox, ['--list']);
	const tar = pack();
	const written = pipeline(tar, createWriteStream(file));
	for (const folder of ['bin', 'etc', 'root', 'usr', 'usr/bin', 'var', 'www'])
		tar.entry({name: folder, type: 'directory', mode: 0o755});
	tar.entry({name: 'tmp', type: 'directory', mode: 0o1777});
	tar.entry({name: 'bin/busybox', mode}, await readFile(busybox));
	for (const [name, {mode: bits = 0o755, capability}] of Object.entries(programs)) {
		const value = capability === undefined ? null : Buffer.from(capability, 'hex').toString('latin1');
		const pax = value === null ? {} : {pax: {'SCHILY.xattr.security.capability': value}};
		tar.entry({name, mode: bits, ...pax}, await readFile(busybox));
	}
	for (const applet of stdout.split('\n').filter(one => one !== '' && one !== 'busybox')) {
		tar.entry({name: `bin/${applet}`, type: 'symlink', linkname: 'busybox'});
	}
	for (const path of new Set(hostPrograms)) tar.entry({name: path.slice(1), mode: 0o755}, await readFile(path));
	for (const [path, content] of Object.entries({...accounts, ...files})) tar.entry({name: path, mode: 0o644}, content);
	tar.finalize();
	await written;
}

async function staticBusybox(): Promise<string> {
	const installed = await findProgram('busybox');
	if (installed !== null && (await isStatic(installed))) return installed;
	const tree = await unpackPackages('busybox', ['busybox-static']);
	const unpacked = (await findProgram('busybox', join(tree, 'usr/bin'))) ?? (await findProgram('busybox', join(tree, 'bin')));
	if (unpacked === null) throw new Error('busybox-static holds no busybox');
	return unpacked;
}

/** The path of a program, and of what its loader loads. @source ldd(1) */
async function withLibraries(name: string): Promise<readonly string[]> {
	const program = name.startsWith('/') ? name : await findProgram(name);
	if (program === null) throw new Error(`not on the PATH: ${name}`);
	const {stdout} = await run('ldd', [program]);
	return [program, ...[...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? [])];
}

/** A dynamic ELF file names its loader; a static one does not. */
async function isStatic(file: string): Promise<boolean> {
	return !(await readFile(file)).subarray(0, 4096).includes('/ld-');
}
