import {isDeepStrictEqual} from 'node:util';
import {type ContainerInspect, type SafeText, sanitise, shellJoin} from '../../base/index.js';
import {hideSecrets} from '../hide-secrets.js';
import {lostWrites} from '../plan/lost-writes.js';
import {imageWarnings} from '../reconstruct/index.js';
import {asRequested} from '../reconstruct/podman-answer.js';
import {fileWarnings, originWarnings} from '../render/compose.js';
import {composeUp, overrideName, overridePath} from '../render/compose-command.js';
import {emptiedWarnings, needsTags, type ServiceOverride, serviceOverride, tagsWarning} from '../render/compose-override.js';
import {companionServices} from '../render/compose-service.js';
import {writeFile} from '../render/docker-run.js';
import {isMap, type Yaml, type YamlMap, yamlDocument} from '../render/yaml.js';
import type {ProjectPlan} from './project-plan.js';
import type {ServicePlan} from './service-plan.js';

/** One override for several services, with the commands that start it and that go back. */
export type ProjectOverride = {
	/** Where the file belongs, on the machine where Compose runs. */
	readonly path: string;
	/** YAML without comments. */
	readonly text: string;
	/** The same with the commands and warnings as comments. */
	readonly commented: string;
	readonly command: string;
	readonly rollBack: string;
	readonly services: readonly string[];
	readonly warnings: readonly SafeText[];
};

export type OverrideOptions = {
	readonly withSecrets?: boolean;
	/** Whether the project's folder already has a file of that name; when absent, as the cases have it. */
	readonly isTaken?: ((name: string) => boolean) | null;
	/** Services to leave out. */
	readonly without?: ReadonlySet<string>;
};

/** @returns `null` when there is nothing to change */
export function projectOverride(
	{project, services, engine}: ProjectPlan,
	{withSecrets = false, isTaken, without = new Set()}: OverrideOptions = {},
): ProjectOverride | null {
	const parts = services
		.filter(({service}) => !without.has(service))
		.map(plan => ({plan, ...overrideOf(plan, engine.podman, withSecrets)}))
		.filter(({part}) => Object.keys(part.keys).length > 0);
	if (parts.length === 0) return null;

	const {origin} = project;
	const companions = parts.flatMap(({plan}) => plan.companions);
	const name = overrideName(origin, isTaken ?? services[0]?.cases[0].compose?.isTaken ?? null);
	const path = overridePath(origin, name);
	const running = parts.filter(({plan}) => plan.isRunning).map(({plan}) => plan.service);
	const start = running.length > 0;
	const up = {
		origin,
		program: engine.podman ? ('podman' as const) : ('docker' as const),
		services: [...(start ? running : parts.map(({plan}) => plan.service)), ...Object.keys(companionServices(companions))],
		scale: project.counts,
		start,
	};
	const files = parts.flatMap(({part}) => part.files.map(file => writeFile({...file, name: overridePath(origin, file.name)})));
	const command = [...files, composeUp({...up, override: path})].join(' && ');
	const rollBack = [shellJoin(['rm', path]), composeUp({...up, override: null})].join(' && ');
	const volumes: Readonly<Record<string, Yaml>> = Object.assign({}, ...parts.map(({part}) => part.volumes));
	const networks: YamlMap = Object.assign({}, ...parts.map(({part}) => part.networks));
	const text = yamlDocument({
		services: {
			...Object.fromEntries(parts.map(({plan, part}) => [plan.service, part.keys])),
			...companionServices(companions),
		},
		...(Object.keys(volumes).length > 0 ? {volumes} : {}),
		...(Object.keys(networks).length > 0 ? {networks} : {}),
	});
	const warnings = [
		...project.warnings,
		...(parts.some(({part}) => needsTags(part)) ? [tagsWarning] : []),
		...originWarnings(origin),
		...fileWarnings(name, path),
		...(start ? [] : ['no service of the project is running: the command creates the containers and does not start them']),
		...madeVolumes(volumes).map(
			one => `volume ${one} is created by the override, and stays when you go back: docker volume rm removes it`,
		),
		...parts.flatMap(({plan, warnings: own}) => own.map(warning => `${plan.service}: ${warning}`)),
	].map(sanitise);
	return {
		path,
		text,
		command,
		rollBack,
		warnings,
		services: parts.map(({plan}) => plan.service),
		commented: [...header(project.name, {path, command, rollBack}, warnings), text].join(''),
	};
}

function overrideOf(plan: ServicePlan, podman: boolean, withSecrets: boolean): {part: ServiceOverride; warnings: string[]} {
	const {before, after, image, cases, differences} = plan;
	const asked = (one: ContainerInspect): ContainerInspect => (podman ? asRequested(one, image) : one);
	const open = serviceOverride(asked(before), asked(after), image);
	const hidden = (one: ContainerInspect): ContainerInspect => asked(hideSecrets(one, image).inspect);
	const masked = serviceOverride(hidden(before), hidden(after), image);
	const secret = Object.keys(open.keys).filter(key => !isDeepStrictEqual(open.keys[key], masked.keys[key]));
	return {
		part: withSecrets ? open : masked,
		warnings: [
			...differences,
			...(withSecrets || secret.length === 0 ? [] : [`a secret in ${secret.join(', ')} is masked: --with-secrets shows it`]),
			...emptiedWarnings(masked),
			...imageWarnings(before, image),
			...cases.flatMap(({assessed: {facts}, evidence}) => lostByCompose(String(facts.name), lostWrites(facts.raw, evidence))),
		],
	};
}

/** Those that the project does not have yet. */
const madeVolumes = (volumes: Readonly<Record<string, Yaml>>): string[] =>
	Object.entries(volumes).flatMap(([name, one]) => (isMap(one) && 'external' in one ? [] : [name]));

/** Comments: the file explains itself. */
function header(
	name: string,
	{path, command, rollBack}: Pick<ProjectOverride, 'path' | 'command' | 'rollBack'>,
	warnings: readonly SafeText[],
): readonly string[] {
	const lines = [
		`Hardening of the Compose project ${sanitise(name)}, by dockscope.`,
		`Save it as ${sanitise(path)}, then run:`,
		...command.split('\n').map(line => `  ${line}`),
		'To go back:',
		...rollBack.split('\n').map(line => `  ${line}`),
		...(warnings.length > 0 ? ['Note:', ...warnings.map(warning => `- ${warning}`)] : []),
	];
	return lines.map(line => `# ${line}\n`);
}

/** Named in full; the others are counted. */
const MAX_NAMED = 3;

/** Compose removes a container when it replaces it, and nothing brings back what was only in it. */
function lostByCompose(name: string, paths: readonly string[]): string[] {
	if (paths.length === 0) return [];
	const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
	return [
		`what ${name} wrote to ${paths.slice(0, MAX_NAMED).join(', ')}${more} is lost when Compose replaces it: copy out what you need first (docker cp)`,
	];
}
