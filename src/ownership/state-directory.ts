import {lstatSync, mkdirSync, type Stats} from 'node:fs';
import {dirname, isAbsolute, join} from 'node:path';
import {homeOf} from '../terminal/account.js';
import {fileTrouble} from '../terminal/file-trouble.js';
import {hasCode} from '../terminal/has-code.js';
import {safe, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
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

/**
 * The directory of the journal. Nothing is made by that.
 *
 * @returns its path; `null` when it was never made, so that there is no journal
 * @throws JournalError for a directory that someone else could have written to
 */
export function journalDirectory(variables: Variables): string | null {
	const path = placeOf(variables);
	for (const folder of [dirname(path), path]) {
		const found = statOf(folder);
		if (found === null) return null;
		mustBeOurs(folder, found, folder === path);
	}
	return path;
}

/** The same, made where it is missing. @throws JournalError */
export function makeJournalDirectory(variables: Variables): string {
	const path = placeOf(variables);
	try {
		mkdirSync(dirname(dirname(path)), {recursive: true, mode: 0o700});
		for (const folder of [dirname(path), path]) if (statOf(folder) === null) mkdirSync(folder, {mode: 0o700});
	} catch (error) {
		if (error instanceof JournalError || isExists(error)) return journalDirectory(variables) ?? unusable(path, error);
		return unusable(path, error);
	}
	return journalDirectory(variables) ?? unusable(path, new Error('it was removed again'));
}

function placeOf(variables: Variables): string {
	const state = stateDirectory(variables);
	if (state === null)
		throw new JournalError(
			trusted('there is no place for the journal of created containers: no home directory. Set XDG_STATE_HOME'),
		);
	return join(state, 'created');
}

function statOf(path: string): Stats | null {
	try {
		return lstatSync(path, {throwIfNoEntry: false}) ?? null;
	} catch (error) {
		if (hasCode(error, 'ENOTDIR')) return null;
		return unusable(path, error);
	}
}

/** Only its owner could have put something there: no link that leads elsewhere, ours, and closed to others. */
function mustBeOurs(path: string, found: Stats, isPrivate: boolean): void {
	const refuse = (why: string): never => {
		throw new JournalError(
			safe`the journal of created containers cannot be trusted: ${sanitise(path)} ${sanitise(why)}. Set XDG_STATE_HOME to a private directory`,
		);
	};
	if (!found.isDirectory()) refuse(found.isSymbolicLink() ? 'is a symbolic link' : 'is not a directory');
	if (found.uid !== uid()) refuse(`belongs to uid ${found.uid}, not to uid ${uid()}`);
	if ((found.mode & (isPrivate ? 0o077 : 0o022)) !== 0)
		refuse(`is open to other users (mode ${(found.mode & 0o777).toString(8)})`);
}

function unusable(path: string, error: unknown): never {
	throw new JournalError(
		safe`the journal of created containers cannot be kept in ${sanitise(path)}: ${fileTrouble(error)}. Set XDG_STATE_HOME to a writable directory`,
		{cause: error},
	);
}

const isExists = (error: unknown): boolean => hasCode(error, 'EEXIST');
