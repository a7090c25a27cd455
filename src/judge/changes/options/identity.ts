import {type ContainerFacts, parseUser} from '../../../base/index.js';
import {withConfig, withDefaultHostname, withHost} from '../configuration.js';
import {flag} from '../run-option.js';
import {amount, isWanted, named, text, toggle} from './kinds.js';
import {
	type Made,
	noTrace,
	notInCompose,
	notInPodman,
	type OptionEdit,
	type OptionRows,
	type QuadletKey,
	without,
} from './row.js';

/** The default hostname is the short id, or the host's name in the host's network. */
function chosenHostname({inspect, host, config, engine}: Made): string[] {
	const {Hostname: hostname = ''} = config;
	if (host.UTSMode === 'host' || host.NetworkMode?.startsWith('container:') || hostname === '') return [];
	const usual = host.NetworkMode === 'host' ? (engine.hostName ?? hostname) : inspect.Id.slice(0, 12);
	return hostname === usual ? [] : [hostname];
}

/** Needed when the image is for another platform than the engine's: a new pull would get another image. */
function platform({image, engine}: Made): string[] {
	const {Os: system = '', Architecture: architecture = '', Variant: variant = ''} = image ?? {};
	if (engine.architecture === null || architecture === '' || architecture === engine.architecture) return [];
	return [[system || 'linux', architecture, ...(variant === '' ? [] : [variant])].join('/')];
}

/** `on-failure:5` */
const restart: OptionEdit = {
	add: (inspect, value) => {
		const [name = '', retries = '0'] = value.split(':');
		return withHost(inspect, {RestartPolicy: {Name: name, MaximumRetryCount: Number(retries)}});
	},
	remove: inspect => withHost(inspect, {RestartPolicy: {Name: 'no', MaximumRetryCount: 0}}),
};

const hasLogOption = ({logging}: ContainerFacts, value: string): boolean =>
	Object.entries(logging.options).some(([name, set]) => value === '' || name === value || `${name}=${set}` === value);

const userKeys = (value: string): QuadletKey => {
	const {user, group} = parseUser(value);
	return {lines: [['User', user || '0'], ...(group === undefined ? [] : [['Group', group] as const])]};
};

const driverKey = (value: string): QuadletKey =>
	['json-file', 'journald', 'none', 'passthrough', 'k8s-file'].includes(value)
		? {lines: [['LogDriver', value]]}
		: without(`the log driver ${value} is omitted: Podman has no such driver`);

const client = {field: null, kind: 'text', edit: without('is of the client'), judge: noTrace} as const;
/** The unit runs it in the background, creates and removes it; `Restart=` is a key of the unit. */
const byUnit = {lines: []};

/** Name, terminal, hostname, user, working directory. */
export const identityOptions = {
	'--detach': {...client, kind: 'switch', given: () => [null], compose: without('up has it'), quadlet: byUnit},
	'--name': {
		...client,
		given: ({inspect}) => [(inspect.Name ?? '').replace(/^\//, '')].filter(name => name !== ''),
		compose: without('a service has its own name'),
		quadlet: 'ContainerName',
	},
	'--interactive': toggle('Config.OpenStdin', 'stdin_open', {otherNames: ['-i']}),
	'--tty': toggle('Config.Tty', 'tty', {otherNames: ['-t']}),
	'--rm': toggle('HostConfig.AutoRemove', notInCompose, {quadlet: byUnit}),
	'--hostname': text('Config.Hostname', 'hostname', {
		given: chosenHostname,
		edit: {add: (inspect, value) => withConfig(inspect, {Hostname: value}), remove: withDefaultHostname},
		otherNames: ['-h'],
		quadlet: 'HostName',
	}),
	'--domainname': text('Config.Domainname', 'domainname', {quadlet: notInPodman}),
	'--user': text('Config.User', 'user', {
		given: ({config, inherited}) => ((config.User ?? '') === (inherited.User ?? '') ? [] : [config.User || '0']),
		judge: ({user}, value) => (value !== '' ? user.configured === value : user.isRoot === null ? null : !user.isRoot),
		otherNames: ['-u'],
		quadlet: userKeys,
	}),
	'--workdir': text('Config.WorkingDir', 'working_dir', {
		usual: ({inherited}) => inherited.WorkingDir,
		otherNames: ['-w'],
		quadlet: 'WorkingDir',
	}),
	'--platform': {...client, given: platform, compose: without('the image that is there is used'), quadlet: 'PodmanArgs'},
} as const satisfies OptionRows;

/** `--init`, `--restart`, stop and log options. */
export const lifecycleOptions = {
	'--init': toggle('HostConfig.Init', 'init', {
		given: ({host, engine}) => (host.Init ? [null] : host.Init === false && !engine.podman ? [flag('--init=false')] : []),
		// `false` is an option too.
		edit: {
			add: inspect => withHost(inspect, {Init: true}),
			remove: inspect => withHost(inspect, {Init: null}),
		},
		quadlet: {lines: [['RunInit', 'true']]},
	}),
	'--restart': {
		field: 'HostConfig.RestartPolicy',
		kind: 'text',
		given: ({host: {RestartPolicy: {Name: name = '', MaximumRetryCount: retries = 0} = {}}}) =>
			name === '' || name === 'no' ? [] : [name === 'on-failure' && retries > 0 ? `on-failure:${retries}` : name],
		edit: restart,
		judge: ({restart: {name, maximumRetries}}, value) =>
			value === '' ? name !== 'no' : (maximumRetries > 0 ? `${name}:${maximumRetries}` : name) === value,
		compose: 'restart',
		quadlet: byUnit,
	},
	'--stop-signal': text('Config.StopSignal', 'stop_signal', {
		usual: ({inherited}) => inherited.StopSignal,
		edit: {
			add: (inspect, value) => withConfig(inspect, {StopSignal: value}),
			remove: inspect => withConfig(inspect, {StopSignal: undefined}),
		},
		quadlet: 'StopSignal',
	}),
	'--stop-timeout': amount('Config.StopTimeout', 'stop_grace_period', {
		given: ({config: {StopTimeout: seconds}}) => (typeof seconds === 'number' ? [String(seconds)] : []),
		otherwise: null,
		quadlet: 'StopTimeout',
	}),
	'--log-driver': text('HostConfig.LogConfig.Type', 'logging', {
		usual: ({engine}) => engine.logDriver,
		otherwise: 'json-file',
		judge: ({logging}, value) => isWanted(logging.driver, value),
		quadlet: driverKey,
	}),
	'--log-opt': named('HostConfig.LogConfig.Config', 'logging', {
		judge: hasLogOption,
		isFreeText: true,
		quadlet: value =>
			/^(path|max-size|tag|label)=/.test(value)
				? {words: 'LogOpt'}
				: without(`the log option ${value} is omitted: Podman does not know it`),
	}),
	'--annotation': named('HostConfig.Annotations', 'annotations', {isFreeText: true, quadlet: {words: 'Annotation'}}),
} as const satisfies OptionRows;
