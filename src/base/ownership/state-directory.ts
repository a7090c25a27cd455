import {lstatSync, mkdirSync, type Stats} from 'node:fs';
import {dirname, isAbsolute, join} from 'node:path';
import {homeOf} from '../lib/account.js';
import {hasCode} from '../lib/has-code.js';
import {fileTrouble} from '../text/file-trouble.js';
import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import {JournalError} from './journal-error.js';

type Variables = Readonly<Record<string, string | undefined>>;

const uid = (): number => process.getuid?.() ?? 0;

/**
 * Where dockscope keeps what must outlive it: `$XDG_STATE_HOME/dockscope`, for root `/var/lib/dockscope`, else
 * `~/.local/state/dockscope`. `null` without any of them.
 *
 * @source XDG Base Directory Specification: a relative path counts as unset
 */
export function stateDirectory(variables: Variables): string | null {
	const configured = variables['XDG_STATE_HOME'];
	if (configured && isAbsolute(configured)) return join(configured, 'dockscope');
	if (uid() === 0) return '/var/lib/dockscope';
	const home = homeOf(variables);
	return home ? join(home, '.local/state/dockscope') : null;
}

/** A folder of the state directory that only dockscope of the same user writes to; `what` names its content in messages. */
export type PrivateFolder = {readonly name: string; readonly what: SafeText};

const journal: PrivateFolder = {name: 'created', what: trusted('the journal of created containers')};

/** The directory of the journal, as `privateDirectory` gives it. @throws JournalError */
export const journalDirectory = (variables: Variables): string | null => privateDirectory(variables, journal);

/** The same, made where it is missing. @throws JournalError */
export const makeJournalDirectory = (variables: Variables): string => makePrivateDirectory(variables, journal);

/**
 * A folder of the state directory. Nothing is made by that.
 *
 * @returns its path; `null` when it was never made
 * @throws JournalError for a directory that someone else could have written to
 */
export function privateDirectory(variables: Variables, folder: PrivateFolder): string | null {
	const path = placeOf(variables, folder);
	for (const one of [dirname(path), path]) {
		const found = statOf(one, folder);
		if (found === null) return null;
		mustBeOurs(one, found, folder, one === path);
	}
	return path;
}

/** The same, made where it is missing. @throws JournalError */
export function makePrivateDirectory(variables: Variables, folder: PrivateFolder): string {
	const path = placeOf(variables, folder);
	try {
		mkdirSync(dirname(dirname(path)), {recursive: true, mode: 0o700});
		for (const one of [dirname(path), path]) if (statOf(one, folder) === null) mkdirSync(one, {mode: 0o700});
	} catch (error) {
		if (error instanceof JournalError || isExists(error))
			return privateDirectory(variables, folder) ?? unusable(path, folder, error);
		return unusable(path, folder, error);
	}
	return privateDirectory(variables, folder) ?? unusable(path, folder, new Error('it was removed again'));
}

function placeOf(variables: Variables, {name, what}: PrivateFolder): string {
	const state = stateDirectory(variables);
	if (state === null) throw new JournalError(safe`there is no place for ${what}: no home directory. Set XDG_STATE_HOME`);
	return join(state, name);
}

function statOf(path: string, folder: PrivateFolder): Stats | null {
	try {
		return lstatSync(path, {throwIfNoEntry: false}) ?? null;
	} catch (error) {
		if (hasCode(error, 'ENOTDIR')) return null;
		return unusable(path, folder, error);
	}
}

/** Only its owner could have put something there: no link that leads elsewhere, ours, and closed to others. */
function mustBeOurs(path: string, found: Stats, {what}: PrivateFolder, isPrivate: boolean): void {
	const refuse = (why: string): never => {
		throw new JournalError(
			safe`${what} cannot be trusted: ${sanitise(path)} ${sanitise(why)}. Set XDG_STATE_HOME to a private directory`,
		);
	};
	if (!found.isDirectory()) refuse(found.isSymbolicLink() ? 'is a symbolic link' : 'is not a directory');
	if (found.uid !== uid()) refuse(`belongs to uid ${found.uid}, not to uid ${uid()}`);
	if ((found.mode & (isPrivate ? 0o077 : 0o022)) !== 0)
		refuse(`is open to other users (mode ${(found.mode & 0o777).toString(8)})`);
}

function unusable(path: string, {what}: PrivateFolder, error: unknown): never {
	throw new JournalError(
		safe`${what} cannot be kept in ${sanitise(path)}: ${fileTrouble(error)}. Set XDG_STATE_HOME to a writable directory`,
		{cause: error},
	);
}

const isExists = (error: unknown): boolean => hasCode(error, 'EEXIST');
