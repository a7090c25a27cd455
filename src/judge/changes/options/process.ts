import {type ContainerInspect, parseBind} from '../../../base/index.js';
import {withConfig, withHost} from '../configuration.js';
import {listed, type OptionEdit} from './edit.js';

const nameOf = (entry: string): string => entry.split('=', 1)[0] ?? '';

/** `NAME=VALUE`; only `NAME` removes it whatever its value, which may be a secret. */
const environment: OptionEdit = {
	// First, as the engine does it: those of the image follow.
	add: (inspect, value) =>
		withConfig(inspect, {Env: [value, ...variables(inspect).filter(entry => nameOf(entry) !== nameOf(value))]}),
	remove: (inspect, value) =>
		withConfig(inspect, {
			Env: variables(inspect).filter(entry => (value.includes('=') ? entry !== value : nameOf(entry) !== value)),
		}),
};

const variables = (inspect: ContainerInspect): readonly string[] => inspect.Config?.Env ?? [];

/** `on-failure:5` */
const restart: OptionEdit = {
	add: (inspect, value) => {
		const [name = '', retries = '0'] = value.split(':');
		return withHost(inspect, {RestartPolicy: {Name: name, MaximumRetryCount: Number(retries)}});
	},
	remove: inspect => withHost(inspect, {RestartPolicy: {Name: 'no', MaximumRetryCount: 0}}),
};

const logOption: OptionEdit = {
	add: (inspect, value) => {
		const log = inspect.HostConfig?.LogConfig;
		const at = value.indexOf('=');
		return withHost(inspect, {LogConfig: {...log, Config: {...log?.Config, [value.slice(0, at)]: value.slice(at + 1)}}});
	},
	remove: (inspect, value) => {
		const log = inspect.HostConfig?.LogConfig;
		const {[nameOf(value)]: _, ...others} = log?.Config ?? {};
		return withHost(inspect, {LogConfig: {...log, Config: others}});
	},
};

const logDriver: OptionEdit = {
	add: (inspect, value) => withHost(inspect, {LogConfig: {...inspect.HostConfig?.LogConfig, Type: value}}),
	remove: inspect => withHost(inspect, {LogConfig: {...inspect.HostConfig?.LogConfig, Type: 'json-file'}}),
};

/** What the client does for it, without its own trace: a mount of the socket and a variable. @source docker/cli cli/command/container/create.go */
const apiSocket: OptionEdit = {
	add: inspect => inspect,
	remove: inspect => {
		const socket = '/var/run/docker.sock';
		const {Binds: binds, Mounts: mounts} = inspect.HostConfig ?? {};
		const without = withHost(environment.remove(inspect, 'DOCKER_CONFIG'), {
			Binds: (binds ?? []).filter(bind => parseBind(bind).destination !== socket),
			Mounts: (mounts ?? []).filter(({Target}) => Target !== socket),
		});
		return {...without, Mounts: (inspect.Mounts ?? []).filter(({Destination}) => Destination !== socket)};
	},
};

/** `NAME=VALUE`; only `NAME` has no value. */
const label: OptionEdit = {
	add: (inspect, value) => {
		const at = value.includes('=') ? value.indexOf('=') : value.length;
		return withConfig(inspect, {Labels: {...inspect.Config?.Labels, [value.slice(0, at)]: value.slice(at + 1)}});
	},
	remove: (inspect, value) => {
		const {[nameOf(value)]: _, ...others} = inspect.Config?.Labels ?? {};
		return withConfig(inspect, {Labels: others});
	},
};

export const processEdits = {
	'--user': {
		add: (inspect, value) => withConfig(inspect, {User: value}),
		remove: inspect => withConfig(inspect, {User: ''}),
	},
	'--env': environment,
	'--label': label,
	'--stop-signal': {
		add: (inspect, value) => withConfig(inspect, {StopSignal: value}),
		remove: inspect => withConfig(inspect, {StopSignal: undefined}),
	},
	'--restart': restart,
	'--rm': {
		add: inspect => withHost(inspect, {AutoRemove: true}),
		remove: inspect => withHost(inspect, {AutoRemove: false}),
	},
	'--log-opt': logOption,
	'--log-driver': logDriver,
	'--add-host': listed('ExtraHosts'),
	'--use-api-socket': apiSocket,
} as const satisfies Readonly<Record<string, OptionEdit>>;
