import type {EngineReader} from '../../engine/engine-reader.js';
import type {ContainerFacts} from '../../facts/index.js';
import type {FileMounts} from './twin.js';

/** Of Go's FileMode. */
const directoryBit = 0x80000000;

/** Writable binds of single files: configuration, sockets. Shared read-only, since an empty volume cannot stand for a file. */
export async function fileMounts(reader: Pick<EngineReader, 'pathStat'>, {id, raw}: ContainerFacts): Promise<FileMounts> {
	const files = new Set<string>();
	for (const {Type: type, RW: writable, Destination: path} of raw.Mounts ?? []) {
		if (type !== 'bind' || writable === false || path === undefined) continue;
		const stat = await reader.pathStat(id, path);
		if (stat !== null && (stat.mode & directoryBit) === 0) files.add(path);
	}
	return files;
}

/** Of a container: directories of its image are there too. What is not there is taken for a file. */
export async function isDirectory(reader: Pick<EngineReader, 'pathStat'>, id: string, path: string): Promise<boolean> {
	const stat = await reader.pathStat(id, path);
	return stat !== null && (stat.mode & directoryBit) !== 0;
}
