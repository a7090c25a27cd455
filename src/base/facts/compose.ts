import {type SafeText, sanitise} from '../text/safe-text.js';
import {record, string, text, textOrNull} from './read.js';

export type ComposeFacts = {
	readonly project: SafeText;
	readonly service: SafeText;
	readonly workingDirectory: SafeText | null;
	readonly configFiles: readonly SafeText[];
	/**
	 * `pre_start`: not the service itself but a hook of it, with the service's volumes and networks. Compose 5 removes it when it succeeded
	 * and keeps it when it failed.
	 */
	readonly hook: SafeText | null;
};

/** The Compose project that created a container, as its labels record it: untrusted text, for commands that are quoted. */
export type ComposeOrigin = {
	readonly project: string;
	readonly service: string;
	/** The project directory on the machine where Compose ran. */
	readonly folder: string | null;
	/** In the order in which they were given, absolute where the folder is known; empty when they were not recorded. */
	readonly files: readonly string[];
	/** The project was read from standard input. */
	readonly fromStdin: boolean;
	/** `--env-file`: without it the variables in the files are empty. */
	readonly environmentFiles: readonly string[];
	/** `docker compose run`: a temporary container next to the service. */
	readonly oneOff: boolean;
	/** `pre_start`: not the service but a hook of it. */
	readonly hook: string | null;
	readonly tool: 'compose' | 'podman-compose';
};

/**
 * Reads the labels of Compose by the name after their prefix; podman-compose writes both sets.
 *
 * @source docker/compose pkg/api/labels.go (HookLabel), containers/podman-compose
 */
function composeLabels(labels: unknown) {
	const given = record(labels);
	const label = (name: string): string => string(given[name]);
	const read = (name: string): string => label(`com.docker.compose.${name}`) || label(`io.podman.compose.${name}`);
	const paths = (name: string): string[] => read(name).split(',').filter(Boolean);
	return {label, read, paths};
}

/** What Compose writes into the labels of its containers; also Swarm stacks, which are projects with services too. */
export function composeFacts(labels: unknown): ComposeFacts | null {
	const {label, read, paths} = composeLabels(labels);
	const project = read('project') || label('com.docker.stack.namespace');
	if (project === '') return null;
	const service = read('service') || label('com.docker.swarm.service.name') || project;
	const prefix = `${project}_`;
	return {
		project: text(project),
		service: text(service.startsWith(prefix) ? service.slice(prefix.length) : service),
		workingDirectory: textOrNull(read('project.working_dir')),
		hook: textOrNull(read('hook')),
		configFiles: paths('project.config_files').map(sanitise),
	};
}

/**
 * @param labels  of the container, as the engine answered
 * @returns `null` for a container that Compose did not create; a Swarm stack is not one of Compose
 */
export function composeOrigin(labels: unknown): ComposeOrigin | null {
	const {label, read, paths} = composeLabels(labels);
	const [project, service] = [read('project'), read('service')];
	if (project === '' || service === '') return null;
	const folder = read('project.working_dir') || null;
	const files = paths('project.config_files');
	return {
		project,
		service,
		folder,
		// podman-compose writes them relative to the folder.
		files: files.filter(file => file !== '-').map(file => (folder === null || file.startsWith('/') ? file : `${folder}/${file}`)),
		fromStdin: files.includes('-'),
		environmentFiles: paths('project.environment_file'),
		oneOff: /^true$/i.test(read('oneoff')),
		hook: read('hook') || null,
		tool: label('io.podman.compose.project') === '' ? 'compose' : 'podman-compose',
	};
}

/** Whether an override of its service is what changes it: not for a one-off container, which no `up` creates. */
export const isManagedByCompose = (labels: unknown): boolean => composeOrigin(labels)?.oneOff === false;
