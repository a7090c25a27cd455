import {type FileFacts, type HostFacts, type SafeText, trusted} from '../../../../base/index.js';
import {cannotTell, notApplicable} from '../../rule.js';
import type {HostScope} from '../../scope.js';
import type {Judgement} from '../../verdict.js';

/** A file that a host rule judges: where it is on this host, or why there is nothing to judge. */
export type HostFile = {
	/** `unit file docker.service` */
	readonly name: string;
	readonly find: (scope: HostScope) => HostFileOrNone;
	/** Facts of a host that has it, for the rule's examples. */
	readonly example: (file: Partial<FileFacts>) => Partial<HostFacts>;
};

export type HostFileOrNone = {readonly file: FileFacts} | {readonly none: Judgement};

/** The file at a path that was looked at. */
export function fileAt(host: HostFacts, path: string): HostFileOrNone {
	if (host.unseen !== null) return {none: cannotTell(host.unseen)};
	const seen = host.files[path];
	if (seen === undefined) return {none: cannotTell({source: `host:${path}`, reason: 'was not checked'})};
	if (!seen.known) return {none: cannotTell(seen.reason)};
	return seen.value.exists ? {file: seen.value} : {none: notApplicable(`there is no ${path}`)};
}

/** A file whose path was read from the host; `null` when it has none. */
export function fileFrom(host: HostFacts, path: SafeText | null | undefined, why: string): HostFileOrNone {
	if (host.unseen !== null) return {none: cannotTell(host.unseen)};
	if (path === undefined) return {none: cannotTell({source: 'host', reason: `${why}: was not checked`})};
	return path === null ? {none: notApplicable(why)} : fileAt(host, path);
}

/** A plain file of root's, for examples. */
export const exampleFile = (path: string, file: Partial<FileFacts>): FileFacts => ({
	path: trusted(path),
	exists: true,
	realPath: null,
	mode: 0o644,
	uid: 0,
	gid: 0,
	kind: 'file',
	writableParent: null,
	...file,
});

export const exampleFiles = (path: string, file: Partial<FileFacts>): Pick<HostFacts, 'files'> => ({
	files: {[path]: {known: true, value: exampleFile(path, file)}},
});
