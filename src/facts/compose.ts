import {type SafeText, sanitise} from '../terminal/safe-text.js';
import {record, string, textOrNull} from './read.js';

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

/**
 * What Compose writes into the labels of its containers: docker compose, podman-compose and Swarm stacks, which are projects with
 * services too.
 * @source docs.docker.com/compose (labels), docker/compose pkg/api/labels.go (HookLabel), containers/podman-compose
 */
export function composeFacts(labels: unknown): ComposeFacts | null {
	const given = record(labels);
	const first = (...names: readonly string[]): SafeText | null => {
		for (const name of names) {
			const value = textOrNull(given[name]);
			if (value !== null) return value;
		}
		return null;
	};
	const project = first('com.docker.compose.project', 'io.podman.compose.project', 'com.docker.stack.namespace');
	if (project === null) return null;
	const service = first('com.docker.compose.service', 'io.podman.compose.service', 'com.docker.swarm.service.name');
	const prefix = `${project}_`;
	return {
		project,
		service: service?.startsWith(prefix) === true ? sanitise(service.slice(prefix.length)) : (service ?? project),
		workingDirectory: first('com.docker.compose.project.working_dir', 'io.podman.compose.project.working_dir'),
		hook: textOrNull(given['com.docker.compose.hook']),
		configFiles: string(given['com.docker.compose.project.config_files'] ?? given['io.podman.compose.project.config_files'])
			.split(',')
			.flatMap(file => (file === '' ? [] : [sanitise(file)])),
	};
}
