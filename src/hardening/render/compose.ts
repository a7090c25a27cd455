import type {ContainerInspect, ImageInspect} from '../../answers/index.js';
import {shellJoin} from '../../terminal/shell-quote.js';
import {type ComposeService, composeService} from './compose-service.js';
import {type Yaml, yamlDocument} from './yaml.js';

export type ComposeOutput = {
	/** `compose.override.yml`, or a whole `compose.yml` for a container that Compose did not make. */
	readonly fileName: string;
	readonly text: string;
	/** What to run in a shell once the file is written. */
	readonly command: string;
	readonly warnings: readonly string[];
};

const label = (inspect: ContainerInspect, name: string): string | undefined =>
	inspect.Config?.Labels?.[`com.docker.compose.${name}`];

/**
 * For a container of Compose: an override that holds only what changes, and the command with the project's own files before it. For
 * any other: a service of its own.
 */
export function composeOutput(before: ContainerInspect, after: ContainerInspect, image: ImageInspect | null): ComposeOutput {
	const service = label(before, 'service');
	return service === undefined ? wholeFile(after, image) : override(service, before, after, image);
}

function override(service: string, before: ContainerInspect, after: ContainerInspect, image: ImageInspect | null): ComposeOutput {
	const [was, is] = [composeService(before, image), composeService(after, image)];
	const changed = Object.keys({...was, ...is}).filter(key => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
	const keys = Object.fromEntries(changed.map(key => [key, overridden(was[key], is[key])]));
	const files = (label(before, 'project.config_files') ?? '').split(',').filter(file => file !== '');
	const folder = label(before, 'project.working_dir');
	const replaces = changed.some(key => was[key] !== undefined && typeof was[key] === 'object');
	return {
		fileName: 'compose.override.yml',
		text: yamlDocument({services: {[service]: keys}, ...newVolumes(was, is)}),
		command: shellJoin([
			...['docker', 'compose'],
			...(folder === undefined ? [] : ['--project-directory', folder]),
			...['--project-name', label(before, 'project') ?? 'default'],
			...files.filter(file => !file.endsWith('compose.override.yml')).flatMap(file => ['--file', file]),
			...['--file', 'compose.override.yml', 'up', '--detach', service],
		]),
		warnings: [
			...(replaces ? ['the tags !override and !reset need Docker Compose 2.24.4 or later'] : []),
			...(files.length === 0
				? ['the container does not say where its compose file is: add it with --file before the override']
				: []),
		],
	};
}

/** Compose appends lists of an override to those of the file: a list that was there is replaced by tag; what goes is reset. */
function overridden(was: Yaml | undefined, is: Yaml | undefined): Yaml {
	if (is === undefined)
		return typeof was === 'boolean' ? false : {tag: '!reset', value: Array.isArray(was) ? [] : typeof was === 'object' ? {} : ''};
	return was !== undefined && typeof was === 'object' && typeof is === 'object' ? {tag: '!override', value: is} : is;
}

function wholeFile(after: ContainerInspect, image: ImageInspect | null): ComposeOutput {
	const name = (after.Name ?? 'service').replace(/^\//, '');
	const service = composeService(after, image);
	const networks = Object.keys(after.NetworkSettings?.Networks ?? {}).filter(one => !['bridge', 'host', 'none'].includes(one));
	const joins = service['network_mode'] === undefined && networks.length > 0;
	return {
		fileName: 'compose.yml',
		text: yamlDocument({
			services: {[name]: {container_name: name, ...service, ...(joins ? {networks} : {})}},
			...newVolumes({}, service),
			...(joins ? {networks: Object.fromEntries(networks.map(one => [one, {external: true}]))} : {}),
		}),
		command: shellJoin(['docker', 'compose', '--file', 'compose.yml', 'up', '--detach', name]),
		warnings: ['the container was not made by Compose: rename or remove it before the service starts under its name'],
	};
}

/** Named volumes must be declared; `name` keeps Compose from putting the project's name in front. */
function newVolumes(was: ComposeService, is: ComposeService): {volumes?: Yaml} {
	const had = named(was);
	const added = named(is).filter(name => !had.includes(name));
	return added.length === 0 ? {} : {volumes: Object.fromEntries(added.map(name => [name, {name}]))};
}

function named(service: ComposeService): string[] {
	const volumes = service['volumes'];
	if (!Array.isArray(volumes)) return [];
	return volumes.flatMap((volume: Yaml) => {
		const source = typeof volume === 'string' && volume.includes(':') ? (volume.split(':')[0] ?? '') : '';
		return /^[a-zA-Z0-9]/.test(source) ? [source] : [];
	});
}
