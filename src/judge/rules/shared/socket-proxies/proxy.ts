import {type BlindSpot, type ContainerFacts, type SafeText, strings} from '../../../../base/index.js';
import type {ChangeDraft} from '../../../changes/change.js';
import type {ContainerScope} from '../../scope.js';
import type {Evidence} from '../../verdict.js';
import type {Allows} from './requests.js';

/** What some clients of a proxy may ask the engine. */
export type Grant = {
	/** `7 other containers`, `traefik` */
	readonly to: SafeText | string;
	readonly allows: Allows;
	readonly evidence: readonly Evidence[];
};

/** What was read of a proxy's configuration. */
export type Reading = {
	readonly grants: readonly Grant[];
	/** What decides it and could not be read: then more may be allowed than `grants` say. */
	readonly unread: BlindSpot | null;
};

/** What it is read from: the container itself, and its clients on the same engine. */
export type ProxyScope = Pick<ContainerScope, 'container' | 'fleet'>;

export type ProxyProduct = {
	readonly name: string;
	/** Its image, by the name in registries. */
	readonly image: RegExp;
	/** Its own configuration, by which it is known under any image. */
	readonly isConfigured: (container: ContainerFacts) => boolean;
	readonly read: (scope: ProxyScope) => Reading;
	/** How to configure it for reading only. */
	readonly readOnly: (scope: ProxyScope) => ChangeDraft;
	/** How to reduce the paths that may be read. */
	readonly fewerPaths: string;
};

/** The words after the program as they are, foreign: what the image and the command line give it. */
export function argumentsOf({raw}: ContainerFacts): readonly string[] {
	const configured = [...strings(raw.Config?.Entrypoint), ...strings(raw.Config?.Cmd)];
	return configured.length > 0 ? configured : strings(raw.Args);
}

/** The value of a variable as it is, foreign, with its line ends; `''` when it is not set. */
export const rawVariable = ({raw}: ContainerFacts, name: string): string =>
	strings(raw.Config?.Env)
		.findLast(text => text.startsWith(`${name}=`))
		?.slice(name.length + 1) ?? '';

/** The value of a variable, `null` when it is not set. */
export const variable = ({env}: ContainerFacts, name: string): string | null => env.find(one => one.name === name)?.value ?? null;

/** Values of an option of Go's flag package: `-name=value`, `--name value`. */
export function optionValues(words: readonly string[], name: string): string[] {
	return words.flatMap((word, index) => {
		const bare = word.replace(/^--?/, '');
		if (bare === word) return [];
		if (bare === name) return words[index + 1] ?? [];
		return bare.startsWith(`${name}=`) ? bare.slice(name.length + 1) : [];
	});
}

/** The containers that share a network with it, counted. */
export function neighbours({networks}: ContainerFacts): string {
	const peers = new Set(networks.flatMap(({separated, peers: members}) => (separated ? [] : members))).size;
	if (peers === 0) return 'any container that joins its networks';
	return `${peers} other ${peers === 1 ? 'container' : 'containers'}`;
}

/** A file that was mounted over the configuration in the image: it decides, and is not read. */
export function mountedConfiguration({mounts}: ContainerFacts, places: RegExp): BlindSpot | null {
	const mounted = mounts.find(({destination}) => places.test(destination));
	return mounted === undefined
		? null
		: {source: 'inspect', reason: `the proxy's configuration is the file at ${mounted.destination}, which is not read`};
}

/** Each request that one of the patterns matches as a whole; a pattern that cannot be read leaves the others' refusals open. */
export const anyOf =
	(patterns: readonly (((path: string) => boolean) | null)[]) =>
	(path: string): boolean | null => {
		if (patterns.some(matches => matches?.(path) === true)) return true;
		return patterns.includes(null) ? null : false;
	};
