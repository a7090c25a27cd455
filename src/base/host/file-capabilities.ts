import {type Known, known, unknown} from '../answers/index.js';
import {type FileCapability, parseFileCapability} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import {hasProgram, runProgram} from './run-program.js';

/** An executable file of an image. */
export type ExecutableFile = {
	/** In the image. */
	readonly path: string;
	/** On this host. */
	readonly place: string;
	readonly uid: number;
	readonly gid: number;
	/** Permission bits. */
	readonly mode: number;
};

/** Programs of an image; a file system with more is not one of a service. */
const MAX_PROGRAMS = 50_000;
/** Their names fit into one command line. @source execve(2), limits on size of arguments */
const MAX_NAMES_LENGTH = 100_000;
const limits = {mostBytes: 4 << 20, deadline: 10_000};

/**
 * Those of the programs that have file capabilities. Node cannot read extended attributes, so the system's own `getcap` does.
 */
export async function capableAmong(
	programs: readonly ExecutableFile[],
	signal?: AbortSignal,
): Promise<Known<readonly FileCapability[]>> {
	if (programs.length === 0) return known([]);
	if (!hasProgram('getcap')) return unseen('getcap is not installed here: audit --deep asks the engine');
	if (programs.length > MAX_PROGRAMS) return unseen(`it has more than ${MAX_PROGRAMS} programs`);
	if (programs.some(({place}) => place.includes('\n'))) return unseen('the name of a program has a line break');
	const found: FileCapability[] = [];
	for (const some of inCommandLines(programs)) {
		if (signal?.aborted) return unseen('the search was cancelled');
		const said = await runProgram('getcap', ['-n', ...some.map(({place}) => place)], limits);
		if (said === null) return unseen('getcap failed: audit --deep asks the engine');
		const byPlace = new Map(some.map(program => [program.place, program]));
		for (const line of said.split('\n')) {
			const [at, program] = programIn(line, byPlace);
			const has = program === null ? null : parseFileCapability(line.slice(at));
			if (program === null || has === null) {
				if (line.trim() !== '') return unseen('the answer of getcap cannot be read: audit --deep asks the engine');
				continue;
			}
			const {path, uid, gid, mode} = program;
			found.push({path: sanitise(path), uid, gid, mode, ...has});
		}
	}
	return known(found);
}

const unseen = (reason: string): Known<never> => unknown('host:image', reason);

/** The program whose name a line begins with: the longest, since a name may contain blanks. */
function programIn(line: string, byPlace: ReadonlyMap<string, ExecutableFile>): readonly [at: number, ExecutableFile | null] {
	for (let at = line.lastIndexOf(' '); at > 0; at = line.lastIndexOf(' ', at - 1)) {
		const program = byPlace.get(line.slice(0, at));
		if (program !== undefined) return [at, program];
	}
	return [0, null];
}

function* inCommandLines(programs: readonly ExecutableFile[]): Generator<readonly ExecutableFile[]> {
	let some: ExecutableFile[] = [];
	let letters = 0;
	for (const program of programs) {
		if (letters + program.place.length > MAX_NAMES_LENGTH && some.length > 0) {
			yield some;
			[some, letters] = [[], 0];
		}
		some.push(program);
		letters += program.place.length + 1;
	}
	if (some.length > 0) yield some;
}
