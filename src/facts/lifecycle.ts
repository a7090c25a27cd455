import type {ContainerConfig, ContainerInspect} from '../answers/index.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {ContainerFacts, ContainerStatus} from './container-facts.js';
import {number, positive, record, string, strings, text, time} from './read.js';

type Lifecycle = Pick<ContainerFacts, 'status' | 'health' | 'hasHealthcheck' | 'restart' | 'autoRemove' | 'stopSignal'>;

/** Whether it runs, its health, and what the engine does when it ends. */
export function lifecycleFacts(inspect: ContainerInspect): Lifecycle {
	const state = inspect.State ?? {};
	const policy = inspect.HostConfig?.RestartPolicy;
	return {
		status: statusOf(inspect),
		health: healthOf(string(record(state.Health)['Status'])),
		hasHealthcheck: hasHealthcheck(inspect.Config ?? {}) || string(record(state.Health)['Status']).length > 4,
		restart: {name: text(policy?.Name) || own('no'), maximumRetries: number(policy?.MaximumRetryCount) ?? 0},
		autoRemove: inspect.HostConfig?.AutoRemove === true,
		stopSignal: stopSignal(inspect.Config?.StopSignal),
	};
}

type Run = Pick<ContainerFacts, 'startedAt' | 'finishedAt' | 'createdAt' | 'exitCode' | 'oomKilled' | 'restartCount' | 'pid'>;

/** Since when it runs, how it ended, and how often. */
export function runFacts(inspect: ContainerInspect): Run {
	const state = inspect.State ?? {};
	const status = statusOf(inspect);
	return {
		startedAt: time(state.StartedAt),
		finishedAt: time(state.FinishedAt),
		createdAt: time(inspect.Created),
		// 0 of a container that still runs, or never ran, is no exit code.
		exitCode: status === 'exited' || status === 'restarting' || status === 'other' ? number(state.ExitCode) : null,
		oomKilled: state.OOMKilled === true,
		restartCount: number(inspect.RestartCount) ?? 0,
		pid: positive(state.Pid),
	};
}

/** `HEALTHCHECK NONE` turns off what the image has. */
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
		// Podman's own words.
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

/** What the container runs: entrypoint and command as configured, else as the engine resolved them. */
export function commandWords(inspect: ContainerInspect): readonly string[] {
	const configured = [...strings(inspect.Config?.Entrypoint), ...strings(inspect.Config?.Cmd)];
	return configured.length > 0 ? configured : [...strings(inspect.Path), ...strings(inspect.Args)];
}

/** Its name without the slash that the API puts in front, else the beginning of its id. */
export const nameOf = (inspect: ContainerInspect): ContainerFacts['name'] =>
	sanitise(string(inspect.Name).replace(/^\//, '')) || sanitise(string(inspect.Id).slice(0, 12));

/** Podman's own inspect gave a number before version 5. */
const stopSignal = (given: unknown): SafeText => (typeof given === 'number' ? own(String(given)) : text(given) || own('SIGTERM'));

/** Whether it has processes now: between two restarts it has none. */
export const hasProcesses = ({status}: Pick<ContainerFacts, 'status'>): boolean => status === 'running' || status === 'paused';
