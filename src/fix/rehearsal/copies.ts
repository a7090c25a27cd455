import {
	type ContainerFacts,
	type EngineReader,
	isWithin,
	type MountPoint,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {copyTar} from './copy-tar.js';
import {kindOfMode, type PathKind} from './path-kinds.js';

/** The content of one mount of the original. */
export type CopiedMount = {
	readonly path: string;
	readonly readOnly: boolean;
	/** Location of the copy below the directory that `tar` is unpacked in. */
	readonly name: string;
	readonly bytes: number;
	readonly tar: Buffer;
};

/** A mount that twins get neither as a copy nor as a replacement. */
export type Withheld = {readonly path: SafeText; readonly what: SafeText};

/**
 * What twins get instead of their original's mounts: copies in memory, unpacked separately for each twin. Nothing of the original is
 * mounted into a twin: a read-only mount does not stop connect(2) and open(2) on sockets, pipes and devices, and a directory may get
 * one at any time.
 */
export type Copies = {
	readonly mounts: readonly CopiedMount[];
	readonly withheld: readonly Withheld[];
	/** Includes the data in writable directories; otherwise twins start with what their image has there. */
	readonly withData: boolean;
};

export const noCopies: Copies = {mounts: [], withheld: [], withData: false};

export type CopyReading = {readonly ok: true; readonly copies: Copies} | {readonly ok: false; readonly reason: SafeText};

const mebi = 1024 * 1024;
/** Bytes of read-only mounts and single files: configuration, certificates, a site. */
const readOnlyLimit = 64 * mebi;

/** Mounts that are replaced in a twin: all except tmpfs. */
export const mountsToReplace = (mounts: readonly MountPoint[] | null | undefined): MountPoint[] =>
	(mounts ?? []).filter(({Type: type}) => type !== 'tmpfs');

/** Whether there are writable directories that can be copied too. */
export const hasData = ({mounts}: Pick<ContainerFacts, 'mounts'>): boolean =>
	mounts.some(({kind, writable}) => writable && (kind === 'bind' || kind === 'volume'));

type Options = {
	/** Maximum bytes of data in writable directories; `null`: none are copied. */
	readonly dataLimit: number | null;
	readonly signal?: AbortSignal | undefined;
};

/**
 * Reads the mounts that twins cannot do without (read-only ones and single files) and, if requested, the data in writable
 * directories, while the container keeps running: a database that recovers from a power failure recovers from such a copy. Only regular
 * files, directories and links are copied. Nothing is written.
 *
 * @throws EngineError
 */
export async function readCopies(
	reader: Pick<EngineReader, 'archive' | 'pathStat'>,
	facts: Pick<ContainerFacts, 'id' | 'mounts' | 'raw'>,
	{dataLimit, signal}: Options,
): Promise<CopyReading> {
	const mounts: CopiedMount[] = [];
	const withheld: Withheld[] = [];
	const left = {data: dataLimit ?? 0, readOnly: Math.max(readOnlyLimit, dataLimit ?? 0)};
	for (const {Type: type, RW: writable, Destination: path = ''} of mountsToReplace(facts.raw.Mounts)) {
		const stat = await reader.pathStat(facts.id, path, signal);
		const kind: PathKind = type === 'npipe' ? 'pipe' : stat === null ? 'absent' : kindOfMode(stat.mode);
		if (kind !== 'file' && kind !== 'directory' && kind !== 'absent') {
			withheld.push({path: sanitise(path), what: trusted(names[kind])});
			continue;
		}
		const readOnly = writable === false;
		const isData = kind === 'directory' && !readOnly;
		if (kind === 'absent' || (isData && dataLimit === null)) continue;
		const kernel = ofKernel(facts, path);
		if (kernel !== null)
			return refuse(safe`${sanitise(path)} is ${kernel} of the host, which a rehearsal neither shares with a twin nor copies`);
		const stream = await reader.archive(facts.id, path, signal);
		if (stream === null) continue;
		const pool = isData ? 'data' : 'readOnly';
		const copy = await copyTar(stream, `${mounts.length}`, left[pool]);
		if (typeof copy === 'string')
			return refuse(tooLarge(copy, path, isData, isData ? (dataLimit ?? 0) : Math.max(readOnlyLimit, dataLimit ?? 0)));
		left[pool] -= copy.tar.length;
		withheld.push(...copy.special.map(({path: below, what}) => ({path: sanitise(joined(path, below)), what})));
		mounts.push({path, readOnly, name: copy.name, bytes: copy.bytes, tar: copy.tar});
	}
	return {ok: true, copies: {mounts, withheld, withData: dataLimit !== null}};
}

const refuse = (reason: SafeText): CopyReading => ({ok: false, reason});

const names: Readonly<Record<Exclude<PathKind, 'file' | 'directory' | 'absent'>, string>> = {
	socket: 'a socket',
	pipe: 'a pipe',
	device: 'a device',
	other: 'not a regular file',
};

/** Reading these files queries the kernel, and some data is gone once read. `null` for ordinary paths. */
function ofKernel({mounts}: Pick<ContainerFacts, 'mounts'>, path: string): SafeText | null {
	const mount = mounts.find(({destination}) => String(destination) === path);
	if (mount === undefined || mount.kind === 'tmpfs') return null;
	const source = String(mount.realSource);
	if (source === '/') return trusted('the root');
	const found = ['/proc', '/sys', '/dev'].find(place => isWithin(source, place));
	return found === undefined ? null : trusted(found);
}

function tooLarge(what: 'bytes' | 'files' | 'time', path: string, isData: boolean, limit: number): SafeText {
	const where = isData ? 'the data in its writable mounts' : 'its read-only mounts and single files';
	const how = {
		bytes: `more than ${Math.floor(limit / mebi)} MB (reached in ${path}): --copy-data sets a higher limit`,
		files: `too many files (in ${path})`,
		time: `not read in time (${path})`,
	}[what];
	return sanitise(`${where} are not shared with twins, and cannot be copied: ${how}`);
}

const joined = (path: string, below: string): string => (below === '' ? path : `${path.replace(/\/$/, '')}/${below}`);

/** `/data: 12.3 MB` for each, for the consent. */
export const sizes = (copies: readonly CopiedMount[]): string =>
	copies.map(({path, bytes}) => `${path}: ${Math.ceil((10 * bytes) / mebi) / 10} MB`).join(', ');
