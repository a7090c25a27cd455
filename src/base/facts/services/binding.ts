import {isLoopback} from '../addresses.js';
import type {ContainerFacts} from '../container-facts.js';
import {ownSockets} from '../listeners.js';
import type {ConfigFiles} from './files/config-file.js';
import type {Service, Setup} from './service.js';
import type {Started} from './setup.js';

/** Ports that its command names: `--port 6380`, `--listen :8000`, `--inspect=0.0.0.0:9230`. */
export const portsGiven = ({options, files}: Setup): readonly number[] =>
	[
		...[...portOptions, ...bindOptions].flatMap(name => (options.get(name) ?? []).flat()),
		...portSettings.flatMap(name => settingsIn(files, name)).flatMap(value => value.split(/\s+/)),
	]
		.map(value => Number(/(?:^|:)(\d{2,5})$/.exec(value)?.[1] ?? Number.NaN))
		.filter(port => port > 0 && port < 65_536);

const portOptions = [
	'port',
	'p',
	'http-port',
	'inspect',
	'inspect-brk',
	'remote-debugging-port',
	'agentlib',
	'console-address',
	'H',
];

/** Names of settings of files that move a service to another port. */
const portSettings = ['port', 'net.port', 'http.port', 'listener', 'listen-client-urls'];

/** Values of a setting in the files that were read. */
const settingsIn = (files: ConfigFiles, name: string): readonly string[] =>
	[...files.values()].flatMap(read =>
		read.known && read.value !== null ? read.value.settings.flatMap(one => (one.name === name ? one.value : [])) : [],
	);

/** Options and variables that name the address to listen on. */
const bindOptions = [
	'bind',
	'bind-ip',
	'bind-address',
	'bind-addr',
	'host',
	'listen',
	'listen-address',
	'listen-addr',
	'listen-host',
	'address',
	'addr',
	'ip',
	'client',
	'http-addr',
	'web.listen-address',
	'listen-client-urls',
	'l',
	'serverapp.ip',
	'notebookapp.ip',
	'remote-debugging-address',
];

/**
 * By the sockets where they were seen, else by every address that its command, variables or files name.
 *
 * @param isRead  no file is missing that may name one
 */
export function listensOnLoopback(
	service: Service,
	{options, env, files}: Setup,
	container: ContainerFacts,
	{commands}: Started,
	isRead: boolean,
): boolean {
	const its = (ownSockets(container) ?? []).filter(({port, protocol}) => protocol === 'tcp' && service.ports.includes(port));
	if (its.length > 0) return its.every(({address}) => isLoopback(address));
	const ofCommand = addresses([
		...bindOptions.flatMap(name => options.get(name)?.at(-1) ?? []),
		...(service.bindEnv ?? []).flatMap(name => env.get(name) ?? []),
	]);
	const given =
		ofCommand.length > 0
			? ofCommand
			: addresses((service.bindSettings ?? []).flatMap(name => settingsIn(files, name).at(-1) ?? []));
	if (given.length > 0) return given.every(isLoopback);
	return service.loopbackByDefault === true && commands.length > 0 && isRead;
}

const addresses = (values: readonly string[]): readonly string[] =>
	values
		.flatMap(value => value.split(/[\s,]+/))
		.map(hostOf)
		.filter(host => host !== '');

/** `127.0.0.1` of `http://127.0.0.1:2379`, `localhost:11434` and `[::1]:80`; empty for what names no address. */
function hostOf(text: string): string {
	const plain = text.replace(/^[a-z]{1,10}:\/\//i, '');
	const [, bracketed, bare] = /^(?:\[([\da-f:.]+)\]|([\w.*-]{0,253}))(?::\d+)?$/i.exec(plain) ?? [];
	const host = bracketed ?? bare ?? '';
	return host === '' && /^:+\d*$/.test(plain) ? (plain === '::1' ? plain : '0.0.0.0') : host;
}
