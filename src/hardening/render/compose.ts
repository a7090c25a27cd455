import {isDeepStrictEqual} from 'node:util';
import type {ContainerInspect, ImageInspect} from '../../answers/index.js';
import {shellJoin} from '../../terminal/shell-quote.js';
import {type EngineDefaults, plainDefaults} from '../reconstruct/engine-defaults.js';
import {composeNetworks} from './compose-networks.js';
import {type ComposeService, composeFiles, composeService} from './compose-service.js';
import {volumeDriver} from './compose-volumes.js';
import {composeWarnings} from './compose-warnings.js';
import {writeFile} from './docker-run.js';
import type {OutputFile} from './output-format.js';
import {isTagged, type Yaml, yamlDocument} from './yaml.js';

const label = (inspect: ContainerInspect, name: string): string | undefined =>
	inspect.Config?.Labels?.[`com.docker.compose.${name}`];

/**
 * For a Compose container: an override with only the changes, and the command with the project's own files before it. For
 * any other: a separate service.
 */
export function composeOutput(
	before: ContainerInspect,
	after: ContainerInspect,
	image: ImageInspect | null,
	engine: EngineDefaults = plainDefaults,
): OutputFile {
	const service = label(before, 'service');
	return service === undefined ? wholeFile(after, image, engine) : override(service, before, after, image, engine);
}

const program = ({podman}: EngineDefaults): string => (podman ? 'podman' : 'docker');

function override(
	service: string,
	before: ContainerInspect,
	after: ContainerInspect,
	image: ImageInspect | null,
	engine: EngineDefaults,
): OutputFile {
	const [was, is] = [composeService(before, image), composeService(after, image)];
	const changed = Object.keys({...was, ...is}).filter(key => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
	const limited = changed.some(key => key in limitsOfDeploy);
	const keys: Record<string, Yaml> = {
		...Object.fromEntries(changed.map(key => [key, overridden(was[key], is[key])])),
		...(limited ? everyLimit(is) : {}),
	};
	const files = (label(before, 'project.config_files') ?? '').split(',').filter(file => file !== '');
	const folder = label(before, 'project.working_dir');
	const hook = label(before, 'hook');
	return {
		fileName: 'compose.override.yml',
		text: yamlDocument({services: {[service]: keys}, ...volumesOf(keys['volumes'], named(was['volumes']), after)}),
		command: shellJoin([
			...[program(engine), 'compose'],
			...(folder === undefined ? [] : ['--project-directory', folder]),
			...['--project-name', label(before, 'project') ?? 'default'],
			...files.filter(file => !file.endsWith('compose.override.yml')).flatMap(file => ['--file', file]),
			...['--file', 'compose.override.yml', 'up', '--detach', service],
		]),
		warnings: [
			...(Object.values(keys).some(isTagged) ? ['the tags !override and !reset need Docker Compose 2.24.4 or later'] : []),
			...(hook === undefined
				? []
				: [`it is a ${hook} hook: this changes service ${service}, from which the hook takes what its own entry does not set`]),
			...(files.length === 0 ? ['the compose file of the container is unknown: add it with --file before the override'] : []),
		],
	};
}

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
 * Compose appends an override's lists to those of the file: additions are enough. A list whose beginning differs is replaced
 * by tag; one that is removed entirely is reset.
 */
function overridden(was: Yaml | undefined, is: Yaml | undefined): Yaml {
	if (is === undefined)
		return typeof was === 'boolean' ? false : {tag: '!reset', value: Array.isArray(was) ? [] : typeof was === 'object' ? {} : ''};
	if (Array.isArray(was) && Array.isArray(is) && isDeepStrictEqual(was, is.slice(0, was.length))) return is.slice(was.length);
	return was !== undefined && typeof was === 'object' && typeof is === 'object' ? {tag: '!override', value: is} : is;
}

function wholeFile(after: ContainerInspect, image: ImageInspect | null, engine: EngineDefaults): OutputFile {
	const name = (after.Name ?? 'service').replace(/^\//, '');
	const service = composeService(after, image);
	const networks = service['network_mode'] === undefined ? composeNetworks(after, engine) : {};
	const names = Object.keys(networks);
	return {
		fileName: 'compose.yml',
		text: yamlDocument({
			services: {[name]: {container_name: name, ...service, ...(names.length > 0 ? {networks} : {})}},
			...volumesOf(service['volumes'], [], after),
			...(names.length > 0 ? {networks: Object.fromEntries(names.map(one => [one, {name: one, external: true}]))} : {}),
		}),
		command: [
			...composeFiles(after).map(writeFile),
			shellJoin([program(engine), 'compose', '--file', 'compose.yml', 'up', '--detach', name]),
		].join(' && '),
		warnings: [
			'the container was not created by Compose: rename or remove it before the service starts under its name',
			...composeWarnings(after),
		],
	};
}

/**
 * Named volumes must be declared; `name` keeps Compose from adding the project's name. One that the list repeats
 * already exists: the file declares it under a key that the container does not show. So does one that belongs to another container.
 */
function volumesOf(listed: Yaml | undefined, had: readonly string[], after: ContainerInspect): {volumes?: Yaml} {
	const names = named(listed);
	const declared = (name: string): Yaml =>
		had.includes(name) || /^[0-9a-f]{64}$/.test(name) ? {name, external: true} : {name, ...volumeDriver(name, after)};
	return names.length === 0 ? {} : {volumes: Object.fromEntries(names.map(name => [name, declared(name)]))};
}

function named(volumes: Yaml | undefined): string[] {
	const list = isTagged(volumes) ? volumes.value : volumes;
	if (!Array.isArray(list)) return [];
	const names = list.flatMap((volume: Yaml) => {
		if (typeof volume === 'string') return volume.includes(':') ? [volume.split(':')[0] ?? ''] : [];
		const {type, source} = volume as {readonly type?: Yaml; readonly source?: Yaml};
		return type === 'volume' && typeof source === 'string' ? [source] : [];
	});
	return [...new Set(names.filter(name => /^[a-zA-Z0-9]/.test(name)))];
}
