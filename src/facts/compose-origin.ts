import {record, string} from './read.js';

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
 * @param labels  of the container, as the engine answered
 * @returns `null` for a container that Compose did not create; a Swarm stack is not one of Compose
 * @source docker/compose pkg/api/labels.go; containers/podman-compose, which writes both sets of labels, and files relative to the folder
 */
export function composeOrigin(labels: unknown): ComposeOrigin | null {
	const given = record(labels);
	const read = (name: string): string =>
		string(given[`com.docker.compose.${name}`]) || string(given[`io.podman.compose.${name}`]);
	const [project, service] = [read('project'), read('service')];
	if (project === '' || service === '') return null;
	const folder = read('project.working_dir') || null;
	const paths = (name: string): string[] => read(name).split(',').filter(Boolean);
	const files = paths('project.config_files');
	return {
		project,
		service,
		folder,
		files: files.filter(file => file !== '-').map(file => (folder === null || file.startsWith('/') ? file : `${folder}/${file}`)),
		fromStdin: files.includes('-'),
		environmentFiles: paths('project.environment_file'),
		oneOff: /^true$/i.test(read('oneoff')),
		hook: read('hook') || null,
		tool: string(given['io.podman.compose.project']) === '' ? 'compose' : 'podman-compose',
	};
}

/** Whether an override of its service is what changes it: not for a one-off container, which no `up` creates. */
export const isManagedByCompose = (labels: unknown): boolean => composeOrigin(labels)?.oneOff === false;
