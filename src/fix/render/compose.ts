import {type ComposeOrigin, type ContainerInspect, composeOrigin, type ImageInspect, shellJoin} from '../../base/index.js';
import {type EngineDefaults, plainDefaults} from '../../judge/index.js';
import type {ComposeSurroundings} from '../project/compose-surroundings.js';
import type {SecretVariable} from '../run-command.js';
import {composeUp, isReadAutomatically, overrideName, overridePath, unknownFile} from './compose-command.js';
import {composeNetworks} from './compose-networks.js';
import {emptiedWarnings, needsTags, type ServiceOverride, serviceOverride, tagsWarning} from './compose-override.js';
import {companionServices, composeFiles, composeService} from './compose-service.js';
import {declaredVolumes} from './compose-volumes.js';
import {composeWarnings} from './compose-warnings.js';
import {writeFile} from './docker-run.js';
import type {OutputFile} from './output-format.js';
import {yamlDocument} from './yaml.js';

/**
 * For a Compose container: an override with only the changes, and the command with the project's own files before it. For
 * any other: a separate service.
 */
export function composeOutput(
	before: ContainerInspect,
	after: ContainerInspect,
	image: ImageInspect | null,
	{engine = plainDefaults, compose = null, secrets = [], companions = []}: Known = {},
): OutputFile {
	const origin = composeOrigin(before.Config?.Labels);
	return origin === null
		? wholeFile(after, image, {engine, secrets, companions, had: Object.keys(composeNetworks(before, engine))})
		: override(origin, serviceOverride(before, after, image), {engine, compose, companions, name: nameOf(before)});
}

type Known = {
	readonly engine?: EngineDefaults;
	readonly compose?: ComposeSurroundings | null;
	readonly secrets?: readonly SecretVariable[];
	/** Containers that are created for it. */
	readonly companions?: readonly ContainerInspect[];
};

const nameOf = ({Name: name, Id: id}: ContainerInspect): string => name?.replace(/^\//, '') || id.slice(0, 12);

const program = ({podman}: EngineDefaults): 'docker' | 'podman' => (podman ? 'podman' : 'docker');

function override(
	origin: ComposeOrigin,
	one: ServiceOverride,
	{engine, compose, companions, name}: Required<Pick<Known, 'engine' | 'compose' | 'companions'>> & {readonly name: string},
): OutputFile {
	const {service, hook, folder, project} = origin;
	const fileName = overrideName(origin, compose?.isTaken ?? null);
	const path = overridePath(origin, fileName);
	const replicas = compose?.replicas ?? 1;
	const start = compose?.isUp ?? true;
	const up = {
		origin,
		program: program(engine),
		services: [service, ...Object.keys(companionServices(companions))],
		scale: new Map([[service, replicas]]),
		start,
	};
	const files = one.files.map(file => writeFile({...file, name: overridePath(origin, file.name)}));
	return {
		fileName,
		...(folder === null ? {} : {folder}),
		text: yamlDocument({
			services: {[service]: one.keys, ...companionServices(companions)},
			...(Object.keys(one.volumes).length > 0 ? {volumes: one.volumes} : {}),
			...(Object.keys(one.networks).length > 0 ? {networks: one.networks} : {}),
		}),
		command: [...files, composeUp({...up, override: path})].join(' && '),
		back: [shellJoin(['rm', path]), composeUp({...up, override: null})].join(' && '),
		warnings: [
			...(needsTags(one) ? [tagsWarning] : []),
			...emptiedWarnings(one),
			...fileWarnings(fileName, path),
			...(replicas > 1
				? [
						`it applies to all ${replicas} containers of service ${service}, but only ${name} was looked at: --project ${project} looks at all of them`,
					]
				: []),
			...(start ? [] : [`service ${service} is not running: the command creates its containers and does not start them`]),
			...(hook === null
				? []
				: [`it is a ${hook} hook: this changes service ${service}, from which the hook takes what its own entry does not set`]),
			...(origin.oneOff ? [`it is a one-off container (docker compose run): this changes service ${service} itself`] : []),
			...originWarnings(origin),
		],
	};
}

/** What an override changes for later commands. */
export const fileWarnings = (name: string, path: string): string[] =>
	isReadAutomatically(name) ? [] : [`from now on docker compose needs this file too: -f ${path}`];

/** What a command for the project cannot know from the labels. */
export function originWarnings({files, fromStdin}: ComposeOrigin): string[] {
	if (fromStdin)
		return [`the project was read from standard input: save it to a file, and name that instead of ${files[0] ?? unknownFile}`];
	return files.length === 0 ? [`the project's files were not recorded: name them instead of ${unknownFile}`] : [];
}

function wholeFile(
	after: ContainerInspect,
	image: ImageInspect | null,
	{
		engine,
		secrets,
		companions,
		had,
	}: Required<Pick<Known, 'engine' | 'secrets' | 'companions'>> & {readonly had: readonly string[]},
): OutputFile {
	const name = (after.Name ?? 'service').replace(/^\//, '');
	const service = composeService(after, image, new Set(secrets.map(({name}) => name)));
	const networks = service['network_mode'] === undefined ? composeNetworks(after, engine) : {};
	const names = Object.keys(networks);
	const volumes = declaredVolumes(service['volumes'], [], after);
	return {
		fileName: 'compose.yml',
		text: yamlDocument({
			services: {
				[name]: {container_name: name, ...service, ...(names.length > 0 ? {networks} : {})},
				...companionServices(companions),
			},
			...(Object.keys(volumes).length > 0 ? {volumes} : {}),
			...(names.length > 0
				? {
						networks: Object.fromEntries(
							names.map(one => [
								one,
								had.includes(one) ? {name: one, external: true} : {name: one, internal: names.length > 1 || undefined},
							]),
						),
					}
				: {}),
		}),
		command: [
			...composeFiles(after).map(writeFile),
			shellJoin([
				program(engine),
				'compose',
				'--file',
				'compose.yml',
				'up',
				'--detach',
				name,
				...Object.keys(companionServices(companions)),
			]),
		].join(' && '),
		warnings: [
			'the container was not created by Compose: rename or remove it before the service starts under its name',
			...composeWarnings(after),
		],
	};
}
