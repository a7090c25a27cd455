import type {ContainerConfig, ContainerInspect} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {ContainerFacts, ContainerStatus} from './container-facts.js';
import {number, positive, record, string, strings, text, time} from './read.js';

type Lifecycle = Pick<ContainerFacts, 'status' | 'health' | 'hasHealthcheck' | 'restart' | 'autoRemove' | 'stopSignal'>;

/** Whether it is running, its health, and what the engine does when it exits. */
export function lifecycleFacts(inspect: ContainerInspect): Lifecycle {
	const state = inspect.State ?? {};
	const policy = inspect.HostConfig?.RestartPolicy;
	return {
		status: statusOf(inspect),
		health: healthOf(string(record(state.Health)['Status'])),
		hasHealthcheck: hasHealthcheck(inspect.Config ?? {}) || string(record(state.Health)['Status']).length > 4,
		restart: {name: text(policy?.Name) || trusted('no'), maximumRetries: number(policy?.MaximumRetryCount) ?? 0},
		autoRemove: inspect.HostConfig?.AutoRemove === true,
		stopSignal: stopSignal(inspect.Config?.StopSignal),
	};
}

type Run = Pick<ContainerFacts, 'startedAt' | 'finishedAt' | 'createdAt' | 'exitCode' | 'oomKilled' | 'restartCount' | 'pid'>;

/** When it started, how it exited, and how often it restarted. */
export function runFacts(inspect: ContainerInspect): Run {
	const state = inspect.State ?? {};
	const status = statusOf(inspect);
	return {
		startedAt: time(state.StartedAt),
		finishedAt: time(state.FinishedAt),
		createdAt: time(inspect.Created),
		// An exit code of 0 means nothing while a container is running or before it has run.
		exitCode: status === 'exited' || status === 'restarting' || status === 'other' ? number(state.ExitCode) : null,
		oomKilled: state.OOMKilled === true,
		restartCount: number(inspect.RestartCount) ?? 0,
		pid: positive(state.Pid),
	};
}

/** `HEALTHCHECK NONE` disables the image's health check. */
export function hasHealthcheck(config: ContainerConfig): boolean {
	const test = strings(config.Healthcheck?.Test);
	return test.length > 0 && test[0] !== 'NONE' && test[0] !== '';
}

function statusOf({State: state}: ContainerInspect): ContainerStatus {
	const status = string(state?.Status);
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
			return status === '' && state?.Running === true ? 'running' : 'other';
	}
}

const healthOf = (status: string): ContainerFacts['health'] =>
	status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none';

/** The command line of the container: entrypoint and command as configured, else as the engine resolved them. */
export function commandWords(inspect: ContainerInspect): readonly string[] {
	const configured = [...strings(inspect.Config?.Entrypoint), ...strings(inspect.Config?.Cmd)];
	return configured.length > 0 ? configured : [...strings(inspect.Path), ...strings(inspect.Args)];
}

/** The name without the leading slash of the API, else the start of the id. */
export const nameOf = (inspect: ContainerInspect): ContainerFacts['name'] =>
	sanitise(string(inspect.Name).replace(/^\//, '')) || sanitise(string(inspect.Id).slice(0, 12));

/** Before version 5, Podman's own inspect returned a number. */
const stopSignal = (given: unknown): SafeText =>
	typeof given === 'number' ? trusted(String(given)) : text(given) || trusted('SIGTERM');

/** Whether it has processes now: between two restarts it has none. */
export const hasProcesses = ({status}: Pick<ContainerFacts, 'status'>): boolean => status === 'running' || status === 'paused';

/** Whether it was started and not stopped: between two starts it has no processes. */
export const isUp = (container: Pick<ContainerFacts, 'status'>): boolean =>
	hasProcesses(container) || container.status === 'restarting';
