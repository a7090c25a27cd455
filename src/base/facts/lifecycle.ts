import type {ContainerConfig, ContainerInspect, ContainerState, HostConfig} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {number, record, string, strings, text} from './read.js';

/** `dead`, `removing` and any status that a later engine adds become `other`. */
export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'other';

export type Health = 'healthy' | 'unhealthy' | 'starting' | 'none';

type State = Pick<ContainerState, 'Status' | 'Running'>;

export function statusOf(state: State): ContainerStatus {
	const status = string(state.Status);
	switch (status) {
		case 'created':
		case 'running':
		case 'paused':
		case 'restarting':
		case 'exited':
			return status;
		// Podman's own status names.
		case 'configured':
		case 'initialized':
			return 'created';
		case 'stopped':
			return 'exited';
		default:
			return status === '' && state.Running === true ? 'running' : 'other';
	}
}

/** An exit code of 0 means nothing while a container is running or before it has run. */
export function exitCode(state: State & Pick<ContainerState, 'ExitCode'>): number | null {
	const status = statusOf(state);
	return status === 'exited' || status === 'restarting' || status === 'other' ? number(state.ExitCode) : null;
}

const healthStatus = ({Health: health}: Pick<ContainerState, 'Health'>): string => string(record(health)['Status']);

export function healthOf(state: Pick<ContainerState, 'Health'>): Health {
	const status = healthStatus(state);
	return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none';
}

/** `HEALTHCHECK NONE` disables the image's health check. */
export function hasHealthcheck(config: Pick<ContainerConfig, 'Healthcheck'>): boolean {
	const test = strings(config.Healthcheck?.Test);
	return test.length > 0 && test[0] !== 'NONE' && test[0] !== '';
}

/** Whether one is configured, by the image or at run time, or its status shows that one runs. */
export const runsHealthcheck = (config: Pick<ContainerConfig, 'Healthcheck'>, state: Pick<ContainerState, 'Health'>): boolean =>
	hasHealthcheck(config) || healthStatus(state).length > 'none'.length;

export type RestartFacts = {readonly name: SafeText; readonly maximumRetries: number};

export const restartFacts = (policy: HostConfig['RestartPolicy']): RestartFacts => ({
	name: text(policy?.Name) || trusted('no'),
	maximumRetries: number(policy?.MaximumRetryCount) ?? 0,
});

/** The command line of the container: entrypoint and command as configured, else as the engine resolved them. */
export function commandWords(
	inspect: Pick<ContainerInspect, 'Path' | 'Args'>,
	config: Pick<ContainerConfig, 'Entrypoint' | 'Cmd'>,
): readonly string[] {
	const configured = [...strings(config.Entrypoint), ...strings(config.Cmd)];
	return configured.length > 0 ? configured : [...strings(inspect.Path), ...strings(inspect.Args)];
}

/** The name without the leading slash of the API, else the start of the id. */
export const nameOf = (inspect: Pick<ContainerInspect, 'Name' | 'Id'>): SafeText =>
	sanitise(string(inspect.Name).replace(/^\//, '')) || sanitise(string(inspect.Id).slice(0, 12));

/** Before version 5, Podman's own inspect returned a number. */
export const stopSignal = (given: unknown): SafeText =>
	typeof given === 'number' ? trusted(String(given)) : text(given) || trusted('SIGTERM');

/** Whether it has processes now: between two restarts it has none. */
export const hasProcesses = ({status}: {readonly status: ContainerStatus}): boolean =>
	status === 'running' || status === 'paused';

/** Whether it was started and not stopped: between two starts it has no processes. */
export const isUp = (container: {readonly status: ContainerStatus}): boolean =>
	hasProcesses(container) || container.status === 'restarting';
