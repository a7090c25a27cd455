import {maskValue} from '../facts/index.js';
import {ownValue} from '../lib/own-value.js';
import {sanitise} from '../text/safe-text.js';

/** Options of dockerd by their spelling in daemon.json, which uses plurals where a flag is repeatable. */
export type DaemonOptions = Readonly<Record<string, unknown>>;

const SHORT: Readonly<Record<string, string>> = {
	D: 'debug',
	G: 'group',
	H: 'host',
	b: 'bridge',
	g: 'data-root',
	l: 'log-level',
	p: 'pidfile',
	s: 'storage-driver',
	v: 'version',
};

/** Flags without a value: `--icc` means true, and the next word is another flag. @source moby cmd/dockerd/config*.go */
const BOOLEAN = new Set(
	`allow-direct-routing api-cors cdi cri-containerd debug disable-legacy-registry experimental help icc init ip-forward
	ip-forward-no-drop ip-masq ip6tables iptables ipv6 live-restore network-control-plane-mtu-check no-new-privileges raw-logs
	rootless selinux-enabled tls tlsverify userland-proxy validate version`.split(/\s+/),
);

const LISTS: Readonly<Record<string, string>> = {
	'authorization-plugin': 'authorization-plugins',
	'cdi-spec-dir': 'cdi-spec-dirs',
	'default-address-pool': 'default-address-pools',
	dns: 'dns',
	'dns-opt': 'dns-opts',
	'dns-search': 'dns-search',
	'exec-opt': 'exec-opts',
	host: 'hosts',
	'insecure-registry': 'insecure-registries',
	label: 'labels',
	'registry-mirror': 'registry-mirrors',
	'storage-opt': 'storage-opts',
};

const MAPS: Readonly<Record<string, string>> = {
	'add-runtime': 'runtimes',
	'default-network-opt': 'default-network-opts',
	'default-ulimit': 'default-ulimits',
	feature: 'features',
	'log-opt': 'log-opts',
};

/** Older spellings in the file and of flags. */
const RENAMED: Readonly<Record<string, string>> = {graph: 'data-root', 'cluster-advertise': 'cluster-advertise'};

/**
 * What dockerd's command line sets: `--icc=false`, `--log-level debug`, `-D`, `-H unix://…`, `-Hunix://…`.
 *
 * @param args  without the program name
 * @source pflag's syntax; strconv.ParseBool for `--opt=false`
 */
export function optionsOfArguments(args: readonly string[]): DaemonOptions {
	const options: Record<string, unknown> = {};
	for (let index = 0; index < args.length; index++) {
		const argument = args[index] ?? '';
		if (argument === '--') break;
		const flag = flagOf(argument);
		if (flag === null) continue;
		const [name, attached] = flag;
		if (attached !== null) set(options, name, attached);
		else if (BOOLEAN.has(name)) set(options, name, 'true');
		else set(options, name, args[++index] ?? '');
	}
	return options;
}

/** The file's options overridden by those of the command line; dockerd refuses to start when both set the same one. */
export function mergeOptions(file: DaemonOptions, flags: DaemonOptions): DaemonOptions {
	const merged: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(file)) merged[ownValue(RENAMED, name) ?? name] = value;
	return {...merged, ...flags};
}

/**
 * The same settings, fit to be shown and written to a file: text sanitised, and masked if it looks secret (the token of a log
 * driver, the password of a proxy).
 */
export function safeOptions(options: DaemonOptions): DaemonOptions {
	return Object.fromEntries(Object.entries(options).map(([name, value]) => [sanitise(name), safeValue(name, value)]));
}

function safeValue(name: string, value: unknown): unknown {
	// The path of a key is not secret, and rules need it.
	if (typeof value === 'string') return value.startsWith('/') ? sanitise(value) : maskValue(name, value);
	if (Array.isArray(value)) return value.map(item => safeValue(name, item));
	return typeof value === 'object' && value !== null ? safeOptions({...value}) : value;
}

function flagOf(argument: string): [name: string, attached: string | null] | null {
	const long = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
	if (long) return [ownValue(RENAMED, long[1] ?? '') ?? long[1] ?? '', long[2] ?? null];
	const short = /^-([A-Za-z])=?(.*)$/s.exec(argument);
	if (!short) return null;
	const name = ownValue(SHORT, short[1] ?? '') ?? short[1] ?? '';
	return [name, short[2] === '' ? null : (short[2] ?? null)];
}

function set(options: Record<string, unknown>, name: string, value: string): void {
	const list = ownValue(LISTS, name);
	const map = ownValue(MAPS, name);
	if (list !== undefined) {
		const before = options[list];
		options[list] = [...(Array.isArray(before) ? before : []), value];
	} else if (map !== undefined) {
		const before = options[map];
		const [key = '', ...rest] = value.split('=');
		options[map] = {...(typeof before === 'object' ? before : {}), [key]: rest.join('=')};
	} else options[name] = BOOLEAN.has(name) ? isTrue(value) : value;
}

const isTrue = (value: string): boolean => /^(1|t|T|TRUE|true|True)$/.test(value);
