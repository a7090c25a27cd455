import {type SafeText, sanitise, trusted} from '../../text/safe-text.js';
import type {ContainerFacts} from '../container-facts.js';
import {splitVariable} from '../env.js';
import {commandWords} from '../lifecycle.js';
import {ownSockets} from '../listeners.js';
import {strings, text} from '../read.js';
import {baseName, commandsOf, programOf, shellCommands} from './command.js';
import {resolved} from './files/conditions.js';
import {type Options, readOptions} from './read-options.js';
import type {Trace} from './service.js';

/** What a container starts and with what, before anything is known of the service. */
export type Started = {
	readonly env: ReadonlyMap<string, string>;
	readonly commands: readonly (readonly string[])[];
	/** Of all commands together. */
	readonly options: Options;
	readonly words: ReadonlySet<string>;
	/** Programs that it starts or that were seen running, with where that was read. */
	readonly programs: ReadonlyMap<string, Trace>;
	/** Files of settings that the commands name, as they are written. */
	readonly named: readonly string[];
	/** In which it starts: relative names of files begin there. */
	readonly directory: string;
	/** Files of settings that were read. */
	readonly read: readonly string[];
	/** Mounts in which a program may find its configuration. */
	readonly mounted: readonly Trace[];
	/** Those of them of which nothing was read. */
	readonly unreadMounts: readonly Trace[];
};

/** Variables whose value is a piece of a command line: `REDIS_ARGS`, `JAVA_OPTS`, `VALKEY_EXTRA_FLAGS`. */
const holdsArguments = /(?:^|_)(?:ARGS|OPTS|FLAGS|ARGUMENTS|OPTIONS|PARAMS)$/;

export function startedBy(container: ContainerFacts): Started {
	const {env: variables, commandLine, mounts, processes, configFiles, raw} = container;
	const env = new Map(variables.length === 0 ? [] : strings(raw.Config?.Env).map(splitVariable));
	const configured = commandLine === '' ? [] : commandsOf(commandWords(raw, raw.Config ?? {}), env);
	const inVariables = [...env].flatMap(([name, value]) =>
		holdsArguments.test(name) && value.includes('-') ? shellCommands(value) : [],
	);
	const programs = new Map<string, Trace>();
	for (const command of configured) {
		const name = programOf(command);
		if (name !== '') programs.set(name, {source: 'inspect', path: 'Config.Cmd', value: sanitise(name)});
	}
	const live = processes.known ? processes.value : [];
	for (const {command, args} of live) {
		programs.set(baseName(command), {source: 'top', path: 'command', value: command});
		const started = programOf(args.split(/\s+/));
		if (started !== '') programs.set(started, {source: 'top', path: 'command', value: sanitise(started)});
	}
	for (const {process} of ownSockets(container) ?? [])
		if (process !== null) programs.set(baseName(process), {source: 'proc', path: 'net/tcp', value: process});
	const commands = [...configured, ...inVariables, ...live.map(({args}) => args.split(/\s+/))];
	const options = readOptions(commands);
	const read = [...configFiles].flatMap(([path, {known}]) => (known ? path : []));
	const mounted = mounts.flatMap(({destination}) => (isConfiguration(destination) ? destination : []));
	return {
		env,
		commands,
		options,
		words: new Set(commands.flat().map(baseName)),
		programs,
		named: namedConfigs(options, commands),
		directory: resolved('/', text(raw.Config?.WorkingDir)),
		read,
		mounted: mounted.map(mountTrace),
		unreadMounts: mounted.filter(folder => !read.some(path => isWithin(path, folder))).map(mountTrace),
	};
}

const mountTrace = (destination: SafeText): Trace => ({source: 'inspect', path: 'Mounts', value: destination});

const isWithin = (path: string, folder: string): boolean =>
	path === folder || path.startsWith(`${folder.replace(/(?<!\/)\/+$/, '')}/`);

/** A file or folder that is mounted for a program to read its settings from; the time zone, certificates and secrets are none. */
const isConfiguration = (destination: string): boolean => settings.test(destination) && !others.test(destination);

const settings =
	/\.(?:conf|cnf|cfg|ini|ya?ml|toml|json|xml|properties|acl|hcl|config)$|\/(?:etc|conf|config|conf\.d|configs?)(?:\/|$)/i;
const others =
	/^\/etc\/(?:localtime|timezone|hosts|hostname|resolv\.conf|passwd|group|machine-id)$|\/(?:ssl|tls|pki|certs?|ca-certificates|secrets|letsencrypt)(?:\/|$)|\.(?:pem|crt|cer|key|jks|p12)$/;

/** Words of a command line that name a file of settings: of `--config FILE`, and a bare `redis.conf`. */
export function namedConfigs(options: Options, commands: readonly (readonly string[])[]): readonly string[] {
	const byOption = configOptions.flatMap(name => options.get(name)?.at(-1)?.[0] ?? []).filter(value => /[/.]/.test(value));
	const bare = commands.flatMap(command =>
		command.filter(word => /^[^-=\s][^=\s]{0,300}\.(?:conf|cnf|ya?ml|toml|ini|hcl|properties)$/.test(word)),
	);
	return [...new Set([...byOption, ...bare])];
}

const configOptions = [
	'config',
	'config-file',
	'config.file',
	'c',
	'f',
	'defaults-file',
	'defaults-extra-file',
	'conf',
	'configfile',
];

export const configTrace = (path: string): Trace => ({
	source: 'inspect',
	path: 'Config.Cmd',
	value: sanitise(path.slice(0, 200)),
});

/** Nothing at all was found for it. */
export const nothing = (names: readonly string[]): Trace => ({
	source: 'inspect',
	path: 'Config',
	value: names.length === 0 ? trusted('it has no authentication') : sanitise(`none of ${[...new Set(names)].join(', ')}`),
});
