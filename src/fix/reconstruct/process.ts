import {isDeepStrictEqual} from 'node:util';
import type {ContainerConfig, ContainerInspect} from '../../base/index.js';
import {each, flag, given, option, type RunOption} from '../../judge/index.js';
import type {EngineDefaults} from './engine-defaults.js';
import {ownVariables} from './environment.js';

/** Name, terminal, hostname, user, working directory. */
export function identityOptions(inspect: ContainerInspect, image: ContainerConfig, engine: EngineDefaults): RunOption[] {
	const config = inspect.Config ?? {};
	return [
		flag('--detach'),
		...given('--name', (inspect.Name ?? '').replace(/^\//, '')),
		...(config.OpenStdin ? [flag('--interactive')] : []),
		...(config.Tty ? [flag('--tty')] : []),
		...(inspect.HostConfig?.AutoRemove ? [flag('--rm')] : []),
		...(chosenHostname(inspect, engine) ? given('--hostname', config.Hostname) : []),
		...given('--domainname', config.Domainname),
		...((config.User ?? '') === (image.User ?? '') ? [] : [option('--user', config.User || '0')]),
		...((config.WorkingDir ?? '') === (image.WorkingDir || '') ? [] : given('--workdir', config.WorkingDir)),
	];
}

/** The default hostname is the short id, or the host's name in the host's network. */
function chosenHostname(inspect: ContainerInspect, engine: EngineDefaults): boolean {
	const host = inspect.HostConfig ?? {};
	const hostname = inspect.Config?.Hostname ?? '';
	if (host.UTSMode === 'host' || host.NetworkMode?.startsWith('container:')) return false;
	if (host.NetworkMode === 'host') return engine.hostName !== null && hostname !== engine.hostName;
	return hostname !== inspect.Id.slice(0, 12);
}

/** Only for the command: an override file keeps the container under Compose. */
export const leavesCompose = 'the labels of Compose are omitted: Compose will not manage the new container';

/** Environment and labels that differ from the image's. Compose's own labels would make Compose think it owns the copy. */
export function dataOptions(
	{Config: config = {}}: ContainerInspect,
	image: ContainerConfig,
	engine: EngineDefaults,
	warnings: string[],
): RunOption[] {
	// The host's name, if it shares the host's UTS namespace.
	const made = engine.podman ? [`HOSTNAME=${engine.hostName}`] : [];
	const own = ownVariables(config.Env, image.Env).filter(entry => !made.includes(entry));
	for (const entry of own)
		if (!entry.includes('='))
			warnings.push(`the variable ${entry} is not set in it: run the command in a shell where ${entry} is not set`);

	const labels = Object.entries(config.Labels ?? {}).filter(([key, value]) => image.Labels?.[key] !== value);
	const kept = labels.filter(([key]) => !key.startsWith('com.docker.compose.'));
	if (kept.length < labels.length) warnings.push(leavesCompose);
	return [...each('--env', own), ...kept.map(([key, value]) => option('--label', value === '' ? key : `${key}=${value}`))];
}

/** `--init`, `--restart`, stop, log and annotation options. */
export function lifecycleOptions(inspect: ContainerInspect, image: ContainerConfig, engine: EngineDefaults): RunOption[] {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const {Name: restart = 'no', MaximumRetryCount: retries = 0} = host.RestartPolicy ?? {};
	return [
		...(host.Init === true ? [flag('--init')] : host.Init === false && !engine.podman ? [flag('--init=false')] : []),
		...(restart === 'no' ? [] : given('--restart', restart === 'on-failure' && retries > 0 ? `on-failure:${retries}` : restart)),
		...(config.StopSignal === image.StopSignal ? [] : given('--stop-signal', config.StopSignal)),
		...(config.StopTimeout === null || config.StopTimeout === undefined
			? []
			: [option('--stop-timeout', String(config.StopTimeout))]),
		...(host.LogConfig?.Type === engine.logDriver ? [] : given('--log-driver', host.LogConfig?.Type)),
		...Object.entries(host.LogConfig?.Config ?? {}).map(([key, value]) => option('--log-opt', `${key}=${value}`)),
		...Object.entries(host.Annotations ?? {}).map(([key, value]) => option('--annotation', `${key}=${value}`)),
	];
}

/**
 * Entrypoint and arguments. Setting an entrypoint clears the image's command, so it is also set when it equals the image's and the
 * command was cleared. Docker's command line takes one word for the entrypoint: the others are moved to the front of the arguments. Podman's
 * takes them as JSON.
 */
export function invocation(
	config: ContainerConfig,
	image: ContainerConfig,
	engine: EngineDefaults,
	warnings: string[],
): {options: RunOption[]; args: string[]} {
	const [entrypoint, command] = [list(config.Entrypoint), list(config.Cmd)];
	const [imageEntrypoint, imageCommand] = [list(image.Entrypoint), list(image.Cmd)];
	const cleared = command.length === 0 && imageCommand.length > 0;

	if (isDeepStrictEqual(entrypoint, imageEntrypoint) && !cleared)
		return {options: [], args: isDeepStrictEqual(command, imageCommand) ? [] : [...command]};
	const [first = '', ...rest] = entrypoint;
	if (engine.podman && (rest.length > 0 || first.startsWith('[')))
		return {options: [option('--entrypoint', JSON.stringify(entrypoint))], args: [...command]};
	if (rest.length > 0)
		warnings.push('docker run takes one word for the entrypoint: the rest moves to the arguments, which runs the same process');
	return {options: [option('--entrypoint', first)], args: [...rest, ...command]};
}

/** Podman before 5 joins the words into one string. */
function list(words: string[] | string | null | undefined): readonly string[] {
	return typeof words === 'string' ? words.split(' ').filter(word => word !== '') : (words ?? []);
}
