import {isDeepStrictEqual} from 'node:util';
import {type ContainerInspect, type ImageInspect, splitVariable} from '../../base/index.js';
import type {CommandFile} from '../run-command.js';
import {changedNetworks} from './compose-networks.js';
import {type ComposeService, composeFiles, composeService} from './compose-service.js';
import {strings} from './compose-values.js';
import {declaredVolumes, volumeNames} from './compose-volumes.js';
import {hasComposeTag, isMap, isTagged, tagged, type Yaml, type YamlMap} from './yaml.js';

/** The part of an override for one service: only what changes. */
export type ServiceOverride = {
	readonly keys: Readonly<Record<string, Yaml | undefined>>;
	/** Top-level declarations of the volumes that it mounts. */
	readonly volumes: Readonly<Record<string, Yaml>>;
	/** Top-level declarations of the networks that it joins. */
	readonly networks: Readonly<Record<string, Yaml | undefined>>;
	/** Seccomp profiles that it refers to, in the folder of the override. */
	readonly files: readonly CommandFile[];
	/** Variables that it can only set to nothing. */
	readonly emptied: readonly string[];
};

/** What makes the service of one container the service of the other. */
export function serviceOverride(before: ContainerInspect, after: ContainerInspect, image: ImageInspect | null): ServiceOverride {
	const [was, is] = [composeService(before, image), composeService(after, image)];
	const changed = Object.keys({...was, ...is}).filter(key => key !== 'environment' && !isDeepStrictEqual(was[key], is[key]));
	const {entries, emptied} = changedVariables(before, after);
	const limited = changed.some(key => key in limitsOfDeploy);
	const networks = changedNetworks(before, after);
	const keys: Record<string, Yaml | undefined> = {
		...(entries.length > 0 ? {environment: strings(entries)} : {}),
		...Object.fromEntries(changed.map(key => [key, overridden(key, was[key], is[key])])),
		...(limited ? everyLimit(is) : {}),
		...networks.keys,
	};
	const written = JSON.stringify(keys['security_opt'] ?? '');
	return {
		keys,
		emptied,
		networks: networks.declared,
		volumes: declaredVolumes(keys['volumes'], volumeNames(was['volumes']), after),
		files: composeFiles(after).filter(({name}) => written.includes(`seccomp:./${name}`)),
	};
}

/**
 * Only the variables that change. A tag would drop those of the file whose values are not in the override, and none can remove what comes
 * from an `env_file`: a variable that goes is set to nothing. A bare `NAME` would not do, since Compose takes its value from the shell or from
 * `.env`.
 *
 * @source compose-spec, 13-merge.md and the `environment` attribute; docker-library/postgres docker-entrypoint.sh: `file_env` takes an empty
 *   variable for one that is not set
 */
function changedVariables(before: ContainerInspect, after: ContainerInspect): {entries: string[]; emptied: string[]} {
	const [was, is] = [before.Config?.Env ?? [], after.Config?.Env ?? []];
	const names = new Set(is.map(entry => splitVariable(entry)[0]));
	const emptied = was.map(entry => splitVariable(entry)[0]).filter(name => !names.has(name));
	return {entries: [...emptied.map(name => `${name}=`), ...is.filter(entry => !was.includes(entry))], emptied};
}

/** A few programs refuse to start then. */
export const emptiedWarnings = ({emptied}: ServiceOverride): string[] =>
	emptied.map(
		name =>
			`an override cannot remove the variable ${name}, only empty it: if the service does not start so, remove it from the project's files`,
	);

/** Whether it has tags that older versions of Compose do not read. */
export const needsTags = ({keys}: ServiceOverride): boolean =>
	Object.values(keys).some(key => key !== undefined && hasComposeTag(key));
export const tagsWarning = 'the tags !override and !reset need Docker Compose 2.24.4 or later';

const limitsOfDeploy: Readonly<Record<string, string>> = {mem_limit: 'memory', cpus: 'cpus', pids_limit: 'pids'};

/**
 * Compose rejects a limit that is not also in `deploy.resources.limits` if that exists, and the container does not show which of
 * the two the project's files use: all are written in both.
 */
function everyLimit(service: ComposeService): Record<string, Yaml> {
	const set = Object.keys(limitsOfDeploy).filter(key => service[key] !== undefined);
	const alike = Object.fromEntries(
		set.map(key => [limitsOfDeploy[key] ?? key, key === 'pids_limit' ? service[key] : String(service[key])]),
	);
	return {...Object.fromEntries(set.map(key => [key, service[key] ?? 0])), deploy: {resources: {limits: alike}}};
}

/**
 * Compose appends an override's lists to those of the file, whose order means nothing, and merges maps: additions are enough. A list or map
 * from which something goes is replaced by tag; one that is removed entirely is reset.
 */
function overridden(key: string, was: Yaml | undefined, is: Yaml | undefined): Yaml {
	if (is === undefined)
		return typeof was === 'boolean' ? false : tagged('!reset', Array.isArray(was) ? [] : typeof was === 'object' ? {} : '');
	if (replacedLists.has(key)) return is;
	if (Array.isArray(was) && Array.isArray(is) && was.every(item => includes(is, item)))
		return is.filter(item => !includes(was, item));
	if (isMap(was) && isMap(is) && extendsMap(was, is)) return is;
	return was !== undefined && typeof was === 'object' && typeof is === 'object'
		? tagged('!override', isTagged(is) ? is.value : is)
		: is;
}

/** Compose takes these from the last file. @source compose-spec, 13-merge.md: shell commands */
const replacedLists: ReadonlySet<string> = new Set(['command', 'entrypoint']);

const includes = (list: readonly Yaml[], item: Yaml): boolean => list.some(one => isDeepStrictEqual(one, item));

/** Whether a map only adds to another: Compose merges maps, so that no tag is needed. */
function extendsMap(was: YamlMap, is: YamlMap): boolean {
	return Object.entries(was).every(([key, value]) => {
		const now = is[key];
		return isDeepStrictEqual(value, now) || (isMap(value) && isMap(now) && extendsMap(value, now));
	});
}
