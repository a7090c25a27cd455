import {createHash} from 'node:crypto';
import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {
	boundedText,
	type EngineFacts,
	fileTrouble,
	JournalError,
	makePrivateDirectory,
	type PrivateFolder,
	privateDirectory,
	replaceFile,
	type SafeText,
	safe,
	sanitise,
	trusted,
	UnreadFileError,
	UsageError,
} from '../../base/index.js';
import {type AuditReport, type Baseline, jsonReport, readBaseline} from '../../judge/index.js';
import {engineIdentity} from '../recorder/engine-identity.js';

type Variables = Readonly<Record<string, string | undefined>>;

const folder: PrivateFolder = {name: 'baselines', what: trusted('the saved baseline')};
/** Bytes. A report of 2,000 containers has some 200 MB. */
const MAX_BYTES = 500 * 1024 * 1024;

export type SavedBaseline = {readonly path: SafeText; readonly baseline: Baseline};

/** The name of an engine's baseline; `null` when the engine does not identify itself. */
function fileOf(engine: EngineFacts): string | null {
	const identity = engineIdentity(engine);
	if (identity === '') return null;
	return `${createHash('sha256')
		.update(JSON.stringify([engine.kind, identity]))
		.digest('hex')
		.slice(0, 32)}.json`;
}

/**
 * The baseline that was saved of this engine; `null` when there is none.
 *
 * @throws UsageError when it cannot be trusted or read
 */
export function readSavedBaseline(variables: Variables, engine: EngineFacts | null): SavedBaseline | null {
	const name = engine === null ? null : fileOf(engine);
	const directory = name === null ? null : trustedDirectory(() => privateDirectory(variables, folder));
	if (name === null || directory === null) return null;
	const path = join(directory, name);
	if (!isOurs(path)) return null;
	try {
		return {path: sanitise(path), baseline: readBaseline(boundedText(path, MAX_BYTES), path)};
	} catch (error) {
		if (!(error instanceof UnreadFileError)) throw error;
		throw new UsageError(`cannot read the baseline ${sanitise(path)}: ${fileTrouble(error)}.`, {cause: error});
	}
}

/**
 * Saves a whole report as the baseline of its engine: readable only by its owner, and replaced as a whole.
 *
 * @returns where it is, and whether it replaced an earlier one
 * @throws UsageError when that is not possible; an earlier one is then as it was
 */
export async function saveBaseline(
	variables: Variables,
	engine: EngineFacts | null,
	report: AuditReport,
): Promise<{readonly path: SafeText; readonly replaced: boolean}> {
	const name = engine === null ? null : fileOf(engine);
	if (name === null)
		throw new UsageError(
			'no baseline saved: the engine does not identify itself (GET /info was refused). Use dockscope audit --format json --output FILE.',
		);
	const path = join(
		trustedDirectory(() => makePrivateDirectory(variables, folder)),
		name,
	);
	const replaced = isOurs(path);
	// What is there and is no report is not replaced.
	if (replaced) readSavedBaseline(variables, engine);
	try {
		await replaceFile(path, jsonReport(report), 0o600, null);
	} catch (error) {
		throw new UsageError(`no baseline saved: cannot write ${sanitise(path)}: ${fileTrouble(error)}.`, {cause: error});
	}
	return {path: sanitise(path), replaced};
}

/** Whether there is one. @throws UsageError for something that dockscope did not write */
function isOurs(path: string): boolean {
	const found = lstatSync(path, {throwIfNoEntry: false});
	if (found === undefined) return false;
	const refuse = (why: string): never => {
		throw new UsageError(safe`the saved baseline cannot be trusted: ${sanitise(path)} ${trusted(why)}. Remove it`);
	};
	if (!found.isFile()) refuse('is not a regular file');
	if (found.uid !== process.getuid?.()) refuse(`belongs to uid ${found.uid}`);
	if ((found.mode & 0o077) !== 0) refuse('is open to other users');
	return true;
}

function trustedDirectory<Path>(find: () => Path): Path {
	try {
		return find();
	} catch (error) {
		if (error instanceof JournalError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}
