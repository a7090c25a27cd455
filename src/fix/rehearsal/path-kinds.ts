import type {EngineReader} from '../../base/index.js';

/** `other`: anything else that is not a regular file. */
export type PathKind = 'file' | 'directory' | 'socket' | 'pipe' | 'device' | 'other' | 'absent';

/** Bits of Go's FileMode. @source go.dev io/fs FileMode */
const bits = {
	directory: 0x80000000,
	device: 0x4000000,
	pipe: 0x2000000,
	socket: 0x1000000,
	other: 0x8000000 | 0x200000 | 0x80000,
};

/** @param mode  of a `PathStat` */
export function kindOfMode(mode: number): Exclude<PathKind, 'absent'> {
	if ((mode & bits.directory) !== 0) return 'directory';
	if ((mode & bits.socket) !== 0) return 'socket';
	if ((mode & bits.pipe) !== 0) return 'pipe';
	if ((mode & bits.device) !== 0) return 'device';
	return (mode & bits.other) !== 0 ? 'other' : 'file';
}

/** In a container, including directories of its image. A missing path counts as a file. */
export async function isDirectory(reader: Pick<EngineReader, 'pathStat'>, id: string, path: string): Promise<boolean> {
	const stat = await reader.pathStat(id, path);
	return stat !== null && kindOfMode(stat.mode) === 'directory';
}
